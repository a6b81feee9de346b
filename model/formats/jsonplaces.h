// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// Where a place in a JSON document is.
struct JsonPlace
{
    std::string path = {}; ///< "$.order.lines[2].price"; names that are no words as ["a b"].
    std::string value = {}; ///< The number, literal or string (in its quotes) there; else empty.
};

/// The path of what stands at a byte offset. Reads the text up to there, and takes it as it is
/// where it is not valid.
[[nodiscard]] JsonPlace jsonPlaceAt(std::string_view text, std::size_t offset);

/// The offset of the bracket that belongs to the one at `offset`, outside of strings; nothing where
/// there is none.
[[nodiscard]] std::optional<std::size_t> matchingBracket(std::string_view text, std::size_t offset);

/// How deep a line of JSON stands, for folding and for colouring it alone.
struct JsonLine
{
    std::uint16_t depth = 0; ///< Open brackets at its start, at most 2000.
    std::uint16_t depthAfter = 0; ///< And at its end.
    bool inString = false; ///< It starts within a string.
    bool inStringAfter = false; ///< It ends within one.
};

/// One line, given what the one before left.
[[nodiscard]] JsonLine jsonLine(std::string_view line, const JsonLine& before);

/// All occurrences of `wanted`, ascending; letters of ASCII are compared without regard to case
/// unless `exact`. Ends early at `most`.
[[nodiscard]] std::vector<std::size_t> findAll(std::string_view text, std::string_view wanted,
                                               bool exact, std::size_t most);

} // namespace ottla
