// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// MessagesModel's other half: which message is shown where.
#include "model/messages/messagesmodel.h"

#include <algorithm>
#include <numeric>

namespace ottla {

std::uint32_t MessagesModel::arrival(std::size_t place) const
{
    return m_filter ? m_rows[place] : static_cast<std::uint32_t>(m_first + place);
}

std::ptrdiff_t MessagesModel::placeOfArrival(std::uint32_t storeRow) const
{
    if (m_filter) {
        const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), storeRow);
        return found != m_rows.end() && *found == storeRow ? found - m_rows.begin() : -1;
    }
    return storeRow >= m_first && storeRow < m_first + static_cast<std::size_t>(m_shown)
        ? static_cast<std::ptrdiff_t>(storeRow - m_first)
        : -1;
}

std::size_t MessagesModel::storeRow(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return m_order && place < m_order->size() ? (*m_order)[place] : arrival(place);
}

StoredMessage MessagesModel::message(int row) const
{
    return m_store->at(storeRow(row));
}

std::vector<int> MessagesModel::rowsOf(const std::vector<std::uint32_t>& storeRows) const
{
    const auto ordered = static_cast<std::ptrdiff_t>(m_order ? m_order->size() : 0);
    std::vector<int> rows(storeRows.size(), -1);
    std::vector<bool> wanted; // by the store's row: a look at each of millions must be short
    for (std::size_t i = 0; i < storeRows.size(); ++i) {
        const std::ptrdiff_t place = placeOfArrival(storeRows[i]);
        if (place >= ordered) {
            rows[i] = static_cast<int>(place);
        } else if (place >= 0) {
            wanted.resize(m_examined);
            wanted[storeRows[i]] = true;
        }
    }
    if (wanted.empty()) {
        return rows;
    }
    std::vector<std::pair<std::uint32_t, int>> found;
    for (std::size_t place = 0; place < m_order->size(); ++place) {
        if (const std::uint32_t row = (*m_order)[place]; wanted[row]) {
            found.emplace_back(row, static_cast<int>(place));
        }
    }
    std::sort(found.begin(), found.end());
    for (std::size_t i = 0; i < storeRows.size(); ++i) {
        const auto at = std::lower_bound(found.begin(), found.end(), std::pair(storeRows[i], 0));
        if (rows[i] < 0 && at != found.end() && at->first == storeRows[i]) {
            rows[i] = at->second;
        }
    }
    return rows;
}

void MessagesModel::collect(int from, int to, RowSet& into) const
{
    if (from >= to) {
        return;
    }
    const auto first = static_cast<std::size_t>(from);
    const auto end = static_cast<std::size_t>(to);
    const bool all = first == 0 && to == m_shown;
    if (!m_filter && (all || !m_order)) {
        into.insert(m_first + first, m_first + end);
        return;
    }
    into.makeRoom(m_first, m_examined);
    const std::size_t ordered = m_order && !all ? std::min(end, m_order->size()) : 0;
    for (std::size_t place = first; place < ordered; ++place) {
        into.insert((*m_order)[place]);
    }
    for (std::size_t place = std::max(first, ordered); place < end; ++place) {
        into.insert(arrival(place));
    }
}

std::size_t MessagesModel::countShown(const RowSet& storeRows) const
{
    if (!m_filter) {
        return storeRows.count(m_first, m_first + static_cast<std::size_t>(m_shown));
    }
    return static_cast<std::size_t>(
        std::count_if(m_rows.begin(), m_rows.end(),
                      [&storeRows](std::uint32_t row) { return storeRows.contains(row); }));
}

RowOrder MessagesModel::shownOf(const RowSet& storeRows) const
{
    RowOrder rows;
    rows.reserve(storeRows.size());
    for (int row = 0; row < m_shown && rows.size() < storeRows.size(); ++row) {
        if (const std::size_t stored = storeRow(row); storeRows.contains(stored)) {
            rows.push_back(static_cast<std::uint32_t>(stored));
        }
    }
    return rows;
}

std::function<RowOrder()> MessagesModel::shownRows() const
{
    const std::size_t ordered = m_order ? m_order->size() : 0;
    RowOrder matches; // four bytes for each that no sort has placed
    if (m_filter) {
        matches.assign(m_rows.begin() + static_cast<std::ptrdiff_t>(ordered), m_rows.end());
    }
    return [order = m_order, matches = std::move(matches), filtered = m_filter != nullptr,
            from = m_first + ordered, to = m_first + static_cast<std::size_t>(m_shown)] {
        RowOrder rows = order ? *order : RowOrder();
        if (filtered) {
            rows.insert(rows.end(), matches.begin(), matches.end());
        } else {
            const std::size_t placed = rows.size();
            rows.resize(placed + to - from);
            std::iota(rows.begin() + static_cast<std::ptrdiff_t>(placed), rows.end(),
                      static_cast<std::uint32_t>(from));
        }
        return rows;
    };
}

} // namespace ottla
