// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/families.h"
#include "wire/compression.h"

#include <array>

namespace ottla {

namespace {

using wire::Codec;

constexpr std::size_t unpackedBytes = std::size_t{16} << 20U;
constexpr std::string_view gzipMagic = "\x1F\x8B\x08";
constexpr std::string_view zstdMagic = "\x28\xB5\x2F\xFD";
constexpr std::string_view lz4Magic = "\x04\x22\x4D\x18";
constexpr std::string_view xerialMagic("\x82SNAPPY\0", 8);

template <const std::string_view& magic>
bool begins(std::string_view body)
{
    return body.starts_with(magic);
}

template <Codec codec>
Result<Decoded> decode(std::string_view body)
{
    const auto plain = wire::decompress(codec, asBytes(body), unpackedBytes);
    if (!plain) {
        return plain.error();
    }
    return decodeInside(asText(*plain));
}

// Raw snappy begins with nothing that tells it from other bytes.
constexpr std::array table{
    DecoderFunctions{"gzip", "gzip", begins<gzipMagic>, decode<Codec::Gzip>},
    DecoderFunctions{"zstd", "zstd", begins<zstdMagic>, decode<Codec::Zstd>},
    DecoderFunctions{"lz4", "LZ4", begins<lz4Magic>, decode<Codec::Lz4>},
    DecoderFunctions{"snappy", "snappy", begins<xerialMagic>, decode<Codec::Snappy>},
};

} // namespace

std::span<const DecoderFunctions> packedDecoders()
{
    return table;
}

} // namespace ottla
