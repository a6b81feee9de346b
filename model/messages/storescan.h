// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ottla {

/// Reads many rows of a store one after another, upwards: what is on disk is fetched ahead. On one
/// thread; the store must outlive it.
class StoreScan
{
public:
    /// For all rows between two.
    explicit StoreScan(const MessageStore& store)
        : m_store(store)
    { }
    /// For these; where they lie far apart, nothing is fetched for the sake of what is between.
    StoreScan(const MessageStore& store, std::span<const std::uint32_t> rows);

    /// Before the row is read.
    void reach(std::size_t row)
    {
        if (row >= m_fetchAt) {
            m_fetchAt = m_store.fetchAhead(row);
        }
    }
    [[nodiscard]] StoredMessage at(std::size_t row)
    {
        reach(row);
        return m_store.at(row);
    }

private:
    const MessageStore& m_store;
    std::size_t m_fetchAt = 0;
};

} // namespace ottla
