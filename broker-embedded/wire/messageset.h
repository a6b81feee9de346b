// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "wire/compression.h"

#include <cstdint>

namespace ottla::wire {

// Message sets: what clients before Kafka 0.11 send and read. A message of the formats v0 and v1,
// big endian:
//
//      0 offset i64      16 magic i8 (0 or 1)
//      8 size i32        17 attributes i8: bits 0-2 codec, 3 timestamp type (v1)
//     12 crc u32         18 timestamp i64 (v1 only)
//
// then key and value, an i32 length (-1 is null) before each. `size` counts from the crc on; the
// CRC-32 (IEEE) covers everything from the magic on. A message whose attributes name a codec is a
// wrapper: its value, unpacked, is a message set. The offsets in it are absolute in v0; in v1 they
// count from 0, and the wrapper's offset is that of the last. LZ4 within v0 has a wrong checksum in
// its frame's header, on purpose (KAFKA-3160).
// Source: https://kafka.apache.org/documentation/#messageset, KIP-31, KIP-32.

/// Offset of the magic byte, in all three formats.
inline constexpr std::size_t magicPosition = 16;

/// A producer's message set as one record batch v2 with offsets from 0, of the codec that its
/// messages were packed with. Messages of v0 have no timestamp (-1). Errc::Corrupt for a wrong
/// checksum; Errc::Malformed for what is cut short, empty, or no message; Errc::TooLarge when it
/// unpacks to more than `unpackLimit` bytes.
[[nodiscard]] Result<Bytes> toRecordBatch(BytesView messageSet,
                                          std::size_t unpackLimit = defaultUnpackLimit);

/// Whole record batches v2 as a message set of format `magic` (0 or 1) with the records from `from`
/// on; of a packed batch all, as it would be stored. Control batches are left out, and so are
/// headers, which the formats do not have. Errc::Unsupported for zstd, which they do not have
/// either; Errc::Malformed when the batches are damaged.
[[nodiscard]] Result<Bytes> toMessageSet(BytesView batches, std::int8_t magic, Offset from);

} // namespace ottla::wire
