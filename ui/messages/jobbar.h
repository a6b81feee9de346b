// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagejob.h"
#include "model/tasks/taskmodel.h"
#include "ui/shell/theme.h"

#include <QPointer>
#include <QWidget>

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace ottla {

/// Shows how a job goes, with Cancel, and afterwards how it ended, with the account under
/// "Details". The job goes with the bar. GUI thread.
class JobBar : public QWidget
{
    Q_OBJECT

public:
    explicit JobBar(QWidget* parent = nullptr);
    ~JobBar() override;

    /// Shows the jobs in the window's task area too. They must outlive the bar.
    void setTasks(TaskModel* tasks) { m_tasks = tasks; }
    /// Starts the work. One at a time: a job that still runs is cancelled.
    void run(std::unique_ptr<MessageJob> job);
    [[nodiscard]] bool running() const { return m_running; }

Q_SIGNALS:
    void finished(const ottla::JobReport& report);
    /// It no longer runs, however it ended.
    void ended();

private:
    void follow();
    void end(const QString& text, ThemeRole role, const QString& details);

    TaskModel* m_tasks = nullptr;
    QPointer<Task> m_task;
    std::unique_ptr<MessageJob> m_job;
    QLabel* m_text;
    QLabel* m_rate;
    QProgressBar* m_progress;
    QToolButton* m_more;
    QPushButton* m_button;
    QLabel* m_details;
    bool m_running = false;
};

} // namespace ottla
