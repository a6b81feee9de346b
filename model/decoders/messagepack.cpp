// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/messagepack.h"

#include "model/decoders/valuereader.h"
#include "model/formats/bodyformat.h"

#include <bit>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

class MessagePackReader : private ValueReader
{
public:
    explicit MessagePackReader(std::string_view body)
        : ValueReader(body, "MessagePack")
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
    bool readBytes(DecodedValue& out, Kind kind, std::size_t size)
    {
        std::string_view raw;
        if (!take(size, raw)) {
            return false;
        }
        out.kind = kind == Kind::String && !isUtf8(raw) ? Kind::Binary : kind;
        out.text = raw;
        return true;
    }

    bool readChildren(DecodedValue& out, Kind kind, std::uint64_t count, int depth)
    {
        out.kind = kind;
        if (count > left()) { // an item takes one byte at least
            return failShort();
        }
        if (depth >= deepest) {
            return failDeep();
        }
        for (std::uint64_t i = 0; i < count; ++i) {
            if (!read(out.children.emplace_back(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    bool readExtension(DecodedValue& out, std::uint64_t size)
    {
        std::uint64_t type = 0;
        DecodedValue payload;
        if (!takeUnsigned(1, type) || !readBytes(payload, Kind::Binary, size)) {
            return false;
        }
        out.kind = Kind::Extension;
        out.children.push_back(numberValue(static_cast<int>(static_cast<std::int8_t>(type))));
        out.children.push_back(std::move(payload));
        return true;
    }

    bool readFloat(DecodedValue& out, std::size_t size)
    {
        std::uint64_t bits = 0;
        if (!takeUnsigned(size, bits)) {
            return false;
        }
        out = size == 4 ? numberValue(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                        : numberValue(std::bit_cast<double>(bits));
        return true;
    }

    bool readInteger(DecodedValue& out, std::size_t size, bool isSigned)
    {
        std::uint64_t bits = 0;
        if (!takeUnsigned(size, bits)) {
            return false;
        }
        const auto unused = static_cast<unsigned>(64 - 8 * size);
        out = isSigned ? numberValue(static_cast<std::int64_t>(bits << unused) >> unused)
                       : numberValue(bits);
        return true;
    }

    bool read(DecodedValue& out, int depth)
    {
        std::uint64_t tag = 0;
        if (!takeUnsigned(1, tag)) {
            return false;
        }
        if (tag <= 0x7F || tag >= 0xE0) {
            out = numberValue(static_cast<int>(static_cast<std::int8_t>(tag)));
            return true;
        }
        if (tag <= 0x8F) {
            return readChildren(out, Kind::Map, (tag & 0x0FU) * 2, depth);
        }
        if (tag <= 0x9F) {
            return readChildren(out, Kind::List, tag & 0x0FU, depth);
        }
        if (tag <= 0xBF) {
            return readBytes(out, Kind::String, tag & 0x1FU);
        }
        return readTagged(out, tag, depth);
    }

    bool readTagged(DecodedValue& out, std::uint64_t tag, int depth)
    {
        const auto width = [tag](std::uint64_t first) {
            return std::size_t{1} << (tag - first);
        };
        if (tag == 0xC0) {
            return true;
        }
        if (tag == 0xC1) {
            return fail("0xc1 begins no MessagePack value");
        }
        if (tag <= 0xC3) {
            out = {.kind = Kind::Bool, .text = tag == 0xC3 ? "true" : "false"};
            return true;
        }
        if (tag == 0xCA || tag == 0xCB) {
            return readFloat(out, tag == 0xCA ? 4 : 8);
        }
        if (tag >= 0xCC && tag <= 0xD3) {
            return readInteger(out, width(tag >= 0xD0 ? 0xD0 : 0xCC), tag >= 0xD0);
        }
        if (tag >= 0xD4 && tag <= 0xD8) {
            return readExtension(out, width(0xD4));
        }
        return readSized(out, tag, depth);
    }

    // Tags of a family follow one another, with a size of 1, 2 and 4 bytes (2 and 4 for lists and
    // maps).
    bool readSized(DecodedValue& out, std::uint64_t tag, int depth)
    {
        const auto size = [this, tag](std::uint64_t ofOneByte, std::uint64_t& value) {
            return takeUnsigned(std::size_t{1} << (tag - ofOneByte), value);
        };
        std::uint64_t count = 0;
        if (tag <= 0xC6) {
            return size(0xC4, count) && readBytes(out, Kind::Binary, count);
        }
        if (tag <= 0xC9) {
            return size(0xC7, count) && readExtension(out, count);
        }
        if (tag <= 0xDB) {
            return size(0xD9, count) && readBytes(out, Kind::String, count);
        }
        return tag <= 0xDD ? size(0xDB, count) && readChildren(out, Kind::List, count, depth)
                           : size(0xDD, count) && readChildren(out, Kind::Map, count * 2, depth);
    }
};

} // namespace

Result<DecodedValue> decodeMessagePack(std::string_view body)
{
    return MessagePackReader(body).whole();
}

} // namespace ottla
