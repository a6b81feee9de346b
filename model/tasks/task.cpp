// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/tasks/task.h"

namespace ottla {

Task::Task(QString title, bool cancellable, QObject* parent)
    : QObject(parent)
    , m_title(std::move(title))
    , m_cancellable(cancellable)
{ }

void Task::setProgress(double progress, const QString& rateText)
{
    if (m_state != State::Running) {
        return;
    }
    m_progress = progress;
    m_rateText = rateText;
    Q_EMIT changed();
}

void Task::finish()
{
    end(State::Finished);
}

void Task::fail(const Error& error)
{
    if (m_state == State::Running) {
        m_error = error;
        end(State::Failed);
    }
}

void Task::cancel()
{
    if (m_state == State::Running && m_cancellable) {
        Q_EMIT cancelRequested();
        end(State::Cancelled);
    }
}

void Task::end(State state)
{
    if (m_state != State::Running) {
        return;
    }
    m_state = state;
    Q_EMIT changed();
    Q_EMIT ended();
}

} // namespace ottla
