// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/jsonpath.h"

#include <algorithm>
#include <cstdint>

namespace ottla {

namespace {

void appendUtf8(std::string& out, std::uint32_t c)
{
    const auto put = [&out](std::uint32_t byte) {
        out.push_back(static_cast<char>(byte));
    };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | c >> 6U);
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | c >> 12U);
        put(0x80U | (c >> 6U & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | c >> 18U);
        put(0x80U | (c >> 12U & 0x3FU));
        put(0x80U | (c >> 6U & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

// Of a digit that is one.
std::uint32_t hexValue(char c)
{
    return static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

std::uint32_t hexUnit(std::string_view s, std::size_t at)
{
    std::uint32_t unit = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        unit = unit << 4U | hexValue(s[at + i]);
    }
    return unit;
}

} // namespace

std::string_view jsonStringText(std::string_view quoted, std::string& scratch)
{
    const std::string_view raw = quoted.substr(1, quoted.size() - 2);
    if (raw.find('\\') == std::string_view::npos) {
        return raw;
    }
    scratch.clear();
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t next = std::min(raw.find('\\', at), raw.size());
        scratch.append(raw.substr(at, next - at));
        at = next;
        if (at == raw.size()) {
            break;
        }
        const char c = raw[at + 1];
        at += 2;
        if (c != 'u') {
            constexpr std::string_view names = "bfnrt";
            constexpr std::string_view meant = "\b\f\n\r\t";
            const std::size_t known = names.find(c);
            scratch.push_back(known == std::string_view::npos ? c : meant[known]);
            continue;
        }
        std::uint32_t code = hexUnit(raw, at);
        at += 4;
        if (code >= 0xD800 && code < 0xDC00 && raw.substr(at, 2) == "\\u") {
            const std::uint32_t low = hexUnit(raw, at + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
                at += 6;
            }
        }
        appendUtf8(scratch, code);
    }
    return scratch;
}

} // namespace ottla
