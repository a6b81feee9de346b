// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <span>

namespace ottla {

/// A decoder that is two functions without state.
struct DecoderFunctions
{
    std::string_view id;
    std::string_view name;
    bool (*looksLikeMine)(std::string_view body); ///< Null: only ever on request.
    Result<Decoded> (*decode)(std::string_view body);
};

/// JSON and XML.
[[nodiscard]] std::span<const DecoderFunctions> documentDecoders();
/// Text in its encodings, hexadecimal, Base64.
[[nodiscard]] std::span<const DecoderFunctions> textDecoders();
/// Text in legacy encodings, only ever on request.
[[nodiscard]] std::span<const DecoderFunctions> encodingDecoders();
/// MessagePack, CBOR, Avro's object container, Protobuf without a schema.
[[nodiscard]] std::span<const DecoderFunctions> treeDecoders();
/// gzip, zstd, LZ4 and snappy: what is inside is decoded by what it looks like.
[[nodiscard]] std::span<const DecoderFunctions> packedDecoders();
/// Integers and floating-point numbers of each width in both byte orders, and UUIDs.
[[nodiscard]] std::span<const DecoderFunctions> numberDecoders();

/// Text that was in another encoding: JSON and XML laid out, where they are whole.
[[nodiscard]] Decoded documentOf(std::string utf8);

} // namespace ottla
