// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/cbor.h"

#include "model/decoders/cbortags.h"
#include "model/decoders/valuereader.h"
#include "model/formats/bodyformat.h"

#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

double halfFloat(std::uint64_t bits)
{
    const int exponent = static_cast<int>(bits >> 10U & 0x1FU);
    const auto fraction = static_cast<double>(bits & 0x3FFU);
    double value = 0;
    if (exponent == 0) {
        value = std::ldexp(fraction, -24);
    } else if (exponent == 31) {
        value = fraction == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
    } else {
        value = std::ldexp(fraction + 1024, exponent - 25);
    }
    return (bits & 0x8000U) != 0 ? -value : value;
}

// -1 - n, which may be one beyond what 64 bits hold.
DecodedValue negative(std::uint64_t n)
{
    DecodedValue value = n == std::numeric_limits<std::uint64_t>::max()
        ? DecodedValue{.kind = Kind::Number, .text = "18446744073709551616"}
        : numberValue(n + 1);
    value.text.insert(0, 1, '-');
    return value;
}

class CborReader : private ValueReader
{
public:
    explicit CborReader(std::string_view body)
        : ValueReader(body, "CBOR")
    { }

    Result<DecodedValue> whole()
    {
        DecodedValue value;
        if (!read(value, 0)) {
            return error();
        }
        if (left() > 0) {
            failBehind();
            return error();
        }
        return value;
    }

private:
    enum Major : std::uint64_t
    {
        Unsigned,
        Negative,
        Bytes,
        Text,
        List,
        Map,
        Tag,
        Simple,
    };
    static constexpr std::uint64_t indefinite = 31;
    static constexpr std::uint64_t breakByte = 0xFF;
    static constexpr std::uint64_t singleFloat = 0xFA;

    bool read(DecodedValue& out, int depth)
    {
        std::uint64_t initial = 0;
        return takeUnsigned(1, initial) && readItem(out, initial, depth);
    }

    // The number that an item begins with; nothing stands for an indefinite length.
    bool takeArgument(std::uint64_t initial, std::optional<std::uint64_t>& out)
    {
        const std::uint64_t info = initial & 0x1FU;
        if (info == indefinite) {
            return true;
        }
        if (info > 27) {
            return fail("the CBOR value has a reserved length");
        }
        out = info;
        return info < 24 || takeUnsigned(std::size_t{1} << (info - 24), *out);
    }

    bool readItem(DecodedValue& out, std::uint64_t initial, int depth)
    {
        const std::uint64_t major = initial >> 5U;
        if (major == Simple) {
            return readSimple(out, initial & 0x1FU);
        }
        std::optional<std::uint64_t> argument;
        if (!takeArgument(initial, argument)) {
            return false;
        }
        switch (major) {
        case Bytes:
        case Text:
            return argument ? readString(out, major, *argument) : readStringParts(out, major);
        case List:
        case Map:
            return readChildren(out, major, argument, depth);
        default:
            break;
        }
        if (!argument) {
            return fail("the CBOR value has a number without an end");
        }
        if (major == Tag) {
            return readTagged(out, *argument, depth);
        }
        out = major == Unsigned ? numberValue(*argument) : negative(*argument);
        return true;
    }

    bool readTagged(DecodedValue& out, std::uint64_t tag, int depth)
    {
        std::uint64_t initial = 0;
        DecodedValue value;
        if (depth >= deepest) {
            return failDeep();
        }
        if (!takeUnsigned(1, initial)
            || !(tag == epochTimeTag && initial == singleFloat
                     ? readWidened(value)
                     : readItem(value, initial, depth + 1))) {
            return false;
        }
        out = taggedValue(tag, std::move(value), initial >> 5U == Bytes);
        return true;
    }

    // With the digits of a double: the fewest that tell floats of 32 bits apart are some minutes
    // off as a time.
    bool readWidened(DecodedValue& out)
    {
        std::uint64_t bits = 0;
        if (!takeUnsigned(4, bits)) {
            return false;
        }
        const auto single = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        out = numberValue(static_cast<double>(single));
        return true;
    }

    bool readString(DecodedValue& out, std::uint64_t major, std::uint64_t size)
    {
        std::string_view raw;
        if (!take(size, raw)) {
            return false;
        }
        out.kind = major == Text && isUtf8(raw) ? Kind::String : Kind::Binary;
        out.text = raw;
        return true;
    }

    bool readStringParts(DecodedValue& out, std::uint64_t major)
    {
        std::string joined;
        for (;;) {
            std::uint64_t initial = 0;
            std::optional<std::uint64_t> size;
            std::string_view part;
            if (!takeUnsigned(1, initial)) {
                return false;
            }
            if (initial == breakByte) {
                break;
            }
            if (initial >> 5U != major || !takeArgument(initial, size) || !size) {
                return fail("the CBOR value has a string of parts of another kind");
            }
            if (!take(*size, part)) {
                return false;
            }
            joined += part;
        }
        out.kind = major == Text && isUtf8(joined) ? Kind::String : Kind::Binary;
        out.text = std::move(joined);
        return true;
    }

    bool readChildren(DecodedValue& out, std::uint64_t major, std::optional<std::uint64_t> count,
                      int depth)
    {
        out.kind = major == Map ? Kind::Map : Kind::List;
        if (depth >= deepest) {
            return failDeep();
        }
        if (!count) {
            return readChildrenToBreak(out, depth);
        }
        const std::uint64_t each = major == Map ? 2 : 1;
        if (*count > left() / each) { // an item takes one byte at least
            return failShort();
        }
        for (std::uint64_t i = 0; i < *count * each; ++i) {
            if (!read(out.children.emplace_back(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    bool readChildrenToBreak(DecodedValue& out, int depth)
    {
        for (;;) {
            std::uint64_t initial = 0;
            if (!takeUnsigned(1, initial)) {
                return false;
            }
            if (initial == breakByte) {
                return out.kind != Kind::Map || out.children.size() % 2 == 0
                    || fail("the CBOR value has a key without a value");
            }
            if (!readItem(out.children.emplace_back(), initial, depth + 1)) {
                return false;
            }
        }
    }

    bool readSimple(DecodedValue& out, std::uint64_t info)
    {
        if (info >= 25 && info <= 27) {
            return readFloat(out, std::size_t{1} << (info - 24));
        }
        if (info > 27) {
            return fail(info == indefinite ? "the CBOR value ends where nothing began"
                                           : "the CBOR value has a reserved length");
        }
        if (info == 20 || info == 21) {
            out = {.kind = Kind::Bool, .text = info == 21 ? "true" : "false"};
        } else if (info != 22) { // that is null
            std::uint64_t number = info;
            if (info == 24 && !takeUnsigned(1, number)) {
                return false;
            }
            if (info == 24 && number < 32) {
                return fail("the CBOR value has a simple value in two bytes that needs one");
            }
            out = {.kind = Kind::Word,
                   .text = info == 23 ? "undefined" : "simple(" + std::to_string(number) + ")"};
        }
        return true;
    }

    bool readFloat(DecodedValue& out, std::size_t size)
    {
        std::uint64_t bits = 0;
        if (!takeUnsigned(size, bits)) {
            return false;
        }
        out = size == 2 ? numberValue(halfFloat(bits))
            : size == 4 ? numberValue(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                        : numberValue(std::bit_cast<double>(bits));
        return true;
    }
};

} // namespace

Result<DecodedValue> decodeCbor(std::string_view body)
{
    return CborReader(body).whole();
}

} // namespace ottla
