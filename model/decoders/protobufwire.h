// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/valuereader.h"

#include <cstdint>
#include <vector>

namespace ottla {

/// A field as it is on the wire.
struct ProtobufField
{
    enum class Wire
    {
        Varint,
        Fixed64,
        Sized,
        Group, ///< `bytes` are the fields between its tags.
        EndOfGroup,
        Fixed32,
    };

    std::uint32_t number = 0;
    Wire wire = Wire::Varint;
    std::uint64_t value = 0; ///< Of a Varint, Fixed64 or Fixed32.
    std::string_view bytes = {}; ///< Of what is Sized or a Group.
    std::size_t offset = 0; ///< Of the bytes in the whole body.
};

/// Takes a message apart, without a look into the messages within.
class ProtobufScanner : private ValueReader
{
public:
    ProtobufScanner(std::string_view body, std::size_t offset)
        : ValueReader(body, "Protobuf", offset)
        , m_body(body)
    { }

    [[nodiscard]] Result<std::vector<ProtobufField>> fields()
    {
        std::vector<ProtobufField> list;
        while (left() > 0) {
            if (!next(list.emplace_back(), 0)) {
                return error();
            }
        }
        return list;
    }
    /// Numbers of a packed field, each of that wire type.
    [[nodiscard]] Result<std::vector<std::uint64_t>> packed(ProtobufField::Wire wire)
    {
        std::vector<std::uint64_t> list;
        while (left() > 0) {
            if (!number(wire, list.emplace_back())) {
                return error();
            }
        }
        return list;
    }

private:
    using Wire = ProtobufField::Wire;

    bool number(Wire wire, std::uint64_t& out)
    {
        return wire == Wire::Varint ? takeVarint(out)
                                    : takeLittle(wire == Wire::Fixed64 ? 8 : 4, out);
    }

    bool next(ProtobufField& field, int depth)
    {
        std::uint64_t tag = 0;
        if (!takeVarint(tag)) {
            return false;
        }
        field.number = static_cast<std::uint32_t>(tag >> 3U);
        field.wire = static_cast<Wire>(tag & 7U);
        if (tag >> 3U == 0 || tag > 0xFFFF'FFFFU) {
            return fail("the Protobuf value has a field with a number that none has");
        }
        switch (field.wire) {
        case Wire::Varint:
        case Wire::Fixed64:
        case Wire::Fixed32:
            return number(field.wire, field.value);
        case Wire::Sized: {
            std::uint64_t size = 0;
            if (!takeVarint(size)) {
                return false;
            }
            field.offset = offset();
            return take(size, field.bytes);
        }
        case Wire::Group:
            return group(field, depth);
        case Wire::EndOfGroup:
            return depth > 0 || fail("the Protobuf value ends a group that it did not begin");
        }
        return fail("the Protobuf value has a field of a kind that there is not");
    }

    bool group(ProtobufField& field, int depth)
    {
        if (depth >= deepest) {
            return failDeep();
        }
        field.offset = offset();
        const std::size_t begin = m_body.size() - left();
        for (;;) {
            const std::size_t end = m_body.size() - left();
            ProtobufField inner;
            if (!next(inner, depth + 1)) {
                return false;
            }
            if (inner.wire == Wire::EndOfGroup) {
                field.bytes = m_body.substr(begin, end - begin);
                return inner.number == field.number
                    || fail("the Protobuf value ends a group that it did not begin");
            }
        }
    }

    std::string_view m_body;
};

} // namespace ottla
