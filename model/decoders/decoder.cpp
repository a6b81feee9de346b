// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/decoder.h"

#include "model/decoders/families.h"

#include <algorithm>
#include <vector>

namespace ottla {

namespace {

const std::vector<Decoder>& all()
{
    static const std::vector<Decoder> list = [] {
        std::vector<Decoder> joined;
        for (const auto family :
             {textDecoders(), treeDecoders(), packedDecoders(), numberDecoders()}) {
            joined.insert(joined.end(), family.begin(), family.end());
        }
        return joined;
    }();
    return list;
}

} // namespace

std::span<const Decoder> decoders()
{
    return all();
}

const Decoder* findDecoder(std::string_view id)
{
    const auto found = std::ranges::find(all(), id, &Decoder::id);
    return found == all().end() ? nullptr : &*found;
}

const Decoder& detectDecoder(std::string_view body)
{
    const auto found = std::ranges::find_if(all(), [body](const Decoder& decoder) {
        return decoder.looksLikeMine && decoder.looksLikeMine(body);
    });
    return found == all().end() ? *findDecoder("hex") : *found;
}

Result<Decoded> decodeInside(std::string_view unpacked)
{
    constexpr int most = 3;
    static thread_local int layers = 0;
    if (layers == most) {
        return Error{Errc::TooLarge, "it is packed more than three times", {}};
    }
    const Decoder& inside = detectDecoder(unpacked);
    ++layers;
    auto decoded = inside.decode(unpacked);
    --layers;
    if (decoded) {
        const std::string further = decoded->inside.empty() ? "" : ", " + decoded->inside;
        decoded->inside = std::string(inside.name) + further;
    }
    return decoded;
}

} // namespace ottla
