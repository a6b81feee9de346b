// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace ottla {

class Task;
class TaskModel;

/// The bar at the bottom of the window: the newest task with its progress and Cancel, or what it
/// failed with until that is dismissed, how many more there are, and the switch of the log.
class TaskBar : public QWidget
{
    Q_OBJECT

public:
    /// `tasks` must outlive it.
    explicit TaskBar(TaskModel& tasks, QWidget* parent = nullptr);

    [[nodiscard]] QToolButton* logButton() const { return m_log; }
    /// As many failures are in the log that nobody has seen.
    void markLog(int failures);
    /// What is shown while no task is there.
    void setQuietText(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void update();
    void press();

    TaskModel& m_tasks;
    QString m_quiet;
    int m_failures = 0;
    QLabel* m_icon;
    QLabel* m_title;
    QProgressBar* m_progress;
    QLabel* m_rate;
    QPushButton* m_button;
    QLabel* m_more;
    QToolButton* m_log;
};

} // namespace ottla
