// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/recordbatch.h"

namespace ottla::wire {

/// Makes a record batch v2.
///
///     RecordBatchBuilder builder;
///     builder.add(timestampMs, key, value);
///     Result<Bytes> batch = std::move(builder).build();
class RecordBatchBuilder
{
public:
    struct Options
    {
        Codec codec = Codec::None;
        Offset baseOffset{0};
        LeaderEpoch leaderEpoch{};
        ProducerId producerId{};
        std::int16_t producerEpoch = -1;
        std::int32_t baseSequence = -1;
        /// Bits beside the codec's: BatchHeader::controlBit and its like.
        std::int16_t attributes = 0;
        /// Stands in the place of the base timestamp, with BatchHeader::deleteHorizonBit.
        std::optional<std::int64_t> deleteHorizonMs = {};
        /// For a batch that keeps what another one said; else the greatest of the records'.
        std::optional<std::int64_t> maxTimestampMs = {};
    };

    RecordBatchBuilder()
        : RecordBatchBuilder(Options{})
    { }
    explicit RecordBatchBuilder(const Options& options)
        : m_options(options)
    { }

    /// Adds a record at the next offset. No value is a tombstone.
    void add(std::int64_t timestampMs, std::optional<BytesView> key, std::optional<BytesView> value,
             std::span<const RecordHeader> headers = {});
    /// Adds a record that keeps an offset of its own, which must be above the last one's.
    void addAt(std::int32_t offsetDelta, std::int64_t timestampMs, std::optional<BytesView> key,
               std::optional<BytesView> value, std::span<const RecordHeader> headers = {});
    /// Where offsets end at a later one than the last record's (compaction).
    void setLastOffsetDelta(std::int32_t delta) { m_lastOffsetDelta = delta; }

    [[nodiscard]] std::int32_t recordCount() const { return m_count; }
    /// Of the records so far, before packing.
    [[nodiscard]] std::size_t plainBytes() const { return m_records.size(); }
    /// The finished batch. An empty one is allowed: compaction keeps a producer's last sequence so.
    [[nodiscard]] Result<Bytes> build() &&;

private:
    Options m_options;
    Bytes m_records;
    std::int32_t m_count = 0;
    std::int32_t m_lastOffsetDelta = -1;
    std::int64_t m_baseTimestampMs = -1;
    std::int64_t m_maxTimestampMs = -1;
};

} // namespace ottla::wire
