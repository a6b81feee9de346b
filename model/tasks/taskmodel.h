// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/tasks/task.h"

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace ottla {

/// The tasks that run, and those that failed until they are dismissed; the newest first.
/// GUI thread.
class TaskModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        ProgressRole = Qt::UserRole + 1, ///< double, negative while unknown
        RateRole,
        StateRole, ///< Task::State
        CancellableRole,
        ErrorRole, ///< what went wrong, a sentence
        TaskRole, ///< Task*
    };

    using QAbstractListModel::QAbstractListModel;

    /// Takes the task over. It leaves by itself when it has finished or was cancelled.
    Task* add(std::unique_ptr<Task> task);
    [[nodiscard]] Task* task(int row) const { return m_tasks[static_cast<std::size_t>(row)].get(); }
    /// Takes an ended task away.
    void dismiss(int row);
    [[nodiscard]] int runningCount() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void runningCountChanged();

private:
    [[nodiscard]] int rowOf(const Task* task) const;

    std::vector<std::unique_ptr<Task>> m_tasks;
};

} // namespace ottla
