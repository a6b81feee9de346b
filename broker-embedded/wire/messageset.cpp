// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/messageset.h"

#include "wire/lz4header.h"
#include "wire/reader.h"
#include "wire/recordbatchbuilder.h"

#include <algorithm>
#include <string>
#include <zlib.h>

namespace ottla::wire {

namespace {

constexpr std::size_t sizeAt = 8;
constexpr std::size_t crcAt = 12;
constexpr std::size_t entryOverhead = 12; // before what `size` counts
constexpr std::int8_t codecBits = 0x07;
constexpr std::int8_t appendTimeBit = 0x08;

struct Message
{
    std::int8_t magic = 0;
    Codec codec = Codec::None;
    std::int64_t timestampMs = -1;
    std::optional<BytesView> key;
    std::optional<BytesView> value;
};

std::uint32_t crcOf(BytesView bytes)
{
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

Error malformed(const std::string& what)
{
    return {Errc::Malformed, "The message set " + what};
}

std::optional<BytesView> nullableBytes(Reader& reader)
{
    const auto length = reader.integer<std::int32_t>();
    if (length == -1) {
        return std::nullopt;
    }
    if (length < 0) {
        reader.fail();
        return std::nullopt;
    }
    return reader.raw(static_cast<std::uint64_t>(length));
}

/// The next message of a set; the reader stands behind it then.
Result<Message> takeMessage(Reader& set)
{
    set.integer<std::int64_t>(); // the offset, which a producer does not know
    const auto size = set.integer<std::int32_t>();
    Reader body(size < 0 ? BytesView{} : set.raw(static_cast<std::uint64_t>(size)));
    const auto crc = body.integer<std::uint32_t>();
    const BytesView summed = body.rest();
    Message message;
    message.magic = body.integer<std::int8_t>();
    const auto attributes = body.integer<std::int8_t>();
    if (set.failed() || body.failed()) {
        return malformed("is cut short");
    }
    if (crcOf(summed) != crc) {
        return Error{Errc::Corrupt, "A message's checksum is wrong"};
    }
    if (message.magic != 0 && message.magic != 1) {
        return malformed("has a message of format " + std::to_string(message.magic));
    }
    if ((attributes & codecBits) > static_cast<int>(Codec::Lz4)) {
        return malformed("names the codec " + std::to_string(attributes & codecBits));
    }
    message.codec = static_cast<Codec>(attributes & codecBits);
    if (message.magic == 1) {
        message.timestampMs = body.integer<std::int64_t>();
    }
    message.key = nullableBytes(body);
    message.value = nullableBytes(body);
    if (body.failed() || body.remaining() > 0) {
        return malformed("has a message with wrong lengths");
    }
    return message;
}

Result<Bytes> unpack(const Message& wrapper, std::size_t limit)
{
    if (!wrapper.value) {
        return malformed("has a packed message without a value");
    }
    if (wrapper.codec == Codec::Lz4 && wrapper.magic == 0) {
        Bytes fixed = copyOf(*wrapper.value);
        setLz4HeaderChecksum(fixed);
        return decompress(Codec::Lz4, fixed, limit);
    }
    return decompress(wrapper.codec, *wrapper.value, limit);
}

Result<void> addAll(BytesView messageSet, RecordBatchBuilder& builder)
{
    Reader reader(messageSet);
    while (reader.remaining() > 0) {
        const auto message = takeMessage(reader);
        if (!message) {
            return message.error();
        }
        if (message->codec != Codec::None) {
            return malformed("has a packed message within a packed one");
        }
        builder.add(message->timestampMs, message->key, message->value);
    }
    return {};
}

/// Codec of the first packed message; None when there is none.
Result<Codec> codecOf(BytesView messageSet)
{
    for (Reader reader(messageSet); reader.remaining() > 0;) {
        const auto message = takeMessage(reader);
        if (!message || message->codec != Codec::None) {
            return message ? Result<Codec>(message->codec) : Result<Codec>(message.error());
        }
    }
    return Codec::None;
}

/// Puts messages of one format behind each other.
class MessageWriter
{
public:
    explicit MessageWriter(std::int8_t magic)
        : m_magic(magic)
    { }

    void add(Offset offset, std::int8_t attributes, std::int64_t timestampMs,
             std::optional<BytesView> key, std::optional<BytesView> value)
    {
        const std::size_t start = m_bytes.size();
        put(offset.value);
        put(std::int32_t{0}); // size and checksum come when the rest is there
        put(std::uint32_t{0});
        put(m_magic);
        put(m_magic == 0 ? static_cast<std::int8_t>(attributes & codecBits) : attributes);
        if (m_magic == 1) {
            put(timestampMs);
        }
        put(key);
        put(value);
        std::byte* const at = m_bytes.data() + start;
        storeBigEndian(at + sizeAt,
                       static_cast<std::int32_t>(m_bytes.size() - start - entryOverhead));
        storeBigEndian(at + crcAt, crcOf(BytesView(m_bytes).subspan(start + magicPosition)));
    }
    [[nodiscard]] BytesView bytes() const { return m_bytes; }
    Bytes take() { return std::move(m_bytes); }

private:
    template <typename T>
    void put(T value)
    {
        const std::size_t at = m_bytes.size();
        m_bytes.resize(at + sizeof(T));
        storeBigEndian(m_bytes.data() + at, value);
    }
    void put(std::optional<BytesView> bytes)
    {
        put(bytes ? static_cast<std::int32_t>(bytes->size()) : std::int32_t{-1});
        if (bytes) {
            m_bytes.insert(m_bytes.end(), bytes->begin(), bytes->end());
        }
    }

    const std::int8_t m_magic;
    Bytes m_bytes;
};

std::int8_t timestampBits(const BatchHeader& header)
{
    return header.stampedOnAppend() ? appendTimeBit : std::int8_t{0};
}

Result<void> addPlain(const RecordBatchView& batch, Offset from, MessageWriter& out)
{
    auto reader = RecordReader::open(batch);
    if (!reader) {
        return reader.error();
    }
    while (true) {
        const auto record = reader->next();
        if (!record || !*record) {
            return record ? Result<void>() : Result<void>(record.error());
        }
        if ((*record)->offset >= from) {
            out.add((*record)->offset, timestampBits(batch.header()), (*record)->timestampMs,
                    (*record)->key, (*record)->value);
        }
    }
}

Result<void> addPacked(const RecordBatchView& batch, Codec codec, std::int8_t magic,
                       MessageWriter& out)
{
    auto reader = RecordReader::open(batch);
    if (!reader) {
        return reader.error();
    }
    MessageWriter inner(magic);
    std::optional<Offset> first;
    Offset last{};
    std::int64_t greatestMs = -1;
    while (true) {
        const auto record = reader->next();
        if (!record) {
            return record.error();
        }
        if (!*record) {
            break;
        }
        const RecordView& view = **record;
        first = first.value_or(view.offset);
        last = view.offset;
        greatestMs = std::max(greatestMs, view.timestampMs);
        inner.add(magic == 0 ? view.offset : Offset{view.offset.value - first->value},
                  timestampBits(batch.header()), view.timestampMs, view.key, view.value);
    }
    if (!first) {
        return {}; // compaction left nothing of it
    }
    auto packed = compress(codec, inner.bytes());
    if (!packed) {
        return packed.error();
    }
    if (codec == Codec::Lz4 && magic == 0) {
        setWrongLz4HeaderChecksum(*packed);
    }
    const auto attributes =
        static_cast<std::int8_t>(static_cast<int>(codec) | timestampBits(batch.header()));
    out.add(last, attributes, greatestMs, std::nullopt, BytesView(*packed));
    return {};
}

} // namespace

Result<Bytes> toRecordBatch(BytesView messageSet, std::size_t unpackLimit)
{
    const auto codec = codecOf(messageSet);
    if (!codec) {
        return codec.error();
    }
    RecordBatchBuilder builder({.codec = *codec});
    std::size_t left = unpackLimit;
    for (Reader reader(messageSet); reader.remaining() > 0;) {
        const auto message = takeMessage(reader);
        if (!message) {
            return message.error();
        }
        if (message->codec == Codec::None) {
            builder.add(message->timestampMs, message->key, message->value);
            continue;
        }
        const auto plain = unpack(*message, left);
        if (!plain) {
            return plain.error();
        }
        left -= plain->size();
        if (auto added = addAll(*plain, builder); !added) {
            return added.error();
        }
    }
    if (builder.recordCount() == 0) {
        return malformed("is empty");
    }
    return std::move(builder).build();
}

Result<Bytes> toMessageSet(BytesView batches, std::int8_t magic, Offset from)
{
    MessageWriter out(magic);
    while (!batches.empty()) {
        const auto batch = RecordBatchView::parse(batches);
        if (!batch) {
            return batch.error();
        }
        batches = batches.subspan(batch->bytes().size());
        if (batch->header().control()) {
            continue;
        }
        const auto codec = batch->header().codec();
        if (!codec) {
            return malformed("would have a codec that does not exist");
        }
        if (*codec == Codec::Zstd) {
            return Error{Errc::Unsupported, "Messages packed with zstd need a newer client"};
        }
        const auto added = *codec == Codec::None ? addPlain(*batch, from, out)
                                                 : addPacked(*batch, *codec, magic, out);
        if (!added) {
            return added.error();
        }
    }
    return out.take();
}

} // namespace ottla::wire
