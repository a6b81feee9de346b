// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/avroschema.h"
#include "model/decoders/cbor.h"
#include "model/decoders/families.h"
#include "model/decoders/messagepack.h"
#include "model/decoders/protobufreader.h"
#include "model/decoders/valuereader.h"

#include <array>

namespace ottla {

namespace {

using ReadTree = Result<DecodedValue> (*)(std::string_view);

// Reading a tree is the only proof, and is not worth more than this without being asked for.
constexpr std::size_t probeBytes = std::size_t{1} << 20U;

template <ReadTree read>
Result<Decoded> decode(std::string_view body)
{
    if (body.size() > largestTree) {
        return treeTooLarge();
    }
    auto value = read(body);
    if (!value) {
        return value.error();
    }
    return Decoded{.content = std::move(*value)};
}

// Nearly every byte is a MessagePack or CBOR number, so only lists and maps with something in them
// count.
template <ReadTree read>
bool looksLikeTree(std::string_view body)
{
    if (body.size() < 2 || body.size() > probeBytes) {
        return false;
    }
    const auto value = read(body);
    return value.ok() && !value->children.empty()
        && (value->kind == DecodedValue::Kind::Map || value->kind == DecodedValue::Kind::List);
}

constexpr std::array table{
    DecoderFunctions{"avro-container", "Avro object container", looksLikeAvroContainer,
                     decodeAvroContainer},
    DecoderFunctions{"messagepack", "MessagePack", looksLikeTree<decodeMessagePack>,
                     decode<decodeMessagePack>},
    DecoderFunctions{"cbor", "CBOR", looksLikeTree<decodeCbor>, decode<decodeCbor>},
    DecoderFunctions{"protobuf", "Protobuf (without a schema)", nullptr, decode<guessProtobuf>},
};

} // namespace

std::span<const DecoderFunctions> treeDecoders()
{
    return table;
}

} // namespace ottla
