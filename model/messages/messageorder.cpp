// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// MessagesModel's sorts.
#include "model/messages/messagesmodel.h"

#include <algorithm>
#include <numeric>

namespace ottla {

namespace {

constexpr std::size_t leastSort = std::size_t{1} << 18U;
constexpr std::size_t mostSort = std::size_t{1} << 22U;

} // namespace

void MessagesModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && (order == m_sortOrder || column < 0)) {
        return;
    }
    m_sortColumn = column;
    m_sortOrder = order;
    restartSort();
    if (column < 0 && m_order) {
        setOrder(nullptr, nullptr);
    }
    advance();
    Q_EMIT advanced();
}

void MessagesModel::restartSort()
{
    m_sort.reset();
    m_sorted.reset();
    m_sortedAt.invalidate();
}

void MessagesModel::sortOn()
{
    const auto shown = static_cast<std::size_t>(m_shown);
    const std::size_t from = sortedRows();
    if (m_sortColumn < 0 || m_sort || from >= shown) {
        return;
    }
    // Where few are to go among many, they go together now and then.
    constexpr std::size_t few = 64;
    constexpr qint64 pause = 500; // ms
    if (shown - from < from / few && m_sortedAt.isValid() && !m_sortedAt.hasExpired(pause)) {
        return;
    }
    const std::size_t to = std::min(shown, from + std::clamp(from, leastSort, mostSort));
    RowOrder rows;
    if (m_filter) {
        rows.assign(m_rows.begin() + static_cast<std::ptrdiff_t>(from),
                    m_rows.begin() + static_cast<std::ptrdiff_t>(to));
    }
    SortBy by = m_cells.sortBy(*m_store, m_sortColumn, m_sortOrder == Qt::DescendingOrder);
    m_sort = std::make_unique<CancellableJob>(
        this,
        [store = m_store, by = std::move(by), sorted = m_sorted, rows = std::move(rows),
         first = m_first + from, last = m_first + to](const auto& cancel) mutable {
            if (rows.empty()) {
                rows.resize(last - first);
                std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(first));
            }
            sortRows(*store, by, rows, cancel);
            return std::make_shared<RowOrder>(sorted ? mergeRows(*store, by, *sorted, rows, cancel)
                                                     : std::move(rows));
        },
        [this](const std::shared_ptr<RowOrder>& order) {
            m_sort.reset();
            std::erase_if(*order, [this](std::uint32_t row) { return row < m_first; });
            setOrder(order, order);
            m_sortedAt.start();
            Q_EMIT advanced();
            advance();
        });
}

void MessagesModel::setOrder(std::shared_ptr<const RowOrder> order,
                             std::shared_ptr<const RowOrder> sorted)
{
    Q_EMIT aboutToReorder();
    const std::size_t changed = std::max(order ? order->size() : 0, m_order ? m_order->size() : 0);
    m_order = std::move(order);
    m_sorted = std::move(sorted);
    cellsChanged(static_cast<int>(changed));
    Q_EMIT reordered();
}

} // namespace ottla
