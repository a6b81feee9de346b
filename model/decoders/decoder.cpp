// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/decoder.h"

#include "model/decoders/decodergroups.h"
#include "model/decoders/families.h"

#include <algorithm>
#include <array>

namespace ottla {

namespace {

class FunctionDecoder : public Decoder
{
public:
    explicit FunctionDecoder(const DecoderFunctions& functions)
        : Decoder(std::string(functions.id), std::string(functions.name))
        , m_looksLikeMine(functions.looksLikeMine)
        , m_decode(functions.decode)
    { }

    [[nodiscard]] bool looksLikeMine(std::string_view body) const override
    {
        return m_looksLikeMine && m_looksLikeMine(body);
    }
    [[nodiscard]] Result<Decoded> decode(std::string_view body) const override
    {
        return m_decode(body);
    }

private:
    bool (*m_looksLikeMine)(std::string_view);
    Result<Decoded> (*m_decode)(std::string_view);
};

struct Family
{
    DecoderGroup group = {};
    DecoderList decoders;
};

// In the order in which they are tried.
const auto& families()
{
    static const std::array all = [] {
        const auto make = [](DecoderGroup group, std::span<const DecoderFunctions> functions) {
            Family family{group, {}};
            for (const DecoderFunctions& each : functions) {
                family.decoders.push_back(std::make_shared<FunctionDecoder>(each));
            }
            return family;
        };
        return std::array{make(DecoderGroup::Structured, documentDecoders()),
                          make(DecoderGroup::Text, textDecoders()),
                          make(DecoderGroup::Structured, treeDecoders()),
                          make(DecoderGroup::Packed, packedDecoders()),
                          make(DecoderGroup::Numbers, numberDecoders()),
                          make(DecoderGroup::Encodings, encodingDecoders())};
    }();
    return all;
}

} // namespace

std::string DecodedSchema::describe() const
{
    const std::string incomplete = lacking.empty() ? "" : " · without " + lacking;
    if (id == 0) {
        return name + incomplete;
    }
    const std::string inRegistry = "id " + std::to_string(id) + incomplete;
    return subject.empty() ? inRegistry
                           : subject + " v" + std::to_string(version) + " · " + inRegistry;
}

const DecoderList& builtInDecoders()
{
    static const DecoderList list = [] {
        DecoderList joined;
        for (const Family& family : families()) {
            joined.insert(joined.end(), family.decoders.begin(), family.decoders.end());
        }
        return joined;
    }();
    return list;
}

DecoderList builtInDecoders(DecoderGroup group)
{
    DecoderList joined;
    for (const Family& family : families()) {
        if (family.group == group) {
            joined.insert(joined.end(), family.decoders.begin(), family.decoders.end());
        }
    }
    return joined;
}

const Decoder* findDecoder(std::string_view id)
{
    const DecoderList& all = builtInDecoders();
    const auto found =
        std::ranges::find(all, id, [](const auto& each) -> std::string_view { return each->id; });
    return found == all.end() ? nullptr : found->get();
}

const Decoder& detectDecoder(std::string_view body)
{
    for (const auto& decoder : builtInDecoders()) {
        if (decoder->looksLikeMine(body)) {
            return *decoder;
        }
    }
    static const Decoder& hex = *findDecoder("hex");
    return hex;
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
        decoded->inside = inside.name + further;
    }
    return decoded;
}

} // namespace ottla
