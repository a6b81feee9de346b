// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace ottla {

/// Tells the GUI thread what became of schemas that were asked for. Shared with the threads that
/// fetch, which may outlive whoever listens.
class SchemaNews : public QObject
{
    Q_OBJECT

public:
    /// On the GUI thread.
    [[nodiscard]] static std::shared_ptr<SchemaNews> create()
    {
        return {new SchemaNews, [](SchemaNews* news) {
                    news->deleteLater();
                }};
    }

    /// Emits retryDue() when the pause is over. Any thread.
    void announceRetry(std::chrono::milliseconds pause)
    {
        QMetaObject::invokeMethod(this, [this, pause] {
            // Never early: who asks then must not get what was answered before.
            QTimer::singleShot(pause, Qt::PreciseTimer, this, &SchemaNews::retryDue);
        });
    }

Q_SIGNALS:
    /// One has come, or has failed to, or fails for another reason now. Emitted on any thread.
    void arrived();
    /// One that had failed has come. Emitted behind arrived(), on any thread.
    void recovered();
    /// One that failed for a reason that may have passed is fetched anew when somebody asks for it
    /// from now on. Emitted on the GUI thread.
    void retryDue();
};

} // namespace ottla
