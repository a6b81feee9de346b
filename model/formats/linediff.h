// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ottla {

/// A line of two texts set side by side.
struct LinePair
{
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::size_t left = none; ///< The line's index on that side, or none: a gap.
    std::size_t right = none;
    bool changed = false;
};

/// Sets the lines of two texts side by side, with as few changed ones as there can be; where more
/// than `mostEdits` differ, what lies between the first and the last difference is one change. Any
/// thread.
[[nodiscard]] std::vector<LinePair> diffLines(const std::vector<std::string_view>& left,
                                              const std::vector<std::string_view>& right,
                                              std::size_t mostEdits = 2000);

/// The lines of a text, without their line feeds.
[[nodiscard]] std::vector<std::string_view> splitLines(std::string_view text);

} // namespace ottla
