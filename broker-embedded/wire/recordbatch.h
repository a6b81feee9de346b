// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "wire/compression.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ottla::wire {

/// The fixed part of a record batch v2, big endian:
///
///     0 baseOffset i64     16 magic i8              35 maxTimestamp i64
///     8 length i32         17 crc u32               43 producerId i64
///    12 leaderEpoch i32    21 attributes i16        51 producerEpoch i16
///                          23 lastOffsetDelta i32   53 baseSequence i32
///                          27 baseTimestamp i64     57 recordCount i32
///
/// `length` counts what follows it; the CRC-32C covers everything from the attributes on.
/// Source: KIP-98, https://kafka.apache.org/documentation/#recordbatch
struct BatchHeader
{
    static constexpr std::size_t size = 61;
    /// Bytes before those that `length` counts.
    static constexpr std::size_t overhead = 12;
    static constexpr std::size_t leaderEpochAt = 12;
    static constexpr std::size_t magicAt = 16;
    static constexpr std::size_t crcAt = 17;
    static constexpr std::size_t attributesAt = 21;
    static constexpr std::size_t lastOffsetDeltaAt = 23;
    static constexpr std::size_t maxTimestampAt = 35;
    static constexpr std::int16_t codecMask = 0x07;
    static constexpr std::int16_t appendTimeBit = 0x08;
    static constexpr std::int16_t transactionalBit = 0x10;
    static constexpr std::int16_t controlBit = 0x20;
    static constexpr std::int16_t deleteHorizonBit = 0x40;

    Offset baseOffset{};
    std::int32_t length = 0;
    LeaderEpoch leaderEpoch{};
    std::int8_t magic = 2;
    std::uint32_t crc = 0;
    std::int16_t attributes = 0;
    std::int32_t lastOffsetDelta = 0;
    /// With deleteHorizonBit: when tombstones of the batch may go, not a timestamp.
    std::int64_t baseTimestampMs = -1;
    std::int64_t maxTimestampMs = -1;
    ProducerId producerId{};
    std::int16_t producerEpoch = -1;
    std::int32_t baseSequence = -1;
    std::int32_t recordCount = 0;

    /// Reads the fields; checks nothing.
    [[nodiscard]] static BatchHeader load(std::span<const std::byte, size> bytes);
    void store(std::span<std::byte, size> bytes) const;

    /// Of the whole batch. Meaningless while `length` is unchecked.
    [[nodiscard]] std::uint64_t totalBytes() const
    {
        return overhead + static_cast<std::uint64_t>(length);
    }
    [[nodiscard]] Offset lastOffset() const { return baseOffset + lastOffsetDelta; }
    /// None when the bits name no codec.
    [[nodiscard]] std::optional<Codec> codec() const;
    [[nodiscard]] bool stampedOnAppend() const { return (attributes & appendTimeBit) != 0; }
    [[nodiscard]] bool transactional() const { return (attributes & transactionalBit) != 0; }
    [[nodiscard]] bool control() const { return (attributes & controlBit) != 0; }
    [[nodiscard]] bool hasProducer() const { return producerId.value >= 0; }
    /// Sequence number of the last record; it wraps from 2^31-1 to 0.
    [[nodiscard]] std::int32_t lastSequence() const;
};

struct RecordHeader
{
    std::string_view name;
    std::optional<BytesView> value;
};

/// One record of a batch: a view that lives until the reader's next step.
struct RecordView
{
    Offset offset{};
    std::int64_t timestampMs = -1;
    std::optional<BytesView> key;
    std::optional<BytesView> value;
    std::span<const RecordHeader> headers;
    std::int32_t offsetDelta = 0;
};

/// A batch v2 in memory that somebody else owns.
class RecordBatchView
{
public:
    /// The batch at the front of `bytes`, which may hold more. Errc::Unsupported for message
    /// formats v0 and v1, Errc::Malformed when the lengths do not fit. Does not sum nor unpack.
    [[nodiscard]] static Result<RecordBatchView> parse(BytesView bytes);

    [[nodiscard]] const BatchHeader& header() const { return m_header; }
    /// Exactly the batch.
    [[nodiscard]] BytesView bytes() const { return m_bytes; }
    /// The records, packed as stored.
    [[nodiscard]] BytesView payload() const { return m_bytes.subspan(BatchHeader::size); }
    [[nodiscard]] bool checksumMatches() const;

private:
    RecordBatchView(BatchHeader header, BytesView bytes)
        : m_header(header)
        , m_bytes(bytes)
    { }

    BatchHeader m_header;
    BytesView m_bytes;
};

/// Walks the records of one batch, unpacking them first where needed. Every length is checked
/// against the bytes that remain. The batch's bytes must outlive the reader.
class RecordReader
{
public:
    [[nodiscard]] static Result<RecordReader> open(const RecordBatchView& batch,
                                                   std::size_t unpackLimit = defaultUnpackLimit);

    /// The next record; none after the last of `recordCount`. Errc::Malformed when a record does
    /// not follow the format, or bytes are left behind the last one.
    [[nodiscard]] Result<std::optional<RecordView>> next();

private:
    explicit RecordReader(const BatchHeader& header)
        : m_header(header)
    { }
    [[nodiscard]] BytesView rest() const;

    BatchHeader m_header;
    bool m_unpacked = false;
    Bytes m_owned; ///< The records when they were packed.
    BytesView m_plain; ///< The records when they were not.
    std::size_t m_position = 0;
    std::int32_t m_seen = 0;
    std::vector<RecordHeader> m_headers;
};

/// Sets the CRC of a whole batch after its bytes were changed.
void updateChecksum(std::span<std::byte> batch);

/// `sequence` moved on by `count` records; sequences wrap from 2^31-1 to 0.
[[nodiscard]] std::int32_t advanceSequence(std::int32_t sequence, std::int32_t count);

} // namespace ottla::wire
