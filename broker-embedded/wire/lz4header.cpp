// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/lz4header.h"

#include <bit>
#include <cstdint>

namespace ottla::wire {

namespace {

constexpr std::size_t magicBytes = 4;
constexpr std::size_t flagsAt = 4;
constexpr std::size_t fixedDescriptorBytes = 2;
constexpr unsigned contentSizeFlag = 0x08;
constexpr unsigned dictionaryFlag = 0x01;

/// XXH32 with seed 0 of fewer than 16 bytes, where it has no main loop. Source:
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
std::uint32_t shortXxh32(std::span<const std::byte> bytes)
{
    constexpr std::uint32_t prime1 = 0x9E3779B1;
    constexpr std::uint32_t prime2 = 0x85EBCA77;
    constexpr std::uint32_t prime3 = 0xC2B2AE3D;
    constexpr std::uint32_t prime4 = 0x27D4EB2F;
    constexpr std::uint32_t prime5 = 0x165667B1;
    std::uint32_t hash = prime5 + static_cast<std::uint32_t>(bytes.size());
    for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
        std::uint32_t lane = 0; // little endian
        for (unsigned i = 0; i < 4; ++i) {
            lane |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
        }
        hash = std::rotl(hash + lane * prime3, 17) * prime4;
    }
    for (const std::byte byte : bytes) {
        hash = std::rotl(hash + std::to_integer<std::uint32_t>(byte) * prime5, 11) * prime1;
    }
    hash = (hash ^ (hash >> 15U)) * prime2;
    hash = (hash ^ (hash >> 13U)) * prime3;
    return hash ^ (hash >> 16U);
}

void setChecksum(std::span<std::byte> frame, std::size_t from)
{
    if (frame.size() <= flagsAt) {
        return;
    }
    const auto flags = std::to_integer<unsigned>(frame[flagsAt]);
    const std::size_t end = magicBytes + fixedDescriptorBytes
        + ((flags & contentSizeFlag) != 0 ? 8 : 0) + ((flags & dictionaryFlag) != 0 ? 4 : 0);
    // With all of its fields and the magic number a header has 18 bytes: no client sets both.
    if (frame.size() <= end || end - from >= 16) {
        return;
    }
    frame[end] = static_cast<std::byte>(shortXxh32(frame.subspan(from, end - from)) >> 8U);
}

} // namespace

void setLz4HeaderChecksum(std::span<std::byte> frame)
{
    setChecksum(frame, magicBytes);
}

void setWrongLz4HeaderChecksum(std::span<std::byte> frame)
{
    setChecksum(frame, 0);
}

} // namespace ottla::wire
