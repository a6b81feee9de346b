// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ottla {

using Bytes = std::vector<std::byte>;
/// Bytes that somebody else owns.
using BytesView = std::span<const std::byte>;

[[nodiscard]] inline BytesView asBytes(std::string_view text)
{
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view asText(BytesView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline Bytes copyOf(BytesView bytes)
{
    return {bytes.begin(), bytes.end()};
}
[[nodiscard]] inline bool sameBytes(BytesView left, BytesView right)
{
    return left.size() == right.size()
        && (left.empty() || std::memcmp(left.data(), right.data(), left.size()) == 0);
}

/// Reads a big-endian integer from the first sizeof(T) bytes, which must be there.
template <typename T>
requires std::is_integral_v<T>
[[nodiscard]] inline T loadBigEndian(const std::byte* from)
{
    std::make_unsigned_t<T> value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        if constexpr (sizeof(T) > 1) {
            value = static_cast<std::make_unsigned_t<T>>(value << 8U);
        }
        value =
            static_cast<std::make_unsigned_t<T>>(value | std::to_integer<std::uint8_t>(from[i]));
    }
    return static_cast<T>(value);
}

/// Writes a big-endian integer to the first sizeof(T) bytes, which must be there.
template <typename T>
requires std::is_integral_v<T>
inline void storeBigEndian(std::byte* to, T value)
{
    auto rest = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t i = sizeof(T); i-- > 0;) {
        to[i] = static_cast<std::byte>(rest & 0xFFU);
        if constexpr (sizeof(T) > 1) {
            rest = static_cast<std::make_unsigned_t<T>>(rest >> 8U);
        }
    }
}

} // namespace ottla
