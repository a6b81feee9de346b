// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>

namespace ottla::wire {

/// How the records of a batch are compressed, as attribute bits 0 to 2 number it.
enum class Codec : std::uint8_t
{
    None = 0,
    Gzip = 1,
    Snappy = 2, ///< Raw snappy, or the xerial stream of the Java and C clients.
    Lz4 = 3, ///< LZ4 frame format.
    Zstd = 4,
};

/// What a batch may grow to when it is unpacked, unless a caller knows better.
inline constexpr std::size_t defaultUnpackLimit = 128U << 20U;

/// Unpacks `packed`. Memory grows with what really comes out, never with a size that the bytes
/// claim. Errc::TooLarge beyond `limit` bytes, Errc::Malformed when the bytes do not follow their
/// format (a truncated stream too). Callable from any thread.
[[nodiscard]] Result<Bytes> decompress(Codec codec, BytesView packed,
                                       std::size_t limit = defaultUnpackLimit);

/// Packs `plain` in the framing that Kafka's clients read. Callable from any thread.
[[nodiscard]] Result<Bytes> compress(Codec codec, BytesView plain);

} // namespace ottla::wire
