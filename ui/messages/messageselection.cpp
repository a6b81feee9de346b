// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messageselection.h"

#include <algorithm>

namespace ottla {

MessageSelection::MessageSelection(MessagesModel* model, QObject* parent)
    : QItemSelectionModel(model, parent)
    , m_messages(*model)
{
    connect(model, &MessagesModel::aboutToReorder, this, &MessageSelection::keep);
    connect(model, &MessagesModel::reordered, this, [this] { m_reordering = false; });
}

void MessageSelection::keep()
{
    m_reordering = true;
    const QItemSelection ranges = selection();
    if (ranges.isEmpty()) {
        return;
    }
    for (const QItemSelectionRange& range : ranges) {
        m_messages.collect(range.top(), range.bottom() + 1, m_kept);
    }
    QItemSelectionModel::select(QItemSelection(), Clear);
    Q_EMIT keptChanged();
}

void MessageSelection::forget()
{
    if (!m_kept.empty()) {
        m_kept.clear();
        Q_EMIT keptChanged();
    }
}

bool MessageSelection::holds(const QModelIndex& index) const
{
    return isSelected(index)
        || (!m_kept.empty() && m_kept.contains(m_messages.storeRow(index.row())));
}

std::size_t MessageSelection::count() const
{
    const QItemSelection ranges = selection();
    if (ranges.isEmpty()) {
        return m_kept.empty() ? 0 : m_messages.countShown(m_kept);
    }
    if (m_kept.empty()) {
        std::size_t sum = 0;
        for (const QItemSelectionRange& range : ranges) {
            sum += static_cast<std::size_t>(range.height());
        }
        return sum;
    }
    return m_messages.countShown(all());
}

RowSet MessageSelection::all() const
{
    RowSet all = m_kept;
    for (const QItemSelectionRange& range : selection()) {
        m_messages.collect(range.top(), range.bottom() + 1, all);
    }
    return all;
}

RowOrder MessageSelection::rows() const
{
    return m_messages.shownOf(all());
}

QList<int> MessageSelection::places(qsizetype most) const
{
    const RowSet wanted = all();
    const qsizetype enough = std::min(most, static_cast<qsizetype>(wanted.size()));
    QList<int> found;
    for (int row = 0; row < m_messages.rowCount() && found.size() < enough; ++row) {
        if (wanted.contains(m_messages.storeRow(row))) {
            found.append(row);
        }
    }
    return found;
}

void MessageSelection::select(const QItemSelection& selection, SelectionFlags command)
{
    if ((command & Clear) != 0) {
        forget();
    } else if ((command & Deselect) != 0 && !m_kept.empty()) {
        for (const QItemSelectionRange& range : selection) {
            for (int row = range.top(); row <= range.bottom(); ++row) {
                m_kept.erase(m_messages.storeRow(row));
            }
        }
        Q_EMIT keptChanged();
    }
    QItemSelectionModel::select(selection, command);
}

void MessageSelection::clear()
{
    forget();
    QItemSelectionModel::clear();
}

void MessageSelection::reset()
{
    if (!m_reordering) { // else the same messages come back
        forget();
    }
    // What it does beside clear().
    const QSignalBlocker quiet(this);
    QItemSelectionModel::clear();
}

} // namespace ottla
