// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/tasks/taskmodel.h"

#include <algorithm>

namespace ottla {

Task* TaskModel::add(std::unique_ptr<Task> task)
{
    Task* added = task.get();
    beginInsertRows({}, 0, 0);
    m_tasks.insert(m_tasks.begin(), std::move(task));
    endInsertRows();
    connect(added, &Task::changed, this, [this, added] {
        const QModelIndex at = index(rowOf(added));
        Q_EMIT dataChanged(at, at);
    });
    // Queued: whoever ended it may still be using it.
    connect(
        added, &Task::ended, this,
        [this, added] {
            Q_EMIT runningCountChanged();
            const int row = rowOf(added);
            if (row >= 0 && added->state() != Task::State::Failed) {
                dismiss(row);
            }
        },
        Qt::QueuedConnection);
    Q_EMIT runningCountChanged();
    return added;
}

void TaskModel::dismiss(int row)
{
    if (row < 0 || row >= rowCount() || task(row)->state() == Task::State::Running) {
        return;
    }
    beginRemoveRows({}, row, row);
    Task* gone = m_tasks[static_cast<std::size_t>(row)].release();
    m_tasks.erase(m_tasks.begin() + row);
    endRemoveRows();
    gone->disconnect(this);
    gone->deleteLater();
}

int TaskModel::runningCount() const
{
    return static_cast<int>(std::count_if(m_tasks.begin(), m_tasks.end(), [](const auto& task) {
        return task->state() == Task::State::Running;
    }));
}

int TaskModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tasks.size());
}

QVariant TaskModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    Task* at = task(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return at->title();
    case Qt::ToolTipRole:
    case ErrorRole:
        return at->error() ? QString::fromStdString(at->error()->message) : QString();
    case ProgressRole:
        return at->progress();
    case RateRole:
        return at->rateText();
    case StateRole:
        return QVariant::fromValue(at->state());
    case CancellableRole:
        return at->cancellable() && at->state() == Task::State::Running;
    case TaskRole:
        return QVariant::fromValue(at);
    default:
        return {};
    }
}

int TaskModel::rowOf(const Task* task) const
{
    const auto at = std::find_if(m_tasks.begin(), m_tasks.end(),
                                 [&](const auto& candidate) { return candidate.get() == task; });
    return at == m_tasks.end() ? -1 : static_cast<int>(at - m_tasks.begin());
}

} // namespace ottla
