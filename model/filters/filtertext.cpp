// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/filtertext.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <charconv>

namespace ottla {

namespace {

constexpr std::size_t longestPath = 64; // walked by recursion

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool isWordPart(char c)
{
    return isDigit(c) || c == '_' || (lower(c) >= 'a' && lower(c) <= 'z');
}

// There is no arithmetic, so that names may hold what JSON's often do.
bool isNamePart(char c)
{
    return isWordPart(c) || c == '-' || c == '@' || c == '$'
        || static_cast<unsigned char>(c) >= 0x80;
}

// "2026-11-24", "2026-11-24T14:03", "2026-11-24 14:03:21.118Z", "…+02:00": in ms, local unless
// said otherwise.
std::optional<std::int64_t> isoTime(std::string_view text)
{
    QString whole = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    const QDate date = QDate::fromString(whole.left(10), Qt::ISODate);
    if (!date.isValid()) {
        return std::nullopt;
    }
    if (whole.size() == 10) {
        return date.startOfDay().toMSecsSinceEpoch();
    }
    whole.remove(0, 11);
    const auto zoneAt = std::find_if(whole.cbegin(), whole.cend(), [](QChar c) {
        return c == u'Z' || c == u'z' || c == u'+' || c == u'-';
    });
    const QString zone = whole.mid(zoneAt - whole.cbegin());
    whole.chop(zone.size());
    const bool dotted = whole.size() > 8 && whole[8] == u'.';
    const bool wanted = whole.size() == 5 || whole.size() == 8 || (dotted && whole.size() <= 18);
    const QTime time = QTime::fromString(whole.left(12), Qt::ISODateWithMs);
    if (!wanted || !time.isValid()) {
        return std::nullopt;
    }
    if (zone.isEmpty()) {
        return QDateTime(date, time).toMSecsSinceEpoch();
    }
    if (zone.size() == 1) {
        return QDateTime(date, time, Qt::UTC).toMSecsSinceEpoch();
    }
    const QTime offset = QTime::fromString(zone.mid(1), QStringLiteral("HH:mm"));
    if (!offset.isValid()) {
        return std::nullopt;
    }
    const int seconds = offset.msecsSinceStartOfDay() / 1000 * (zone[0] == u'-' ? -1 : 1);
    return QDateTime(date, time, Qt::OffsetFromUTC, seconds).toMSecsSinceEpoch();
}

// "-15m"
std::optional<std::int64_t> relativeTime(std::string_view text, std::int64_t now)
{
    constexpr std::string_view units = "smhdw";
    constexpr std::array<std::int64_t, 5> lengths{1000, 60'000, 3'600'000, 86'400'000, 604'800'000};
    const std::size_t unit = units.find(text.back());
    std::int64_t count = 0;
    const char* last = text.data() + text.size() - 1;
    const auto [end, wrong] = std::from_chars(text.data() + 1, last, count);
    constexpr std::int64_t most = 1'000'000; // weeks: no overflow
    if (unit == std::string_view::npos || wrong != std::errc() || end != last || count > most
        || count < 0) {
        return std::nullopt;
    }
    return now - count * lengths.at(unit);
}

} // namespace

void FilterText::fail(std::size_t from, std::size_t to, std::string message)
{
    if (!m_error) {
        m_error = FilterError{from, to, std::move(message)};
    }
}

void FilterText::failHere(std::string message)
{
    skipSpace();
    std::size_t to = m_at;
    while (to < m_text.size() && isNamePart(m_text[to])) {
        ++to;
    }
    if (to == m_at && to < m_text.size()) {
        ++to;
    }
    fail(m_at, to, std::move(message));
}

void FilterText::skipSpace()
{
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
        ++m_at;
    }
}

bool FilterText::atEnd()
{
    skipSpace();
    return m_at == m_text.size();
}

bool FilterText::atPathEnd() const
{
    return !isNamePart(peek());
}

bool FilterText::take(std::string_view sign)
{
    skipSpace();
    const bool there = m_text.substr(m_at, sign.size()) == sign;
    m_at += there ? sign.size() : 0;
    return there;
}

std::string FilterText::nextWord()
{
    skipSpace();
    std::string word;
    for (std::size_t at = m_at; at < m_text.size() && isWordPart(m_text[at]); ++at) {
        word.push_back(lower(m_text[at]));
    }
    return word;
}

bool FilterText::takeWord(std::string_view word)
{
    const bool there = nextWord() == word;
    m_at += there ? word.size() : 0;
    return there;
}

std::optional<std::string> FilterText::takeString()
{
    skipSpace();
    const char quote = peek();
    if (quote != '"' && quote != '\'') {
        return std::nullopt;
    }
    const std::size_t from = m_at++;
    std::string text;
    for (; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (c == quote) {
            ++m_at;
            return text;
        }
        if (c != '\\' || m_at + 1 == m_text.size()) {
            text.push_back(c);
            continue;
        }
        constexpr std::string_view names = "\\\"'/nrt";
        constexpr std::string_view meant = "\\\"'/\n\r\t";
        const std::size_t known = names.find(m_text[++m_at]);
        if (known == std::string_view::npos) {
            fail(m_at - 1, m_at + 1, "Unknown escape; a backslash itself is written \\\\");
            return std::nullopt;
        }
        text.push_back(meant[known]);
    }
    fail(from, "The quotes are not closed");
    return std::nullopt;
}

std::optional<std::string> FilterText::takeNumber(bool beforeUnit)
{
    skipSpace();
    const std::size_t from = m_at;
    const auto digits = [this] {
        const std::size_t first = m_at;
        while (isDigit(peek())) {
            ++m_at;
        }
        return m_at > first;
    };
    if (peek() == '-') {
        ++m_at;
    }
    if (!digits()) {
        m_at = from;
        return std::nullopt;
    }
    bool good = true;
    if (peek() == '.') {
        ++m_at;
        good = digits();
    }
    if (good && lower(peek()) == 'e') {
        ++m_at;
        if (peek() == '-' || peek() == '+') {
            ++m_at;
        }
        good = digits();
    }
    const std::string number(m_text.substr(from, m_at - from));
    while (!beforeUnit && isNamePart(peek())) {
        ++m_at;
        good = false;
    }
    if (!good) {
        fail(from, "This is not a number; text stands in quotes");
        return std::nullopt;
    }
    return number;
}

std::optional<FilterText::RegexText> FilterText::takeRegex()
{
    skipSpace();
    if (peek() != '/') {
        return std::nullopt;
    }
    const std::size_t from = m_at++;
    RegexText regex{.pattern = {}, .flags = {}, .from = m_at};
    while (m_at < m_text.size() && m_text[m_at] != '/') {
        if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
            // An escaped slash is a slash to RE2 as well.
            regex.pattern.push_back(m_text[m_at++]);
        }
        regex.pattern.push_back(m_text[m_at++]);
    }
    if (m_at == m_text.size()) {
        fail(from, "The regular expression is not closed: a slash is missing");
        return std::nullopt;
    }
    if (regex.pattern.empty()) {
        ++m_at;
        fail(from, "The regular expression is empty");
        return std::nullopt;
    }
    for (++m_at; isNamePart(peek()); ++m_at) {
        if (std::string_view("ism").find(peek()) == std::string_view::npos) {
            fail(m_at, m_at + 1, "Unknown flag; there are i, s and m");
            return std::nullopt;
        }
        regex.flags.push_back(peek());
    }
    return regex;
}

FieldPath FilterText::takePath()
{
    FieldPath path;
    while (peek() == '.' || peek() == '[') {
        const std::size_t from = m_at;
        auto step = takeStep();
        if (!step) {
            return {};
        }
        if (path.size() == longestPath) {
            fail(from, "The path is too long");
            return {};
        }
        path.push_back(std::move(*step));
    }
    return path;
}

std::optional<PathStep> FilterText::takeStep()
{
    if (peek() == '[') {
        return takeBracket();
    }
    const std::size_t from = m_at++;
    if (peek() == '*') {
        ++m_at;
        return PathStep{.kind = PathStep::Kind::Every};
    }
    const std::size_t first = m_at;
    while (isNamePart(peek())) {
        ++m_at;
    }
    if (m_at == first) {
        fail(from, "A field's name is missing behind the dot");
        return std::nullopt;
    }
    return PathStep{.kind = PathStep::Kind::Name,
                    .name = std::string(m_text.substr(first, m_at - first))};
}

std::optional<PathStep> FilterText::takeBracket()
{
    const std::size_t from = m_at++;
    PathStep step;
    skipSpace();
    const std::size_t inside = m_at;
    if (peek() == '*') {
        ++m_at;
    } else if (isDigit(peek())) {
        step.kind = PathStep::Kind::Index;
        const char* end = m_text.data() + m_text.size();
        const auto [behind, wrong] = std::from_chars(m_text.data() + m_at, end, step.index);
        m_at = static_cast<std::size_t>(behind - m_text.data());
        if (wrong != std::errc()) {
            fail(inside, "The number is too large");
            return std::nullopt;
        }
    } else if (auto name = takeString()) {
        step.kind = PathStep::Kind::Name;
        step.name = std::move(*name);
    } else {
        failHere("In brackets stands a number, a name in quotes, or *");
        return std::nullopt;
    }
    if (!take("]")) {
        fail(from, "The bracket is not closed");
        return std::nullopt;
    }
    return step;
}

std::optional<std::int64_t> FilterText::takeTime(std::int64_t now)
{
    skipSpace();
    const std::size_t from = m_at;
    std::string text;
    if (peek() == '"' || peek() == '\'') {
        auto quoted = takeString();
        if (!quoted) {
            return std::nullopt;
        }
        text = std::move(*quoted);
    } else {
        const auto part = [](char c) {
            return isWordPart(c) || c == ':' || c == '.' || c == '+' || c == '-';
        };
        while (part(peek())) {
            ++m_at;
        }
        // As the table shows it: a blank between date and time.
        if (m_at - from == 10 && m_text[from + 4] == '-' && peek() == ' '
            && m_at + 1 < m_text.size() && isDigit(m_text[m_at + 1])) {
            ++m_at;
            while (part(peek())) {
                ++m_at;
            }
        }
        text = std::string(m_text.substr(from, m_at - from));
    }
    std::optional<std::int64_t> time;
    if (text == "now") {
        time = now;
    } else if (!text.empty() && std::all_of(text.begin(), text.end(), isDigit)) {
        std::int64_t ms = 0;
        const auto wrong = std::from_chars(text.data(), text.data() + text.size(), ms).ec;
        time = wrong == std::errc() ? std::optional(ms) : std::nullopt;
    } else if (text.size() > 2 && text.front() == '-') {
        time = relativeTime(text, now);
    } else {
        time = isoTime(text);
    }
    if (!time) {
        const std::string examples = "2026-11-24T14:03, -15m, now or milliseconds since 1970";
        text.empty() ? failHere("A time is missing: " + examples)
                     : fail(from, "This is not a time: " + examples);
    }
    return time;
}

} // namespace ottla
