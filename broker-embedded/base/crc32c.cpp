// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "base/crc32c.h"

#include <array>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace ottla {

namespace {

constexpr std::uint32_t polynomial = 0x82F63B78U; // 0x1EDC6F41, bits reversed

constexpr auto table = [] {
    std::array<std::uint32_t, 256> entries{};
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? polynomial : 0U);
        }
        entries[i] = value;
    }
    return entries;
}();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32cSse42(BytesView bytes, std::uint32_t seed)
{
    std::uint64_t sum = ~seed;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= sizeof(std::uint64_t); left -= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        sum = _mm_crc32_u64(sum, word);
        at += sizeof word;
    }
    auto tail = static_cast<std::uint32_t>(sum);
    for (; left > 0; --left) {
        tail = _mm_crc32_u8(tail, std::to_integer<std::uint8_t>(*at++));
    }
    return ~tail;
}
#endif

} // namespace

std::uint32_t crc32cPortable(BytesView bytes, std::uint32_t seed)
{
    std::uint32_t sum = ~seed;
    for (const std::byte byte : bytes) {
        sum = table[(sum ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU] ^ (sum >> 8U);
    }
    return ~sum;
}

std::uint32_t crc32c(BytesView bytes, std::uint32_t seed)
{
#if defined(__x86_64__)
    static const bool hasSse42 = __builtin_cpu_supports("sse4.2") != 0;
    if (hasSse42) {
        return crc32cSse42(bytes, seed);
    }
#endif
    return crc32cPortable(bytes, seed);
}

} // namespace ottla
