// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/messagepack.h"

#include "model/formats/bodyformat.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

constexpr int deepest = 100;

template <typename Number>
DecodedValue number(Number value)
{
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {.kind = Kind::Number, .text = std::string(digits.data(), end)};
}

class MessagePackReader
{
public:
    explicit MessagePackReader(std::string_view body)
        : m_body(body)
    { }

    Result<DecodedValue> whole()
    {
        DecodedValue value;
        if (!read(value, 0)) {
            return error();
        }
        if (m_at != m_body.size()) {
            fail("there are bytes behind the MessagePack value");
            return error();
        }
        return value;
    }

private:
    bool fail(const char* why)
    {
        m_why = why;
        return false;
    }

    Error error() const { return {Errc::Malformed, m_why, "offset " + std::to_string(m_at)}; }

    std::size_t left() const { return m_body.size() - m_at; }

    bool take(std::size_t size, std::string_view& out)
    {
        if (size > left()) {
            return fail("the MessagePack value is cut short");
        }
        out = m_body.substr(m_at, size);
        m_at += size;
        return true;
    }

    // Big-endian, as every number of the format.
    bool takeUnsigned(std::size_t size, std::uint64_t& out)
    {
        std::string_view raw;
        if (!take(size, raw)) {
            return false;
        }
        out = 0;
        for (const char c : raw) {
            out = out << 8U | static_cast<unsigned char>(c);
        }
        return true;
    }

    bool readBytes(DecodedValue& out, Kind kind, std::size_t size)
    {
        std::string_view raw;
        if (!take(size, raw)) {
            return false;
        }
        out.kind = kind == Kind::String && !isUtf8(raw) ? Kind::Bytes : kind;
        out.text = raw;
        return true;
    }

    bool readChildren(DecodedValue& out, Kind kind, std::uint64_t count, int depth)
    {
        out.kind = kind;
        if (count > left()) { // an item takes one byte at least
            return fail("the MessagePack value is cut short");
        }
        if (depth >= deepest) {
            return fail("the MessagePack value nests too deeply");
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
        if (!takeUnsigned(1, type) || !readBytes(payload, Kind::Bytes, size)) {
            return false;
        }
        out.kind = Kind::Extension;
        out.children.push_back(number(static_cast<int>(static_cast<std::int8_t>(type))));
        out.children.push_back(std::move(payload));
        return true;
    }

    bool readFloat(DecodedValue& out, std::size_t size)
    {
        std::uint64_t bits = 0;
        if (!takeUnsigned(size, bits)) {
            return false;
        }
        out = size == 4 ? number(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                        : number(std::bit_cast<double>(bits));
        return true;
    }

    bool readInteger(DecodedValue& out, std::size_t size, bool isSigned)
    {
        std::uint64_t bits = 0;
        if (!takeUnsigned(size, bits)) {
            return false;
        }
        const auto unused = static_cast<unsigned>(64 - 8 * size);
        out = isSigned ? number(static_cast<std::int64_t>(bits << unused) >> unused) : number(bits);
        return true;
    }

    bool read(DecodedValue& out, int depth)
    {
        std::uint64_t tag = 0;
        if (!takeUnsigned(1, tag)) {
            return false;
        }
        if (tag <= 0x7F || tag >= 0xE0) {
            out = number(static_cast<int>(static_cast<std::int8_t>(tag)));
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
            return size(0xC4, count) && readBytes(out, Kind::Bytes, count);
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

    std::string_view m_body;
    std::size_t m_at = 0;
    const char* m_why = "";
};

} // namespace

Result<DecodedValue> decodeMessagePack(std::string_view body)
{
    return MessagePackReader(body).whole();
}

} // namespace ottla
