// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/recordbatchbuilder.h"

#include <algorithm>

namespace ottla::wire {

namespace {

void putVarlong(Bytes& into, std::int64_t value)
{
    auto rest = (static_cast<std::uint64_t>(value) << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0U);
    while (rest >= 0x80U) {
        into.push_back(static_cast<std::byte>((rest & 0x7FU) | 0x80U));
        rest >>= 7U;
    }
    into.push_back(static_cast<std::byte>(rest));
}

void putNullable(Bytes& into, std::optional<BytesView> bytes)
{
    putVarlong(into, bytes ? static_cast<std::int64_t>(bytes->size()) : -1);
    if (bytes) {
        into.insert(into.end(), bytes->begin(), bytes->end());
    }
}

} // namespace

void RecordBatchBuilder::add(std::int64_t timestampMs, std::optional<BytesView> key,
                             std::optional<BytesView> value, std::span<const RecordHeader> headers)
{
    addAt(m_lastOffsetDelta + 1, timestampMs, key, value, headers);
}

void RecordBatchBuilder::addAt(std::int32_t offsetDelta, std::int64_t timestampMs,
                               std::optional<BytesView> key, std::optional<BytesView> value,
                               std::span<const RecordHeader> headers)
{
    if (m_count == 0) {
        m_baseTimestampMs = m_options.deleteHorizonMs.value_or(timestampMs);
        m_maxTimestampMs = timestampMs;
    }
    m_maxTimestampMs = std::max(m_maxTimestampMs, timestampMs);

    Bytes body;
    body.push_back(std::byte{0}); // attributes, unused
    // Wraps rather than overflows, as the reader does.
    putVarlong(body,
               static_cast<std::int64_t>(static_cast<std::uint64_t>(timestampMs)
                                         - static_cast<std::uint64_t>(m_baseTimestampMs)));
    putVarlong(body, offsetDelta);
    putNullable(body, key);
    putNullable(body, value);
    putVarlong(body, static_cast<std::int64_t>(headers.size()));
    for (const RecordHeader& header : headers) {
        putNullable(body, asBytes(header.name));
        putNullable(body, header.value);
    }
    putVarlong(m_records, static_cast<std::int64_t>(body.size()));
    m_records.insert(m_records.end(), body.begin(), body.end());
    m_lastOffsetDelta = offsetDelta;
    ++m_count;
}

Result<Bytes> RecordBatchBuilder::build() &&
{
    Bytes packed;
    if (m_options.codec != Codec::None) {
        auto result = compress(m_options.codec, m_records);
        if (!result) {
            return result.error();
        }
        packed = std::move(*result);
    } else {
        packed = std::move(m_records);
    }
    constexpr auto counted = BatchHeader::size - BatchHeader::overhead;
    if (packed.size() + counted
        > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        return Error{Errc::TooLarge, "The record batch would be larger than 2 GB"};
    }
    BatchHeader header;
    header.baseOffset = m_options.baseOffset;
    header.length = static_cast<std::int32_t>(packed.size() + counted);
    header.leaderEpoch = m_options.leaderEpoch;
    header.attributes = static_cast<std::int16_t>(
        m_options.attributes | static_cast<int>(m_options.codec)
        | (m_options.deleteHorizonMs ? BatchHeader::deleteHorizonBit : 0));
    header.lastOffsetDelta = m_lastOffsetDelta;
    header.baseTimestampMs = m_baseTimestampMs;
    header.maxTimestampMs = m_options.maxTimestampMs.value_or(m_maxTimestampMs);
    header.producerId = m_options.producerId;
    header.producerEpoch = m_options.producerEpoch;
    header.baseSequence = m_options.baseSequence;
    header.recordCount = m_count;

    Bytes batch(BatchHeader::size);
    header.store(std::span(batch).first<BatchHeader::size>());
    batch.insert(batch.end(), packed.begin(), packed.end());
    updateChecksum(batch);
    return batch;
}

} // namespace ottla::wire
