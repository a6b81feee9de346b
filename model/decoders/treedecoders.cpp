// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/cbor.h"
#include "model/decoders/families.h"
#include "model/decoders/messagepack.h"

#include <array>

namespace ottla {

namespace {

using ReadTree = Result<DecodedValue> (*)(std::string_view);

// Reading a tree is the only proof, and is not worth more than this without being asked for.
constexpr std::size_t probeBytes = std::size_t{1} << 20U;
// A byte may become a value of its own, which takes some seventy.
constexpr std::size_t treeBytes = std::size_t{4} << 20U;

template <ReadTree read>
Result<Decoded> decode(std::string_view body)
{
    if (body.size() > treeBytes) {
        return Error{Errc::TooLarge, "bodies above 4 MiB are not laid out as a tree", {}};
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
    Decoder{"messagepack", "MessagePack", looksLikeTree<decodeMessagePack>,
            decode<decodeMessagePack>},
    Decoder{"cbor", "CBOR", looksLikeTree<decodeCbor>, decode<decodeCbor>},
};

} // namespace

std::span<const Decoder> treeDecoders()
{
    return table;
}

} // namespace ottla
