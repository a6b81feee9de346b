// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.h"

#include <algorithm>
#include <cstdint>
#include <random>

namespace ottla {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t textLength = 22;

} // namespace

Uuid Uuid::random()
{
    std::random_device source;
    Uuid uuid;
    do {
        for (std::byte& byte : uuid.bytes) {
            byte = static_cast<std::byte>(source() & 0xFFU);
        }
        uuid.bytes[6] = (uuid.bytes[6] & std::byte{0x0F}) | std::byte{0x40};
        uuid.bytes[8] = (uuid.bytes[8] & std::byte{0x3F}) | std::byte{0x80};
    } while (uuid.toString().front() == '-');
    return uuid;
}

Result<Uuid> Uuid::parse(std::string_view text)
{
    const Error malformed{Errc::Malformed, "Not a Kafka id of 22 characters",
                          std::string(text.substr(0, 40))};
    if (text.size() != textLength) {
        return malformed;
    }
    Uuid uuid;
    std::uint32_t bits = 0;
    unsigned held = 0;
    std::size_t written = 0;
    for (const char c : text) {
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos) {
            return malformed;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8 && written < uuid.bytes.size()) {
            held -= 8;
            uuid.bytes[written++] = static_cast<std::byte>((bits >> held) & 0xFFU);
        }
    }
    return uuid;
}

std::string Uuid::toString() const
{
    std::string text;
    text.reserve(textLength);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const std::byte byte : bytes) {
        bits = (bits << 8U) | std::to_integer<std::uint32_t>(byte);
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += alphabet[(bits >> held) & 0x3FU];
        }
    }
    text += alphabet[(bits << (6 - held)) & 0x3FU];
    return text;
}

} // namespace ottla
