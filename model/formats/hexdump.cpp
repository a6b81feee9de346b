// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/prettyprint.h"

namespace ottla {

std::string hexDump(std::string_view bytes, std::size_t firstOffset)
{
    constexpr std::size_t perLine = 16;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve((bytes.size() / perLine + 1) * 79);
    for (std::size_t at = 0; at < bytes.size(); at += perLine) {
        const std::string_view line = bytes.substr(at, perLine);
        const std::size_t offset = firstOffset + at;
        for (int shift = 28; shift >= 0; shift -= 4) {
            out.push_back(digits[(offset >> shift) & 0xFU]);
        }
        out.append("  ");
        for (std::size_t i = 0; i < perLine; ++i) {
            if (i < line.size()) {
                const auto b = static_cast<unsigned char>(line[i]);
                out.push_back(digits[b >> 4U]);
                out.push_back(digits[b & 0xFU]);
            } else {
                out.append("  ");
            }
            out.append(i == 7 ? "  " : " ");
        }
        out.push_back(' ');
        for (const char c : line) {
            out.push_back(c >= 0x20 && c < 0x7F ? c : '.');
        }
        out.push_back('\n');
    }
    return out;
}

} // namespace ottla
