// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/filtererror.h"
#include "model/formats/jsonpath.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ottla {

/// A filter's text, taken apart from left to right. What is asked for and not there leaves the
/// place where it is; what begins and is wrong sets the error, of which the first one counts.
class FilterText
{
public:
    explicit FilterText(std::string_view text)
        : m_text(text)
    { }

    [[nodiscard]] std::size_t at() const { return m_at; }
    void goBack(std::size_t at) { m_at = at; }
    /// What stands between there and the present place.
    [[nodiscard]] std::string_view since(std::size_t from) const
    {
        return m_text.substr(from, m_at - from);
    }
    [[nodiscard]] const std::optional<FilterError>& error() const { return m_error; }
    /// From `from` to the present place.
    void fail(std::size_t from, std::string message) { fail(from, m_at, std::move(message)); }
    void fail(std::size_t from, std::size_t to, std::string message);
    /// Marks the next word or sign.
    void failHere(std::string message);

    void skipSpace();
    [[nodiscard]] bool atEnd();
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    /// No character of a field's name stands here.
    [[nodiscard]] bool atPathEnd() const;
    /// Behind white space, these characters.
    [[nodiscard]] bool take(std::string_view sign);
    /// Behind white space, a whole word in any case.
    [[nodiscard]] bool takeWord(std::string_view word);
    /// The letters, digits and underlines behind white space, in lower case; not taken.
    [[nodiscard]] std::string nextWord();

    /// In single or double quotes.
    [[nodiscard]] std::optional<std::string> takeString();
    /// As JSON writes numbers. A unit may stand behind it only where that is said.
    [[nodiscard]] std::optional<std::string> takeNumber(bool beforeUnit = false);
    struct RegexText
    {
        std::string pattern;
        std::string flags;
        std::size_t from = 0; ///< Where the pattern stands.
    };
    /// Between slashes, with flags.
    [[nodiscard]] std::optional<RegexText> takeRegex();
    /// .name, ["name"], [0], [*], .* right here, as many as there are.
    [[nodiscard]] FieldPath takePath();
    /// A date, a date and time, epoch milliseconds, or a time before `now`: ms since 1970 UTC.
    [[nodiscard]] std::optional<std::int64_t> takeTime(std::int64_t now);

private:
    [[nodiscard]] std::optional<PathStep> takeStep();
    [[nodiscard]] std::optional<PathStep> takeBracket();

    std::string_view m_text;
    std::size_t m_at = 0;
    std::optional<FilterError> m_error;
};

} // namespace ottla
