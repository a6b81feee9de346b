// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/base64.h"

#include <cstdint>

namespace ottla {

namespace {
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string toBase64(std::string_view bytes)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out.push_back(i <= group.size() ? alphabet[bits >> (18 - 6 * i) & 0x3FU] : '=');
        }
    }
    return out;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const std::string_view group = text.substr(at, 4);
        std::size_t padding = 0;
        if (at + 4 == text.size()) {
            padding = group.ends_with("==") ? 2 : group.ends_with('=') ? 1 : 0;
        }
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t digit = i < 4 - padding ? alphabet.find(group[i]) : 0;
            if (digit == std::string_view::npos) {
                return std::nullopt;
            }
            bits = bits << 6U | static_cast<std::uint32_t>(digit);
        }
        for (std::size_t i = 0; i < 3 - padding; ++i) {
            out.push_back(static_cast<char>(bits >> (16 - 8 * i) & 0xFFU));
        }
        if ((padding == 1 && (bits & 0xFFU) != 0) || (padding == 2 && (bits & 0xFFFFU) != 0)) {
            return std::nullopt;
        }
    }
    return out;
}

} // namespace ottla
