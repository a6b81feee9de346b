// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QObject>
#include <QString>

#include <optional>

namespace ottla {

/// Something that takes time, for the task area. GUI thread; whoever does the work reports here.
class Task : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Running,
        Finished,
        Failed,
        Cancelled,
    };
    Q_ENUM(State)

    explicit Task(QString title, bool cancellable = true, QObject* parent = nullptr);

    [[nodiscard]] const QString& title() const { return m_title; }
    /// 0 to 1; negative while unknown.
    [[nodiscard]] double progress() const { return m_progress; }
    /// How fast, how long still: "412 MB/s · 9 s left".
    [[nodiscard]] const QString& rateText() const { return m_rateText; }
    [[nodiscard]] bool cancellable() const { return m_cancellable; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    void setProgress(double progress, const QString& rateText = {});
    void finish();
    void fail(const Error& error);
    /// Asks whoever works to stop; the task is Cancelled at once.
    void cancel();

Q_SIGNALS:
    void changed();
    void cancelRequested();
    /// It no longer runs, however it ended.
    void ended();

private:
    void end(State state);

    const QString m_title;
    const bool m_cancellable;
    double m_progress = -1;
    QString m_rateText;
    State m_state = State::Running;
    std::optional<Error> m_error;
};

} // namespace ottla
