// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/dumperimpl.h"

#include <algorithm>

namespace ottla::wire {

namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";

void appendHexByte(std::string& out, std::uint8_t byte)
{
    out += hexDigits[byte >> 4U];
    out += hexDigits[byte & 0x0FU];
}

/// How many bytes from the front of `text` make one UTF-8 character (RFC 3629); 0 for none.
std::size_t characterSize(std::string_view text)
{
    const auto at = [text](std::size_t i) {
        return static_cast<std::uint8_t>(text[i]);
    };
    const std::uint8_t lead = at(0);
    const std::size_t size = lead < 0x80U ? 1
        : lead >= 0xC2U && lead < 0xE0U   ? 2
        : (lead & 0xF0U) == 0xE0U         ? 3
        : lead >= 0xF0U && lead <= 0xF4U  ? 4
                                          : 0;
    if (size == 0 || size > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < size; ++i) {
        if ((at(i) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    const bool isOverlong = (lead == 0xE0U && at(1) < 0xA0U) || (lead == 0xF0U && at(1) < 0x90U);
    const bool isNoCharacter = (lead == 0xEDU && at(1) > 0x9FU) || (lead == 0xF4U && at(1) > 0x8FU);
    return isOverlong || isNoCharacter ? 0 : size;
}

} // namespace

void appendQuoted(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const std::size_t size = characterSize(text);
        const auto first = static_cast<std::uint8_t>(text.front());
        if (size == 0 || first < 0x20U) {
            out += "\\u00";
            appendHexByte(out, first);
        } else {
            if (first == '"' || first == '\\') {
                out += '\\';
            }
            out += text.substr(0, size);
        }
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    out += '"';
}

void appendHex(std::string& out, BytesView bytes)
{
    out += '"';
    for (const std::byte byte : bytes) {
        appendHexByte(out, std::to_integer<std::uint8_t>(byte));
    }
    out += '"';
}

} // namespace ottla::wire
