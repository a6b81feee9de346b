// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/families.h"
#include "model/decoders/logicaltypes.h"
#include "model/decoders/plausiblenumber.h"
#include "model/decoders/valuereader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace ottla {

namespace {

Error wrongSize(std::size_t wanted, std::size_t size)
{
    return {Errc::Malformed,
            "it takes " + std::to_string(wanted) + (wanted == 1 ? " byte" : " bytes")
                + ", and these are " + std::to_string(size),
            {}};
}

template <typename Number, std::endian order>
Result<Decoded> decode(std::string_view body)
{
    std::array<char, sizeof(Number)> raw{};
    if (body.size() != raw.size()) {
        return wrongSize(raw.size(), body.size());
    }
    std::ranges::copy(body, raw.begin());
    if (order != std::endian::native) {
        std::ranges::reverse(raw);
    }
    return Decoded{.content = numberValue(std::bit_cast<Number>(raw))};
}

Result<Decoded> decodeUuid(std::string_view body)
{
    constexpr std::size_t uuidBytes = 16;
    if (body.size() != uuidBytes) {
        return wrongSize(uuidBytes, body.size());
    }
    return Decoded{.content = DecodedText{.text = uuidText(body)}};
}

constexpr auto big = std::endian::big;
constexpr auto little = std::endian::little;
using std::int16_t, std::int32_t, std::int64_t, std::int8_t;
using std::uint16_t, std::uint32_t, std::uint64_t, std::uint8_t;

constexpr std::array table{
    DecoderFunctions{"uuid", "UUID", isPlausibleUuid, decodeUuid},
    DecoderFunctions{"int8", "Integer, 8 bits", nullptr, decode<int8_t, big>},
    DecoderFunctions{"uint8", "Unsigned, 8 bits", nullptr, decode<uint8_t, big>},
    DecoderFunctions{"int16be", "Integer, 16 bits, big-endian", nullptr, decode<int16_t, big>},
    DecoderFunctions{"int16le", "Integer, 16 bits, little-endian", nullptr,
                     decode<int16_t, little>},
    DecoderFunctions{"uint16be", "Unsigned, 16 bits, big-endian", nullptr, decode<uint16_t, big>},
    DecoderFunctions{"uint16le", "Unsigned, 16 bits, little-endian", nullptr,
                     decode<uint16_t, little>},
    DecoderFunctions{"int32be", "Integer, 32 bits, big-endian", isPlausibleInt32,
                     decode<int32_t, big>},
    DecoderFunctions{"int32le", "Integer, 32 bits, little-endian", nullptr,
                     decode<int32_t, little>},
    DecoderFunctions{"uint32be", "Unsigned, 32 bits, big-endian", nullptr, decode<uint32_t, big>},
    DecoderFunctions{"uint32le", "Unsigned, 32 bits, little-endian", nullptr,
                     decode<uint32_t, little>},
    DecoderFunctions{"int64be", "Integer, 64 bits, big-endian", isPlausibleInt64,
                     decode<int64_t, big>},
    DecoderFunctions{"int64le", "Integer, 64 bits, little-endian", nullptr,
                     decode<int64_t, little>},
    DecoderFunctions{"uint64be", "Unsigned, 64 bits, big-endian", nullptr, decode<uint64_t, big>},
    DecoderFunctions{"uint64le", "Unsigned, 64 bits, little-endian", nullptr,
                     decode<uint64_t, little>},
    DecoderFunctions{"float32be", "Float, 32 bits, big-endian", nullptr, decode<float, big>},
    DecoderFunctions{"float32le", "Float, 32 bits, little-endian", nullptr, decode<float, little>},
    DecoderFunctions{"float64be", "Float, 64 bits, big-endian", isPlausibleDouble,
                     decode<double, big>},
    DecoderFunctions{"float64le", "Float, 64 bits, little-endian", nullptr, decode<double, little>},
};

} // namespace

std::span<const DecoderFunctions> numberDecoders()
{
    return table;
}

} // namespace ottla
