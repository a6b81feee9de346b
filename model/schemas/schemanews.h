// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <memory>

namespace ottla {

/// Tells the GUI thread that a schema which was asked for has come, or has failed to. Shared with
/// the threads that fetch, which may outlive whoever listens.
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

Q_SIGNALS:
    /// Emitted on any thread.
    void arrived();
};

} // namespace ottla
