// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/protobufreader.h"

#include "model/decoders/protobufmeaning.h"
#include "model/decoders/protobufwire.h"
#include "model/formats/bodyformat.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;
using Wire = ProtobufField::Wire;
using Fields = std::vector<ProtobufField>;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int deepest = 100;

DecodedValue stringValue(std::string text)
{
    return {.kind = Kind::String, .text = std::move(text)};
}

DecodedValue bytesValue(std::string_view bytes)
{
    return {.kind = Kind::Binary, .text = std::string(bytes)};
}

/// How the numbers of a type are on the wire.
Wire wireOf(FieldDescriptor::Type type)
{
    switch (type) {
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
        return Wire::Fixed64;
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
        return Wire::Fixed32;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_MESSAGE:
        return Wire::Sized;
    case FieldDescriptor::TYPE_GROUP:
        return Wire::Group;
    default:
        return Wire::Varint;
    }
}

DecodedValue enumValue(const FieldDescriptor& field, std::uint64_t bits)
{
    const auto number = static_cast<std::int32_t>(bits);
    const auto* value = field.enum_type()->FindValueByNumber(number);
    return value != nullptr ? stringValue(value->name()) : numberValue(number);
}

DecodedValue scalarValue(const FieldDescriptor& field, std::uint64_t bits)
{
    switch (field.type()) {
    case FieldDescriptor::TYPE_DOUBLE:
        return numberValue(std::bit_cast<double>(bits));
    case FieldDescriptor::TYPE_FLOAT:
        return numberValue(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SFIXED32:
        return numberValue(static_cast<std::int32_t>(bits));
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
        return numberValue(static_cast<std::uint32_t>(bits));
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SFIXED64:
        return numberValue(static_cast<std::int64_t>(bits));
    case FieldDescriptor::TYPE_SINT32:
        return numberValue(static_cast<std::int32_t>(fromZigZag(bits & 0xFFFF'FFFFU)));
    case FieldDescriptor::TYPE_SINT64:
        return numberValue(fromZigZag(bits));
    case FieldDescriptor::TYPE_BOOL:
        return {.kind = Kind::Bool, .text = bits != 0 ? "true" : "false"};
    case FieldDescriptor::TYPE_ENUM:
        return enumValue(field, bits);
    default:
        return numberValue(bits);
    }
}

/// A number whose type is not known: a float where the bits are one that a person would write.
template <typename Float, typename Bits>
DecodedValue guessFixed(Bits bits)
{
    const auto number = std::bit_cast<Float>(bits);
    const auto size = std::abs(number);
    const bool plausible = size == 0 || (size > Float(1e-6) && size < Float(1e15));
    return plausible ? numberValue(number) : numberValue(bits);
}

bool isPlainText(std::string_view bytes)
{
    return isUtf8(bytes) && std::ranges::none_of(bytes, [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
           });
}

class MessageReader
{
public:
    explicit MessageReader(const ProtobufMessages* known)
        : m_known(known)
    { }

    /// Null as the type: everything is guessed.
    bool read(const Descriptor* type, std::string_view body, std::size_t offset, int depth,
              DecodedValue& out)
    {
        if (depth > deepest) {
            m_error = {Errc::Malformed, "the Protobuf value nests too deeply",
                       "offset " + std::to_string(offset)};
            return false;
        }
        auto fields = ProtobufScanner(body, offset).fields();
        if (!fields) {
            m_error = fields.error();
            return false;
        }
        out.kind = Kind::Map;
        std::map<std::uint32_t, Fields> byNumber;
        for (const ProtobufField& field : *fields) {
            byNumber[field.number].push_back(field);
        }
        if (type != nullptr && !readKnown(*type, byNumber, depth, out)) {
            return false;
        }
        return readUnknown(byNumber, depth, out);
    }

    /// The same, of a type that may stand for something.
    bool readMessage(const Descriptor& type, std::string_view body, std::size_t offset, int depth,
                     DecodedValue& out)
    {
        if (type.full_name() == "google.protobuf.Any" && readAny(body, offset, depth, out)) {
            return true;
        }
        if (!read(&type, body, offset, depth, out)) {
            return false;
        }
        showAsMeant(type.full_name(), out);
        return true;
    }

    [[nodiscard]] const Error& error() const { return m_error; }

private:
    /// Takes what is known out of `byNumber`. A field of the wrong wire type is not known.
    bool readKnown(const Descriptor& type, std::map<std::uint32_t, Fields>& byNumber, int depth,
                   DecodedValue& out)
    {
        for (int i = 0; i < type.field_count(); ++i) {
            const FieldDescriptor& field = *type.field(i);
            const auto found = byNumber.find(static_cast<std::uint32_t>(field.number()));
            if (found == byNumber.end()) {
                continue;
            }
            Fields mine;
            std::erase_if(found->second, [&](const ProtobufField& each) {
                const bool fits = isOfUnknownType(field) || each.wire == wireOf(field.type())
                    || (each.wire == Wire::Sized && field.is_packable());
                if (fits) {
                    mine.push_back(each);
                }
                return fits;
            });
            if (mine.empty()) {
                continue;
            }
            out.children.push_back(stringValue(field.name()));
            DecodedValue& value = out.children.emplace_back();
            if (field.is_map()            ? !readMap(field, mine, depth, value)
                    : field.is_repeated() ? !readList(field, mine, depth, value)
                                          : !readSingle(field, mine, depth, value)) {
                return false;
            }
        }
        return true;
    }

    bool readUnknown(const std::map<std::uint32_t, Fields>& byNumber, int depth, DecodedValue& out)
    {
        for (const auto& [number, fields] : byNumber) {
            if (fields.empty()) {
                continue;
            }
            out.children.push_back(numberValue(number));
            DecodedValue& value = out.children.emplace_back();
            if (fields.size() == 1) {
                if (!guess(fields.front(), depth, value)) {
                    return false;
                }
                continue;
            }
            value.kind = Kind::List;
            for (const ProtobufField& field : fields) {
                if (!guess(field, depth, value.children.emplace_back())) {
                    return false;
                }
            }
        }
        return true;
    }

    bool guess(const ProtobufField& field, int depth, DecodedValue& out)
    {
        switch (field.wire) {
        case Wire::Fixed64:
            out = guessFixed<double>(field.value);
            return true;
        case Wire::Fixed32:
            out = guessFixed<float>(static_cast<std::uint32_t>(field.value));
            return true;
        case Wire::Group:
            return read(nullptr, field.bytes, field.offset, depth + 1, out);
        case Wire::Sized:
            if (isPlainText(field.bytes)) {
                out = stringValue(std::string(field.bytes));
            } else if (DecodedValue inner;
                       read(nullptr, field.bytes, field.offset, depth + 1, inner)) {
                out = std::move(inner);
            } else {
                out = bytesValue(field.bytes);
            }
            return true;
        default:
            out = numberValue(field.value);
            return true;
        }
    }

    bool readOne(const FieldDescriptor& field, const ProtobufField& from, int depth,
                 DecodedValue& out)
    {
        if (isOfUnknownType(field)) {
            return guess(from, depth, out);
        }
        if (field.message_type() != nullptr) {
            return readMessage(*field.message_type(), from.bytes, from.offset, depth + 1, out);
        }
        if (field.type() == FieldDescriptor::TYPE_STRING && isUtf8(from.bytes)) {
            out = stringValue(std::string(from.bytes));
        } else if (from.wire == Wire::Sized) {
            out = bytesValue(from.bytes);
        } else {
            out = scalarValue(field, from.value);
        }
        return true;
    }

    bool readAny(std::string_view body, std::size_t offset, int depth, DecodedValue& out)
    {
        const auto fields = ProtobufScanner(body, offset).fields();
        if (!fields || fields->empty() || depth > deepest) {
            return false;
        }
        std::string_view url;
        ProtobufField held;
        for (const ProtobufField& field : *fields) {
            if (field.wire != Wire::Sized || field.number > 2
                || (field.number == 1 && !isUtf8(field.bytes))) {
                return false; // none that anybody wrote
            }
            (field.number == 1 ? url : held.bytes) = field.bytes;
            held.offset = field.offset;
        }
        const std::string_view name = url.substr(url.rfind('/') + 1);
        const auto found = m_known->find(name);
        DecodedValue value;
        if (found == m_known->end()) {
            held.wire = Wire::Sized;
            if (!guess(held, depth, value)) {
                return false;
            }
        } else if (!readMessage(*found->second, held.bytes, held.offset, depth + 1, value)) {
            value = bytesValue(held.bytes);
        }
        out = DecodedValue{.kind = Kind::Map};
        out.children.push_back(stringValue("@type"));
        out.children.push_back(stringValue(std::string(url)));
        // As in Protobuf's own JSON: the fields of a message, the value of what is a value.
        if (found == m_known->end() || value.kind != Kind::Map
            || name.starts_with("google.protobuf.")) {
            out.children.push_back(stringValue("value"));
            out.children.push_back(std::move(value));
        } else {
            std::ranges::move(value.children, std::back_inserter(out.children));
        }
        return true;
    }

    /// The last one counts; messages are merged, which is what their bytes in a row are.
    bool readSingle(const FieldDescriptor& field, const Fields& from, int depth, DecodedValue& out)
    {
        if (field.message_type() == nullptr || from.size() == 1 || isOfUnknownType(field)) {
            return readOne(field, from.back(), depth, out);
        }
        std::string joined;
        for (const ProtobufField& each : from) {
            joined += each.bytes;
        }
        return readMessage(*field.message_type(), joined, from.front().offset, depth + 1, out);
    }

    bool readList(const FieldDescriptor& field, const Fields& from, int depth, DecodedValue& out)
    {
        out.kind = Kind::List;
        for (const ProtobufField& each : from) {
            if (each.wire != Wire::Sized || !field.is_packable()) {
                if (!readOne(field, each, depth, out.children.emplace_back())) {
                    return false;
                }
                continue;
            }
            const auto numbers =
                ProtobufScanner(each.bytes, each.offset).packed(wireOf(field.type()));
            if (!numbers) {
                m_error = numbers.error();
                return false;
            }
            for (const std::uint64_t bits : *numbers) {
                out.children.push_back(scalarValue(field, bits));
            }
        }
        return true;
    }

    bool readMap(const FieldDescriptor& field, const Fields& from, int depth, DecodedValue& out)
    {
        out.kind = Kind::Map;
        const Descriptor& entry = *field.message_type();
        for (const ProtobufField& each : from) {
            DecodedValue pair;
            if (!read(&entry, each.bytes, each.offset, depth + 1, pair)) {
                return false;
            }
            for (const FieldDescriptor* part : {entry.map_key(), entry.map_value()}) {
                out.children.push_back(partOf(pair, *part));
            }
        }
        return true;
    }

    /// What an entry does not have is the type's default.
    static DecodedValue partOf(DecodedValue& entry, const FieldDescriptor& part)
    {
        for (std::size_t i = 0; i + 1 < entry.children.size(); i += 2) {
            if (entry.children[i].text == part.name()) {
                return std::move(entry.children[i + 1]);
            }
        }
        switch (part.type()) {
        case FieldDescriptor::TYPE_STRING:
            return stringValue({});
        case FieldDescriptor::TYPE_BYTES:
            return bytesValue({});
        case FieldDescriptor::TYPE_MESSAGE: {
            DecodedValue empty{.kind = Kind::Map};
            showAsMeant(part.message_type()->full_name(), empty);
            return empty;
        }
        default:
            return scalarValue(part, 0);
        }
    }

    const ProtobufMessages* m_known;
    Error m_error;
};

Result<DecodedValue> readAs(const Descriptor* type, const ProtobufMessages* known,
                            std::string_view body)
{
    if (body.size() > largestTree) {
        return treeTooLarge();
    }
    MessageReader reader(known);
    DecodedValue value;
    if (type != nullptr ? !reader.readMessage(*type, body, 0, 0, value)
                        : !reader.read(nullptr, body, 0, 0, value)) {
        return reader.error();
    }
    return value;
}

} // namespace

bool isOfUnknownType(const FieldDescriptor& field)
{
    // The pool puts something in a type's place, in a file of its own.
    return (field.message_type() != nullptr && field.message_type()->file()->is_placeholder())
        || (field.enum_type() != nullptr && field.enum_type()->file()->is_placeholder());
}

Result<DecodedValue> readProtobuf(const Descriptor& type, const ProtobufMessages& known,
                                  std::string_view body)
{
    return readAs(&type, &known, body);
}

Result<DecodedValue> guessProtobuf(std::string_view body)
{
    return readAs(nullptr, nullptr, body);
}

} // namespace ottla
