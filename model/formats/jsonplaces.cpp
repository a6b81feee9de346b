// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/jsonplaces.h"

#include <algorithm>
#include <cstring>

namespace ottla {

namespace {

constexpr std::uint16_t deepest = 2000; // beyond, lines fold with their parents

bool isOpening(char c)
{
    return c == '{' || c == '[';
}
bool isClosing(char c)
{
    return c == '}' || c == ']';
}
bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Behind the closing quote of the string that opens at `at`, or the end.
std::size_t stringEnd(std::string_view text, std::size_t at)
{
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            return i + 1;
        }
    }
    return text.size();
}

struct Level
{
    bool list = false;
    std::size_t index = 0;
    std::string_view name = {}; // with its quotes
};

bool isWord(std::string_view name)
{
    return !name.empty() && (name.front() < '0' || name.front() > '9')
        && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '_' || static_cast<unsigned char>(c) >= 0x80;
           });
}

std::string pathOf(const std::vector<Level>& levels)
{
    std::string path = "$";
    for (const Level& level : levels) {
        if (level.list) {
            path.append("[").append(std::to_string(level.index)).append("]");
        } else if (level.name.size() >= 2) {
            const std::string_view bare = level.name.substr(1, level.name.size() - 2);
            if (isWord(bare)) {
                path.append(".").append(bare);
            } else {
                path.append("[").append(level.name).append("]");
            }
        }
    }
    return path;
}

bool isName(std::string_view text, std::size_t behindString)
{
    while (behindString < text.size() && isSpace(text[behindString])) {
        ++behindString;
    }
    return behindString < text.size() && text[behindString] == ':';
}

// The scalar that begins at `at`.
std::string_view scalarAt(std::string_view text, std::size_t at)
{
    if (text[at] == '"') {
        return text.substr(at, stringEnd(text, at) - at);
    }
    std::size_t end = at;
    while (end < text.size() && !isSpace(text[end]) && text[end] != ',' && !isClosing(text[end])) {
        ++end;
    }
    return text.substr(at, end - at);
}

// The value behind a name's colon, where it is no object and no array.
std::string_view valueBehind(std::string_view text, std::size_t behindName)
{
    std::size_t at = text.find(':', behindName);
    at = at == std::string_view::npos ? text.size() : at + 1;
    while (at < text.size() && isSpace(text[at])) {
        ++at;
    }
    return at < text.size() && !isOpening(text[at]) ? scalarAt(text, at) : std::string_view();
}

} // namespace

JsonPlace jsonPlaceAt(std::string_view text, std::size_t offset)
{
    std::vector<Level> levels;
    for (std::size_t at = 0; at < text.size() && at <= offset;) {
        const char c = text[at];
        if (isOpening(c)) {
            if (at == offset) {
                break;
            }
            levels.push_back({.list = c == '['});
            ++at;
        } else if (isClosing(c)) {
            if (!levels.empty()) {
                levels.pop_back();
            }
            ++at;
        } else if (c == ',') {
            if (!levels.empty()) {
                ++levels.back().index;
            }
            ++at;
        } else if (isSpace(c) || c == ':') {
            ++at;
        } else {
            const std::string_view scalar = scalarAt(text, at);
            const std::size_t end = at + std::max<std::size_t>(scalar.size(), 1);
            const bool name =
                c == '"' && !levels.empty() && !levels.back().list && isName(text, end);
            if (name) {
                levels.back().name = scalar;
            }
            if (offset < end) {
                return {pathOf(levels), std::string(name ? valueBehind(text, end) : scalar)};
            }
            at = end;
        }
    }
    return {pathOf(levels), {}};
}

std::optional<std::size_t> matchingBracket(std::string_view text, std::size_t offset)
{
    if (offset >= text.size() || !(isOpening(text[offset]) || isClosing(text[offset]))) {
        return std::nullopt;
    }
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            at = stringEnd(text, at) - 1;
        } else if (isOpening(c)) {
            open.push_back(at);
        } else if (isClosing(c) && !open.empty()) {
            if (at == offset) {
                return open.back();
            }
            if (open.back() == offset) {
                return at;
            }
            open.pop_back();
        }
    }
    return std::nullopt;
}

JsonLine jsonLine(std::string_view line, const JsonLine& before)
{
    JsonLine now{.depth = before.depthAfter, .inString = before.inStringAfter};
    int depth = before.depthAfter;
    std::size_t at = 0;
    bool inString = now.inString;
    while (at < line.size()) {
        const char c = line[at];
        if (inString) {
            if (c == '\\') {
                ++at;
            }
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (isOpening(c)) {
            depth = std::min<int>(depth + 1, deepest);
        } else if (isClosing(c)) {
            depth = std::max(depth - 1, 0);
        }
        ++at;
    }
    now.depthAfter = static_cast<std::uint16_t>(depth);
    now.inStringAfter = inString;
    return now;
}

std::vector<std::size_t> findAll(std::string_view text, std::string_view wanted, bool exact,
                                 std::size_t most)
{
    const auto fold = [exact](char c) {
        return !exact && c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    };
    std::vector<std::size_t> found;
    if (wanted.empty()) {
        return found;
    }
    const char low = fold(wanted.front());
    const char high =
        !exact && low >= 'a' && low <= 'z' ? static_cast<char>(low - ('a' - 'A')) : low;
    for (std::size_t at = 0; at + wanted.size() <= text.size() && found.size() < most;) {
        if (text[at] != low && text[at] != high) {
            ++at;
            continue;
        }
        std::size_t i = 1;
        while (i < wanted.size() && fold(text[at + i]) == fold(wanted[i])) {
            ++i;
        }
        if (i == wanted.size()) {
            found.push_back(at);
            at += wanted.size();
        } else {
            ++at;
        }
    }
    return found;
}

} // namespace ottla
