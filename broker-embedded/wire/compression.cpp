// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/compression.h"

#include <algorithm>
#include <array>
#include <lz4frame.h>
#include <memory>
#include <snappy.h>
#include <string>
#include <zlib.h>
#include <zstd.h>

namespace ottla::wire {

namespace {

constexpr std::size_t smallestPiece = 512;
constexpr std::size_t chunkBytes = 64U << 10U;
/// The stream of snappy-java: this, two 32-bit version numbers, then blocks of a 32-bit length and
/// raw snappy. Source: https://github.com/xerial/snappy-java
constexpr std::array<std::uint8_t, 8> xerialMagic{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
constexpr std::size_t xerialHeaderBytes = 16;
constexpr std::size_t xerialBlockBytes = 32U << 10U;
/// No snappy element gives more than 64 bytes for its two: a larger claim is a lie.
constexpr std::size_t snappyMaxRatio = 64;

Error malformed(const char* codec)
{
    return {Errc::Malformed, std::string("The ") + codec + " data is damaged"};
}

Error tooLarge(std::size_t limit)
{
    return {Errc::TooLarge,
            "The records unpack to more than the allowed " + std::to_string(limit) + " bytes"};
}

/// Collects output piece by piece.
class Sink
{
public:
    Sink(std::size_t limit, std::size_t packedBytes)
        : m_limit(limit)
        , m_piece(std::clamp(packedBytes * 4, smallestPiece, chunkBytes))
    { }

    /// Room for the next piece, at the end of what is there; one byte more than the limit at most.
    std::span<std::byte> room() { return room(m_piece); }
    std::span<std::byte> room(std::size_t atMost)
    {
        const std::size_t size = std::min(atMost, m_limit + 1 - m_used);
        if (m_bytes.size() < m_used + size) {
            m_bytes.resize(std::max(m_used + size, std::min(m_bytes.size() * 2, m_limit + 1)));
        }
        return std::span(m_bytes).subspan(m_used, size);
    }
    void used(std::size_t count) { m_used += count; }
    [[nodiscard]] bool overflowed() const { return m_used > m_limit; }
    [[nodiscard]] std::size_t left() const { return overflowed() ? 0 : m_limit - m_used; }
    Bytes take()
    {
        m_bytes.resize(m_used);
        return std::move(m_bytes);
    }

private:
    const std::size_t m_limit;
    const std::size_t m_piece;
    Bytes m_bytes;
    std::size_t m_used = 0;
};

Result<Bytes> gunzip(BytesView packed, std::size_t limit)
{
    z_stream stream{};
    constexpr int gzipOrZlib = 15 + 32;
    if (inflateInit2(&stream, gzipOrZlib) != Z_OK) {
        return malformed("gzip");
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
    Sink sink(limit, packed.size());
    auto left = packed;
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        const auto input = left.first(std::min<std::size_t>(left.size(), 1U << 30U));
        // zlib does not write through next_in; its type is older than const.
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input.data()));
        stream.avail_in = static_cast<uInt>(input.size());
        const auto room = sink.room();
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(room.size());
        status = inflate(&stream, Z_NO_FLUSH);
        left = left.subspan(input.size() - stream.avail_in);
        sink.used(room.size() - stream.avail_out);
        if (sink.overflowed()) {
            return tooLarge(limit);
        }
        if (status != Z_OK && status != Z_STREAM_END) {
            return malformed("gzip");
        }
        if (status == Z_STREAM_END && !left.empty()) { // a member after the first
            if (inflateReset(&stream) != Z_OK) {
                return malformed("gzip");
            }
            status = Z_OK;
        }
    }
    return sink.take();
}

Result<void> unsnapBlock(BytesView packed, Sink& sink, std::size_t limit)
{
    const auto* data = reinterpret_cast<const char*>(packed.data());
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(data, packed.size(), &size)
        || size > packed.size() * snappyMaxRatio) {
        return malformed("snappy");
    }
    if (size > sink.left()) {
        return tooLarge(limit);
    }
    const auto room = sink.room(size);
    if (!snappy::RawUncompress(data, packed.size(), reinterpret_cast<char*>(room.data()))) {
        return malformed("snappy");
    }
    sink.used(size);
    return {};
}

Result<Bytes> unsnap(BytesView packed, std::size_t limit)
{
    Sink sink(limit, packed.size());
    const bool xerial = packed.size() >= xerialHeaderBytes
        && std::equal(xerialMagic.begin(), xerialMagic.end(), packed.begin(),
                      [](std::uint8_t magic, std::byte byte) {
                          return std::to_integer<std::uint8_t>(byte) == magic;
                      });
    if (!xerial) {
        auto done = unsnapBlock(packed, sink, limit);
        return done ? Result<Bytes>(sink.take()) : Result<Bytes>(done.error());
    }
    for (auto left = packed.subspan(xerialHeaderBytes); !left.empty();) {
        if (left.size() < 4) {
            return malformed("snappy");
        }
        const auto length = loadBigEndian<std::uint32_t>(left.data());
        left = left.subspan(4);
        if (length > left.size()) {
            return malformed("snappy");
        }
        if (auto done = unsnapBlock(left.first(length), sink, limit); !done) {
            return done.error();
        }
        left = left.subspan(length);
    }
    return sink.take();
}

Result<Bytes> unlz4(BytesView packed, std::size_t limit)
{
    LZ4F_dctx* context = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) != 0) {
        return malformed("LZ4");
    }
    const std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> guard(
        context, LZ4F_freeDecompressionContext);
    Sink sink(limit, packed.size());
    auto left = packed;
    std::size_t expected = 1;
    while (expected != 0) {
        const auto room = sink.room();
        std::size_t written = room.size();
        std::size_t taken = left.size();
        expected = LZ4F_decompress(context, room.data(), &written, left.data(), &taken, nullptr);
        if (LZ4F_isError(expected) != 0 || (written == 0 && taken == 0 && expected != 0)) {
            return malformed("LZ4");
        }
        sink.used(written);
        left = left.subspan(taken);
        if (sink.overflowed()) {
            return tooLarge(limit);
        }
    }
    if (!left.empty()) {
        return malformed("LZ4");
    }
    return sink.take();
}

Result<Bytes> unzstd(BytesView packed, std::size_t limit)
{
    // Making one takes longer than unpacking a small batch with it.
    static thread_local const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(
        ZSTD_createDCtx(), ZSTD_freeDCtx);
    if (ZSTD_isError(ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only)) != 0) {
        return malformed("zstd");
    }
    Sink sink(limit, packed.size());
    ZSTD_inBuffer input{packed.data(), packed.size(), 0};
    std::size_t expected = 1;
    while (expected != 0 || input.pos < input.size) {
        const auto room = sink.room();
        ZSTD_outBuffer output{room.data(), room.size(), 0};
        const std::size_t before = input.pos;
        expected = ZSTD_decompressStream(context.get(), &output, &input);
        if (ZSTD_isError(expected) != 0
            || (expected != 0 && output.pos == 0 && input.pos == before)) {
            return malformed("zstd");
        }
        sink.used(output.pos);
        if (sink.overflowed()) {
            return tooLarge(limit);
        }
    }
    return sink.take();
}

Result<Bytes> gzip(BytesView plain)
{
    z_stream stream{};
    constexpr int gzipFormat = 15 + 16;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipFormat, 8, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        return Error{Errc::InvalidState, "zlib cannot start"};
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, deflateEnd);
    Bytes packed(deflateBound(&stream, plain.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        return Error{Errc::InvalidState, "zlib cannot compress the records"};
    }
    packed.resize(stream.total_out);
    return packed;
}

Bytes snap(BytesView plain)
{
    Bytes packed;
    for (const std::uint8_t byte : xerialMagic) {
        packed.push_back(static_cast<std::byte>(byte));
    }
    packed.resize(xerialHeaderBytes);
    storeBigEndian(packed.data() + 8, std::uint32_t{1}); // version
    storeBigEndian(packed.data() + 12, std::uint32_t{1}); // oldest reader's
    for (auto left = plain; !left.empty();) {
        const auto block = left.first(std::min(left.size(), xerialBlockBytes));
        const std::size_t at = packed.size();
        packed.resize(at + 4 + snappy::MaxCompressedLength(block.size()));
        std::size_t size = 0;
        snappy::RawCompress(reinterpret_cast<const char*>(block.data()), block.size(),
                            reinterpret_cast<char*>(packed.data() + at + 4), &size);
        storeBigEndian(packed.data() + at, static_cast<std::uint32_t>(size));
        packed.resize(at + 4 + size);
        left = left.subspan(block.size());
    }
    return packed;
}

Result<Bytes> lz4(BytesView plain)
{
    LZ4F_preferences_t preferences{};
    preferences.frameInfo.blockMode = LZ4F_blockIndependent; // the only mode that Java reads
    Bytes packed(LZ4F_compressFrameBound(plain.size(), &preferences));
    const std::size_t size =
        LZ4F_compressFrame(packed.data(), packed.size(), plain.data(), plain.size(), &preferences);
    if (LZ4F_isError(size) != 0) {
        return Error{Errc::InvalidState, "LZ4 cannot compress the records"};
    }
    packed.resize(size);
    return packed;
}

Result<Bytes> zstd(BytesView plain)
{
    Bytes packed(ZSTD_compressBound(plain.size()));
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3);
    if (ZSTD_isError(size) != 0) {
        return Error{Errc::InvalidState, "zstd cannot compress the records"};
    }
    packed.resize(size);
    return packed;
}

} // namespace

Result<Bytes> decompress(Codec codec, BytesView packed, std::size_t limit)
{
    switch (codec) {
    case Codec::None:
        return packed.size() > limit ? Result<Bytes>(tooLarge(limit)) : copyOf(packed);
    case Codec::Gzip:
        return gunzip(packed, limit);
    case Codec::Snappy:
        return unsnap(packed, limit);
    case Codec::Lz4:
        return unlz4(packed, limit);
    case Codec::Zstd:
        return unzstd(packed, limit);
    }
    return Error{Errc::Unsupported, "Unknown compression codec"};
}

Result<Bytes> compress(Codec codec, BytesView plain)
{
    switch (codec) {
    case Codec::None:
        return copyOf(plain);
    case Codec::Gzip:
        return gzip(plain);
    case Codec::Snappy:
        return snap(plain);
    case Codec::Lz4:
        return lz4(plain);
    case Codec::Zstd:
        return zstd(plain);
    }
    return Error{Errc::Unsupported, "Unknown compression codec"};
}

} // namespace ottla::wire
