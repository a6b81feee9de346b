// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/rowset.h"

#include <algorithm>
#include <bit>

namespace ottla {

namespace {

constexpr std::size_t bits = 64;

// Calls `visit(word, mask)` for each word of [from, to).
template <typename Visit>
void forWords(std::size_t from, std::size_t to, Visit visit)
{
    for (std::size_t row = from; row < to;) {
        const std::size_t word = row / bits;
        const std::size_t end = std::min(to, (word + 1) * bits);
        const std::uint64_t upTo = end % bits == 0 ? 0 : ~std::uint64_t{0} << end % bits;
        visit(word, ~std::uint64_t{0} << row % bits & ~upTo);
        row = end;
    }
}

} // namespace

void RowSet::makeRoom(std::size_t from, std::size_t to)
{
    if (from >= to) {
        return;
    }
    const std::size_t first = from / bits;
    const std::size_t end = (to - 1) / bits + 1;
    if (m_words.empty()) {
        m_first = first;
    } else if (first < m_first) {
        m_words.insert(m_words.begin(), m_first - first, 0);
        m_first = first;
    }
    if (end > m_first + m_words.size()) {
        m_words.resize(end - m_first);
    }
}

void RowSet::insert(std::size_t from, std::size_t to)
{
    makeRoom(from, to);
    forWords(from, to, [this](std::size_t word, std::uint64_t mask) {
        std::uint64_t& held = m_words[word - m_first];
        m_count += static_cast<std::size_t>(std::popcount(mask & ~held));
        held |= mask;
    });
}

void RowSet::erase(std::size_t row)
{
    if (contains(row)) {
        m_words[row / bits - m_first] &= ~(std::uint64_t{1} << row % bits);
        --m_count;
    }
}

void RowSet::clear()
{
    m_words = {};
    m_first = 0;
    m_count = 0;
}

std::size_t RowSet::count(std::size_t from, std::size_t to) const
{
    from = std::max(from, m_first * bits);
    to = std::min(to, (m_first + m_words.size()) * bits);
    std::size_t sum = 0;
    forWords(from, to, [&](std::size_t word, std::uint64_t mask) {
        sum += static_cast<std::size_t>(std::popcount(mask & m_words[word - m_first]));
    });
    return sum;
}

} // namespace ottla
