// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/storescan.h"

#include <algorithm>

namespace ottla {

StoreScan::StoreScan(const MessageStore& store, std::span<const std::uint32_t> rows)
    : m_store(store)
{
    constexpr std::size_t farApart = 8; // rows, on the average
    const auto [least, greatest] = std::minmax_element(rows.begin(), rows.end());
    if (rows.empty() || (*greatest - *least) / rows.size() > farApart) {
        m_fetchAt = MessageStore::maxRows;
    }
}

} // namespace ottla
