// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ottla {

/// A set of a store's rows. Costs a bit for each row between its least and its greatest.
class RowSet
{
public:
    [[nodiscard]] bool empty() const { return m_count == 0; }
    [[nodiscard]] std::size_t size() const { return m_count; }
    [[nodiscard]] bool contains(std::size_t row) const
    {
        const std::size_t word = row / bits;
        return word >= m_first && word - m_first < m_words.size()
            && (m_words[word - m_first] >> row % bits & 1U) != 0;
    }
    /// How many of [from, to) are in it.
    [[nodiscard]] std::size_t count(std::size_t from, std::size_t to) const;

    void insert(std::size_t row)
    {
        if (row / bits - m_first >= m_words.size()) { // before them, too
            makeRoom(row, row + 1);
        }
        std::uint64_t& word = m_words[row / bits - m_first];
        const std::uint64_t bit = std::uint64_t{1} << row % bits;
        m_count += (word & bit) == 0 ? 1 : 0;
        word |= bit;
    }
    /// [from, to).
    void insert(std::size_t from, std::size_t to);
    void erase(std::size_t row);
    void clear();
    /// So that rows of [from, to) can be added in any order in no time.
    void makeRoom(std::size_t from, std::size_t to);

private:
    static constexpr std::size_t bits = 64;

    std::vector<std::uint64_t> m_words;
    std::size_t m_first = 0; // the first word's number
    std::size_t m_count = 0;
};

} // namespace ottla
