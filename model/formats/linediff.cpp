// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/linediff.h"

#include <algorithm>
#include <cstdint>

namespace ottla {

namespace {

using Lines = std::vector<std::string_view>;

/// The greedy algorithm of Myers' "An O(ND) difference algorithm": for each number of edits, how
/// far each diagonal reaches; then back along the way that reached the end.
class Diff
{
public:
    Diff(const Lines& left, const Lines& right, std::size_t begin, std::size_t leftEnd,
         std::size_t rightEnd)
        : m_left(left)
        , m_right(right)
        , m_begin(begin)
        , m_n(static_cast<std::int64_t>(leftEnd - begin))
        , m_m(static_cast<std::int64_t>(rightEnd - begin))
    { }

    // Whether the end was reached with at most so many edits.
    bool run(std::int64_t mostEdits)
    {
        const std::int64_t most = std::min(mostEdits, m_n + m_m);
        std::vector<std::int64_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
        const auto at = [&](std::int64_t k) -> std::int64_t& {
            return reach[static_cast<std::size_t>(k + most + 1)];
        };
        for (std::int64_t d = 0; d <= most; ++d) {
            for (std::int64_t k = -d; k <= d; k += 2) {
                const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
                std::int64_t x = down ? at(k + 1) : at(k - 1) + 1;
                while (x < m_n && x - k < m_m && x - k >= 0 && same(x, x - k)) {
                    ++x;
                }
                at(k) = x;
                if (x >= m_n && x - k >= m_m) {
                    m_edits = d;
                    m_trace.emplace_back(reach.begin() + (most + 1 - d),
                                         reach.begin() + (most + 2 + d));
                    return true;
                }
            }
            m_trace.emplace_back(reach.begin() + (most + 1 - d), reach.begin() + (most + 2 + d));
        }
        return false;
    }

    // Steps from the end to the beginning: pairs, with `none` for a side that has no line.
    [[nodiscard]] std::vector<LinePair> steps() const
    {
        std::vector<LinePair> back;
        std::int64_t x = m_n;
        std::int64_t y = m_m;
        for (std::int64_t d = m_edits; d > 0; --d) {
            const auto& before = m_trace[static_cast<std::size_t>(d - 1)];
            const auto reach = [&](std::int64_t k) {
                return std::abs(k) > d - 1 ? std::int64_t{-1}
                                           : before[static_cast<std::size_t>(k + d - 1)];
            };
            const std::int64_t k = x - y;
            const bool down = k == -d || (k != d && reach(k - 1) < reach(k + 1));
            const std::int64_t fromX = down ? reach(k + 1) : reach(k - 1);
            const std::int64_t fromY = fromX - (down ? k + 1 : k - 1);
            while (x > fromX && y > fromY && (x > (down ? fromX : fromX + 1))
                   && (y > (down ? fromY + 1 : fromY))) {
                back.push_back(pair(--x, --y));
            }
            back.push_back(down ? pair(-1, --y) : pair(--x, -1));
        }
        while (x > 0 && y > 0) {
            back.push_back(pair(--x, --y));
        }
        std::reverse(back.begin(), back.end());
        return back;
    }

private:
    bool same(std::int64_t x, std::int64_t y) const
    {
        return m_left[m_begin + static_cast<std::size_t>(x)]
            == m_right[m_begin + static_cast<std::size_t>(y)];
    }
    LinePair pair(std::int64_t x, std::int64_t y) const
    {
        return {x < 0 ? LinePair::none : m_begin + static_cast<std::size_t>(x),
                y < 0 ? LinePair::none : m_begin + static_cast<std::size_t>(y), x < 0 || y < 0};
    }

    const Lines& m_left;
    const Lines& m_right;
    const std::size_t m_begin;
    const std::int64_t m_n;
    const std::int64_t m_m;
    std::int64_t m_edits = 0;
    std::vector<std::vector<std::int64_t>> m_trace; // reach by diagonal, -d to d, after d edits
};

// Lines that went and lines that came at one place stand beside each other.
void putChange(std::vector<LinePair>& out, const std::vector<std::size_t>& gone,
               const std::vector<std::size_t>& come)
{
    for (std::size_t i = 0; i < std::max(gone.size(), come.size()); ++i) {
        out.push_back({i < gone.size() ? gone[i] : LinePair::none,
                       i < come.size() ? come[i] : LinePair::none, true});
    }
}

} // namespace

std::vector<LinePair> diffLines(const Lines& left, const Lines& right, std::size_t mostEdits)
{
    std::size_t begin = 0;
    while (begin < left.size() && begin < right.size() && left[begin] == right[begin]) {
        ++begin;
    }
    std::size_t leftEnd = left.size();
    std::size_t rightEnd = right.size();
    while (leftEnd > begin && rightEnd > begin && left[leftEnd - 1] == right[rightEnd - 1]) {
        --leftEnd;
        --rightEnd;
    }
    std::vector<LinePair> pairs;
    for (std::size_t i = 0; i < begin; ++i) {
        pairs.push_back({i, i, false});
    }
    std::vector<std::size_t> gone;
    std::vector<std::size_t> come;
    Diff diff(left, right, begin, leftEnd, rightEnd);
    if (diff.run(static_cast<std::int64_t>(mostEdits))) {
        for (const LinePair& step : diff.steps()) {
            if (!step.changed) {
                putChange(pairs, gone, come);
                gone.clear();
                come.clear();
                pairs.push_back(step);
            } else if (step.left != LinePair::none) {
                gone.push_back(step.left);
            } else {
                come.push_back(step.right);
            }
        }
    } else {
        for (std::size_t i = begin; i < leftEnd; ++i) {
            gone.push_back(i);
        }
        for (std::size_t i = begin; i < rightEnd; ++i) {
            come.push_back(i);
        }
    }
    putChange(pairs, gone, come);
    for (std::size_t i = 0; i < left.size() - leftEnd; ++i) {
        pairs.push_back({leftEnd + i, rightEnd + i, false});
    }
    return pairs;
}

std::vector<std::string_view> splitLines(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t from = 0;;) {
        const std::size_t feed = text.find('\n', from);
        lines.push_back(text.substr(from, feed == std::string_view::npos ? feed : feed - from));
        if (feed == std::string_view::npos) {
            return lines;
        }
        from = feed + 1;
    }
}

} // namespace ottla
