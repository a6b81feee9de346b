// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/avroschema.h"
#include "model/decoders/valuereader.h"
#include "wire/compression.h"

#include <zlib.h>

#include <algorithm>
#include <optional>

namespace ottla {

namespace {

constexpr std::string_view magic("Obj\x01", 4);
constexpr std::size_t syncBytes = 16;
constexpr std::size_t checksumBytes = 4;

/// Deflate without a header, which the broker's codecs do not have.
Result<std::string> inflateRaw(std::string_view packed, std::size_t limit)
{
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        return Error{Errc::InvalidState, "zlib could not be started", {}};
    }
    std::string out;
    int status = Z_OK;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    while (status == Z_OK && out.size() <= limit) {
        const std::size_t used = out.size();
        out.resize(used + std::clamp<std::size_t>(packed.size() * 4, 512, 1U << 16U));
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
        stream.avail_out = static_cast<uInt>(out.size() - used);
        status = inflate(&stream, Z_NO_FLUSH);
        out.resize(out.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > limit) {
        return Error{Errc::TooLarge, "the Avro container unpacks to more than 4 MiB", {}};
    }
    if (status != Z_STREAM_END) {
        return Error{Errc::Malformed, "a block of the Avro container is damaged", {}};
    }
    return out;
}

Result<std::string> unpack(const std::string& codec, std::string_view packed, std::size_t limit)
{
    if (codec.empty() || codec == "null") {
        return std::string(packed);
    }
    if (codec == "deflate") {
        return inflateRaw(packed, limit);
    }
    const bool snappy = codec == "snappy";
    if (!snappy && codec != "zstandard") {
        return Error{Errc::Unsupported, "the codec " + codec + " is not known", {}};
    }
    if (snappy) { // and a checksum of what is packed
        packed.remove_suffix(std::min(checksumBytes, packed.size()));
    }
    const auto plain =
        wire::decompress(snappy ? wire::Codec::Snappy : wire::Codec::Zstd, asBytes(packed), limit);
    if (!plain) {
        return plain.error();
    }
    return std::string(asText(*plain));
}

class ContainerReader : private ValueReader
{
public:
    explicit ContainerReader(std::string_view body)
        : ValueReader(body, "Avro container")
        , m_mayHold(AvroSchema::mayHold(largestTree))
    { }

    Result<Decoded> whole()
    {
        std::string_view begin;
        if (!take(magic.size(), begin) || begin != magic) {
            return Error{Errc::Malformed, "it does not begin as an Avro container does", {}};
        }
        if (!readHeader()) {
            return error();
        }
        const auto schema = AvroSchema::parse(m_schema);
        if (!schema) {
            return schema.error();
        }
        DecodedValue list{.kind = DecodedValue::Kind::List};
        while (left() > 0) {
            if (!readBlock(**schema, list)) {
                return m_failure ? *m_failure : error();
            }
        }
        return Decoded{
            .content = std::move(list),
            .schema = DecodedSchema{.type = "Avro", .name = (*schema)->root().name},
        };
    }

private:
    bool takeLong(std::int64_t& out)
    {
        std::uint64_t coded = 0;
        if (!takeVarint(coded)) {
            return false;
        }
        out = fromZigZag(coded);
        return true;
    }

    bool takeSized(std::string_view& out)
    {
        std::int64_t size = 0;
        return takeLong(size) && (size >= 0 || failShort())
            && take(static_cast<std::uint64_t>(size), out);
    }

    bool readHeader()
    {
        for (;;) {
            std::int64_t count = 0;
            std::int64_t size = 0;
            if (!takeLong(count) || (count < 0 && !takeLong(size))) {
                return false;
            }
            if (count == 0) {
                return take(syncBytes, m_sync);
            }
            // An entry takes two bytes at least, so a lie ends with the bytes.
            for (std::int64_t i = 0; i != count; i += count < 0 ? -1 : 1) {
                std::string_view name;
                std::string_view value;
                if (!takeSized(name) || !takeSized(value)) {
                    return false;
                }
                if (name == "avro.schema") {
                    m_schema = value;
                } else if (name == "avro.codec") {
                    m_codec = value;
                }
            }
        }
    }

    bool readBlock(const AvroSchema& schema, DecodedValue& list)
    {
        std::int64_t count = 0;
        std::string_view packed;
        std::string_view sync;
        if (!takeLong(count) || !takeSized(packed) || !take(syncBytes, sync)) {
            return false;
        }
        if (sync != m_sync || count < 0) {
            return fail("a block of the Avro container does not end where it says");
        }
        auto plain = unpack(m_codec, packed, largestTree - m_unpacked);
        if (!plain) {
            m_failure = plain.error();
            return false;
        }
        m_unpacked += plain->size();
        if (auto read = schema.readMany(*plain, static_cast<std::uint64_t>(count), list, m_mayHold);
            !read) {
            m_failure = read.error();
            return false;
        }
        return true;
    }

    std::string_view m_schema;
    std::string m_codec;
    std::string_view m_sync;
    std::uint64_t m_mayHold;
    std::size_t m_unpacked = 0;
    std::optional<Error> m_failure;
};

} // namespace

bool looksLikeAvroContainer(std::string_view body)
{
    return body.starts_with(magic);
}

Result<Decoded> decodeAvroContainer(std::string_view body)
{
    return ContainerReader(body).whole();
}

} // namespace ottla
