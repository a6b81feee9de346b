// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/paths.h"

#include <cstddef>
#include <cstdint>

namespace ottla::registry {

namespace {

constexpr std::uint32_t noCharacter = 0xFFFF'FFFFU;

/// Takes one character off the front of UTF-8; noCharacter when there is none.
std::uint32_t takeCharacter(std::string_view& text)
{
    const auto byteAt = [&text](std::size_t i) {
        return static_cast<std::uint8_t>(text[i]);
    };
    const std::uint8_t first = byteAt(0);
    std::size_t length = 1;
    std::uint32_t value = first;
    if (first >= 0xF0U && first < 0xF8U) {
        length = 4;
        value = first & 0x07U;
    } else if (first >= 0xE0U && first < 0xF0U) {
        length = 3;
        value = first & 0x0FU;
    } else if (first >= 0xC0U && first < 0xE0U) {
        length = 2;
        value = first & 0x1FU;
    } else if (first >= 0x80U) {
        return noCharacter;
    }
    if (text.size() < length) {
        return noCharacter;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xC0U) != 0x80U) {
            return noCharacter;
        }
        value = (value << 6U) | (byteAt(i) & 0x3FU);
    }
    text.remove_prefix(length);
    return value;
}

bool isRefused(std::uint32_t c)
{
    // Beyond U+FFFF ZooKeeper sees surrogates, which it refuses.
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0xD800 && c <= 0xF8FF) || c >= 0xFFF0;
}

} // namespace

bool isValidPath(std::string_view path)
{
    if (path.empty() || path[0] != '/') {
        return false;
    }
    std::string_view rest = path.substr(1);
    if (rest.empty()) {
        return true; // the root
    }
    while (true) {
        const std::size_t end = rest.find('/');
        std::string_view part = rest.substr(0, end);
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
        while (!part.empty()) {
            if (isRefused(takeCharacter(part))) {
                return false;
            }
        }
        if (end == std::string_view::npos) {
            return true;
        }
        rest.remove_prefix(end + 1);
    }
}

std::string_view parentPath(std::string_view path)
{
    return path.substr(0, path.rfind('/'));
}

std::string_view nameInPath(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

bool isSystemPath(std::string_view path)
{
    return path == "/" || path == systemRoot || path == quotaRoot || path == configNode;
}

} // namespace ottla::registry
