// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace ottla {

/// A regular expression of RE2's syntax, searched for in bytes that are mostly UTF-8. Takes time in
/// proportion to the text, whatever the expression. Immutable; any thread.
class Regex
{
public:
    /// `flags` of i (upper and lower case are the same), s (a dot is also a line feed) and m (^ and
    /// $ also stand at lines' ends). InvalidArgument for what is not an expression; the context is
    /// the part that is wrong, where it is known.
    [[nodiscard]] static Result<Regex> parse(std::string_view pattern, std::string_view flags);

    [[nodiscard]] bool in(std::string_view text) const;

private:
    explicit Regex(std::shared_ptr<const re2::RE2> expression)
        : m_expression(std::move(expression))
    { }
    friend class TextSearch;

    std::shared_ptr<const re2::RE2> m_expression;
};

/// Text looked for in bytes, upper and lower case being the same: ASCII by a search of 16 bytes at
/// a time, other letters by Unicode's simple folding. Immutable; any thread.
class TextSearch
{
public:
    /// `text` is UTF-8. Empty text is in everything.
    explicit TextSearch(std::string_view text);

    [[nodiscard]] bool in(std::string_view body) const;
    /// Whether `body` begins with the text.
    [[nodiscard]] bool begins(std::string_view body) const;

private:
    [[nodiscard]] bool isAt(const char* place) const;

    std::string m_lower;
    std::string m_caseBits; // for each byte: 0x20 where it is a letter
    std::shared_ptr<const re2::RE2> m_folded; // for text beyond ASCII
};

} // namespace ottla
