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

template <Codec codec>
bool begins(std::string_view body)
{
    return body.starts_with(codec == Codec::Gzip ? gzipMagic : zstdMagic);
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

constexpr std::array table{
    Decoder{"gzip", "gzip", begins<Codec::Gzip>, decode<Codec::Gzip>},
    Decoder{"zstd", "zstd", begins<Codec::Zstd>, decode<Codec::Zstd>},
};

} // namespace

std::span<const Decoder> packedDecoders()
{
    return table;
}

} // namespace ottla
