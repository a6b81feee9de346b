// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/recordbatch.h"

#include "base/crc32c.h"

#include <string>

namespace ottla::wire {

namespace {

Error malformedBatch(std::string message)
{
    return {Errc::Malformed, std::move(message)};
}

/// Takes values from the front of the records, never past their end.
class Cursor
{
public:
    explicit Cursor(BytesView bytes)
        : m_bytes(bytes)
    { }

    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t remaining() const { return m_bytes.size() - m_position; }

    [[nodiscard]] std::optional<std::int64_t> varlong() { return zigzag(10); }
    [[nodiscard]] std::optional<std::int32_t> varint()
    {
        const auto value = zigzag(5);
        if (!value || *value < std::numeric_limits<std::int32_t>::min()
            || *value > std::numeric_limits<std::int32_t>::max()) {
            return std::nullopt;
        }
        return static_cast<std::int32_t>(*value);
    }
    [[nodiscard]] bool skip(std::size_t count)
    {
        if (count > remaining()) {
            return false;
        }
        m_position += count;
        return true;
    }
    [[nodiscard]] std::optional<BytesView> bytes(std::int32_t count)
    {
        if (count < 0 || static_cast<std::size_t>(count) > remaining()) {
            return std::nullopt;
        }
        const BytesView taken = m_bytes.subspan(m_position, static_cast<std::size_t>(count));
        m_position += taken.size();
        return taken;
    }
    /// A varint length and so many bytes; false when they are not there. -1 is null.
    [[nodiscard]] bool nullable(std::optional<BytesView>& into)
    {
        const auto length = varint();
        if (!length || *length < -1) {
            return false;
        }
        if (*length == -1) {
            into.reset();
            return true;
        }
        into = bytes(*length);
        return into.has_value();
    }

private:
    std::optional<std::int64_t> zigzag(int maxBytes)
    {
        std::uint64_t value = 0;
        for (int i = 0; i < maxBytes && remaining() > 0; ++i) {
            const auto byte = std::to_integer<std::uint64_t>(m_bytes[m_position++]);
            value |= (byte & 0x7FU) << (7 * i);
            if ((byte & 0x80U) == 0) {
                return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
            }
        }
        return std::nullopt;
    }

    BytesView m_bytes;
    std::size_t m_position = 0;
};

} // namespace

BatchHeader BatchHeader::load(std::span<const std::byte, size> bytes)
{
    const std::byte* at = bytes.data();
    BatchHeader header;
    header.baseOffset = Offset{loadBigEndian<std::int64_t>(at)};
    header.length = loadBigEndian<std::int32_t>(at + 8);
    header.leaderEpoch = LeaderEpoch{loadBigEndian<std::int32_t>(at + leaderEpochAt)};
    header.magic = loadBigEndian<std::int8_t>(at + magicAt);
    header.crc = loadBigEndian<std::uint32_t>(at + crcAt);
    header.attributes = loadBigEndian<std::int16_t>(at + attributesAt);
    header.lastOffsetDelta = loadBigEndian<std::int32_t>(at + lastOffsetDeltaAt);
    header.baseTimestampMs = loadBigEndian<std::int64_t>(at + 27);
    header.maxTimestampMs = loadBigEndian<std::int64_t>(at + maxTimestampAt);
    header.producerId = ProducerId{loadBigEndian<std::int64_t>(at + 43)};
    header.producerEpoch = loadBigEndian<std::int16_t>(at + 51);
    header.baseSequence = loadBigEndian<std::int32_t>(at + 53);
    header.recordCount = loadBigEndian<std::int32_t>(at + 57);
    return header;
}

void BatchHeader::store(std::span<std::byte, size> bytes) const
{
    std::byte* at = bytes.data();
    storeBigEndian(at, baseOffset.value);
    storeBigEndian(at + 8, length);
    storeBigEndian(at + leaderEpochAt, leaderEpoch.value);
    storeBigEndian(at + magicAt, magic);
    storeBigEndian(at + crcAt, crc);
    storeBigEndian(at + attributesAt, attributes);
    storeBigEndian(at + lastOffsetDeltaAt, lastOffsetDelta);
    storeBigEndian(at + 27, baseTimestampMs);
    storeBigEndian(at + maxTimestampAt, maxTimestampMs);
    storeBigEndian(at + 43, producerId.value);
    storeBigEndian(at + 51, producerEpoch);
    storeBigEndian(at + 53, baseSequence);
    storeBigEndian(at + 57, recordCount);
}

std::optional<Codec> BatchHeader::codec() const
{
    const int bits = attributes & codecMask;
    if (bits > static_cast<int>(Codec::Zstd)) {
        return std::nullopt;
    }
    return static_cast<Codec>(bits);
}

std::int32_t BatchHeader::lastSequence() const
{
    return baseSequence < 0 ? baseSequence : advanceSequence(baseSequence, lastOffsetDelta);
}

std::int32_t advanceSequence(std::int32_t sequence, std::int32_t count)
{
    const std::int64_t period = std::int64_t{1} << 31U;
    return static_cast<std::int32_t>((std::int64_t{sequence} + count) % period);
}

Result<RecordBatchView> RecordBatchView::parse(BytesView bytes)
{
    if (bytes.size() <= BatchHeader::magicAt) {
        return malformedBatch("The record batch is cut short in its header");
    }
    const auto magic = loadBigEndian<std::int8_t>(bytes.data() + BatchHeader::magicAt);
    if (magic == 0 || magic == 1) {
        return Error{Errc::Unsupported,
                     "Message format v" + std::to_string(magic) + " is not supported, only v2"};
    }
    if (magic != 2) {
        return malformedBatch("There is no message format " + std::to_string(magic));
    }
    if (bytes.size() < BatchHeader::size) {
        return malformedBatch("The record batch is cut short in its header");
    }
    const BatchHeader header = BatchHeader::load(bytes.first<BatchHeader::size>());
    if (header.length < static_cast<std::int32_t>(BatchHeader::size - BatchHeader::overhead)
        || header.totalBytes() > bytes.size()) {
        return malformedBatch("The record batch gives a length of " + std::to_string(header.length)
                              + " where " + std::to_string(bytes.size() - BatchHeader::overhead)
                              + " bytes follow");
    }
    return RecordBatchView(header, bytes.first(header.totalBytes()));
}

bool RecordBatchView::checksumMatches() const
{
    return crc32c(m_bytes.subspan(BatchHeader::attributesAt)) == m_header.crc;
}

Result<RecordReader> RecordReader::open(const RecordBatchView& batch, std::size_t unpackLimit)
{
    const auto codec = batch.header().codec();
    if (!codec) {
        return malformedBatch("There is no compression codec "
                              + std::to_string(batch.header().attributes & BatchHeader::codecMask));
    }
    RecordReader reader(batch.header());
    if (*codec == Codec::None) {
        reader.m_plain = batch.payload();
        return reader;
    }
    auto plain = decompress(*codec, batch.payload(), unpackLimit);
    if (!plain) {
        return plain.error();
    }
    reader.m_unpacked = true;
    reader.m_owned = std::move(*plain);
    return reader;
}

BytesView RecordReader::rest() const
{
    return (m_unpacked ? BytesView(m_owned) : m_plain).subspan(m_position);
}

Result<std::optional<RecordView>> RecordReader::next()
{
    if (m_seen >= m_header.recordCount) {
        if (!rest().empty()) {
            return malformedBatch(std::to_string(rest().size()) + " bytes follow the last record");
        }
        return std::optional<RecordView>{};
    }
    Cursor frame(rest());
    const auto length = frame.varint();
    const auto body = length ? frame.bytes(*length) : std::nullopt;
    if (!body) {
        return malformedBatch("Record " + std::to_string(m_seen) + " of "
                              + std::to_string(m_header.recordCount) + " is cut short");
    }
    m_position += frame.position();

    const auto bad = [this](const char* what) {
        return malformedBatch("Record " + std::to_string(m_seen) + " has a bad " + what);
    };
    Cursor cursor(*body);
    RecordView record;
    if (!cursor.skip(1)) { // attributes, unused
        return bad("length");
    }
    const auto timestampDelta = cursor.varlong();
    const auto offsetDelta = cursor.varint();
    if (!timestampDelta || !offsetDelta) {
        return bad("timestamp or offset");
    }
    if (!cursor.nullable(record.key)) {
        return bad("key");
    }
    if (!cursor.nullable(record.value)) {
        return bad("value");
    }
    const auto headerCount = cursor.varint();
    // A header takes two bytes at least.
    if (!headerCount || *headerCount < 0
        || static_cast<std::size_t>(*headerCount) > cursor.remaining() / 2) {
        return bad("count of headers");
    }
    m_headers.clear();
    for (std::int32_t i = 0; i < *headerCount; ++i) {
        const auto nameLength = cursor.varint();
        const auto name = nameLength ? cursor.bytes(*nameLength) : std::nullopt;
        RecordHeader header;
        if (!name || !cursor.nullable(header.value)) {
            return bad("header");
        }
        header.name = asText(*name);
        m_headers.push_back(header);
    }
    if (cursor.remaining() > 0) {
        return bad("length");
    }
    record.offsetDelta = *offsetDelta;
    // Both wrap rather than overflow: the values are the sender's.
    record.offset =
        Offset{static_cast<std::int64_t>(static_cast<std::uint64_t>(m_header.baseOffset.value)
                                         + static_cast<std::uint64_t>(std::int64_t{*offsetDelta}))};
    record.timestampMs = m_header.stampedOnAppend()
        ? m_header.maxTimestampMs
        : static_cast<std::int64_t>(static_cast<std::uint64_t>(m_header.baseTimestampMs)
                                    + static_cast<std::uint64_t>(*timestampDelta));
    record.headers = m_headers;
    ++m_seen;
    return std::optional(record);
}

void updateChecksum(std::span<std::byte> batch)
{
    storeBigEndian(batch.data() + BatchHeader::crcAt,
                   crc32c(BytesView(batch).subspan(BatchHeader::attributesAt)));
}

} // namespace ottla::wire
