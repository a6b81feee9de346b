// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/avroschema.h"
#include "model/decoders/cbor.h"
#include "model/decoders/families.h"
#include "model/decoders/messagepack.h"
#include "model/decoders/protobufreader.h"
#include "model/decoders/valuereader.h"

#include <algorithm>
#include <array>
#include <charconv>

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

// MessagePack writes these in a byte.
bool isSmallInteger(const DecodedValue& value)
{
    int number = 0;
    const char* const end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, number);
    return value.kind == DecodedValue::Kind::Number && read.ec == std::errc() && read.ptr == end
        && number >= -32 && number <= 127;
}

// Whether there is what other bytes rarely make: text, or more than one larger value.
bool isTelling(const DecodedValue& value, int& larger)
{
    using Kind = DecodedValue::Kind;
    const bool empty = value.text.empty() && value.kind != Kind::Null;
    if (value.children.empty() && !empty && !isSmallInteger(value)) {
        ++larger;
    }
    return larger > 1 || (value.kind == Kind::String && !empty)
        || std::ranges::any_of(value.children, [&larger](const DecodedValue& child) {
               return isTelling(child, larger);
           });
}

// Nearly every byte is a MessagePack and a CBOR value, and a few of them are a list or a map: of
// those that are no longer than numbers and hashes, only telling ones count.
template <ReadTree read>
bool looksLikeTree(std::string_view body)
{
    using Kind = DecodedValue::Kind;
    constexpr std::size_t longestNumber = 16;
    constexpr std::string_view selfDescribed = "55799";
    if (body.size() < 2 || body.size() > probeBytes) {
        return false;
    }
    const auto value = read(body);
    if (!value || value->children.empty() || value->kind == Kind::Extension) {
        return false;
    }
    if (value->kind == Kind::Tag) {
        return value->children.front().text == selfDescribed;
    }
    int larger = 0;
    return (value->kind == Kind::List && body.size() > longestNumber) || isTelling(*value, larger);
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
