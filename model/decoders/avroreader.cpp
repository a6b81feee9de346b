// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/avroschema.h"
#include "model/decoders/logicaltypes.h"
#include "model/decoders/valuereader.h"
#include "model/formats/bodyformat.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace ottla {

namespace {

using Type = AvroType;
using Kind = DecodedValue::Kind;
using Logical = AvroType::Logical;

DecodedValue stringValue(std::string text)
{
    return {.kind = Kind::String, .text = std::move(text)};
}

class AvroReader : private ValueReader
{
public:
    AvroReader(std::string_view body, std::size_t offset, std::uint64_t& mayHold)
        : ValueReader(body, "Avro", offset)
        , m_mayHold(mayHold)
    { }

    Result<void> many(const Type& type, std::uint64_t count, DecodedValue& list)
    {
        for (std::uint64_t i = 0; i < count; ++i) {
            if (!read(type, list.children.emplace_back(), 0)) {
                return m_tooMany ? tooMany() : error();
            }
        }
        if (left() > 0) {
            failBehind();
            return error();
        }
        return {};
    }

private:
    static Error tooMany()
    {
        return {Errc::TooLarge, "the Avro value says that it holds more than its bytes can", {}};
    }

    bool read(const Type& type, DecodedValue& out, int depth)
    {
        // Null, and a record of nulls, takes no bytes at all.
        if (m_mayHold == 0) {
            m_tooMany = true;
            return false;
        }
        --m_mayHold;
        if (depth > deepest) {
            return failDeep();
        }
        switch (type.kind) {
        case Type::Kind::Null:
            return true;
        case Type::Kind::Boolean:
            return readBoolean(out);
        case Type::Kind::Int:
        case Type::Kind::Long:
            return readInteger(type, out);
        case Type::Kind::Float:
        case Type::Kind::Double:
            return readFloat(out, type.kind == Type::Kind::Float ? 4 : 8);
        case Type::Kind::Bytes:
        case Type::Kind::String:
        case Type::Kind::Fixed:
            return readBytes(type, out);
        case Type::Kind::Record:
            return readRecord(type, out, depth);
        case Type::Kind::Enum:
        case Type::Kind::Union:
            return readChoice(type, out, depth);
        case Type::Kind::Array:
        case Type::Kind::Map:
            return readBlocks(type, out, depth);
        }
        return false;
    }

    bool readLong(std::int64_t& out)
    {
        std::uint64_t coded = 0;
        if (!takeVarint(coded)) {
            return false;
        }
        out = fromZigZag(coded);
        return true;
    }

    bool readBoolean(DecodedValue& out)
    {
        std::uint64_t byte = 0;
        if (!takeUnsigned(1, byte)) {
            return false;
        }
        out = {.kind = Kind::Bool, .text = byte != 0 ? "true" : "false"};
        return byte < 2 || fail("the Avro value has a boolean that is neither true nor false");
    }

    bool readInteger(const Type& type, DecodedValue& out)
    {
        std::int64_t number = 0;
        if (!readLong(number)) {
            return false;
        }
        if (type.kind == Type::Kind::Int
            && (number < std::numeric_limits<std::int32_t>::min()
                || number > std::numeric_limits<std::int32_t>::max())) {
            return fail("the Avro value has an int of more than 32 bits");
        }
        std::optional<std::string> text;
        if (type.logical == Logical::Date) {
            text = dateText(number);
        } else if (type.logical == Logical::Time) {
            text = timeText(number, type.digits);
        } else if (type.logical != Logical::None) {
            text = timestampText(number, type.digits);
            if (text && type.logical == Logical::Timestamp) {
                text->push_back('Z');
            }
        }
        out = text ? stringValue(std::move(*text)) : numberValue(number);
        return true;
    }

    bool readFloat(DecodedValue& out, std::size_t size)
    {
        std::uint64_t bits = 0;
        if (!takeLittle(size, bits)) {
            return false;
        }
        out = size == 4 ? numberValue(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                        : numberValue(std::bit_cast<double>(bits));
        return true;
    }

    bool takeSized(std::string_view& out)
    {
        std::int64_t size = 0;
        return readLong(size)
            && (size >= 0 || fail("the Avro value has a string of a negative length"))
            && take(static_cast<std::uint64_t>(size), out);
    }

    bool readBytes(const Type& type, DecodedValue& out)
    {
        std::string_view raw;
        if (type.kind == Type::Kind::Fixed ? !take(type.size, raw) : !takeSized(raw)) {
            return false;
        }
        if (type.logical == Logical::Decimal) {
            if (auto number = decimalText(raw, static_cast<std::size_t>(type.digits))) {
                out = {.kind = Kind::Number, .text = std::move(*number)};
                return true;
            }
        } else if (type.logical == Logical::BigDecimal) {
            if (auto number = bigDecimal(raw)) {
                out = {.kind = Kind::Number, .text = std::move(*number)};
                return true;
            }
        } else if (type.logical == Logical::Uuid) {
            out = stringValue(uuidText(raw));
            return true;
        } else if (type.logical == Logical::Duration) {
            out = duration(raw);
            return true;
        }
        const bool text = type.kind == Type::Kind::String && isUtf8(raw);
        out = {.kind = text ? Kind::String : Kind::Binary, .text = std::string(raw)};
        return true;
    }

    /// Within the bytes, in Avro's own encoding: bytes with the digits, and an int with the scale.
    static std::optional<std::string> bigDecimal(std::string_view raw)
    {
        std::uint64_t none = 0;
        AvroReader inside(raw, 0, none);
        std::string_view digits;
        std::int64_t scale = 0;
        if (!inside.takeSized(digits) || !inside.readLong(scale) || inside.left() > 0) {
            return std::nullopt;
        }
        return bigDecimalText(digits, scale);
    }

    static DecodedValue duration(std::string_view raw)
    {
        DecodedValue map{.kind = Kind::Map};
        for (const char* name : {"months", "days", "milliseconds"}) {
            std::uint32_t number = 0;
            for (std::size_t i = 4; i-- > 0;) {
                number = number << 8U | static_cast<unsigned char>(raw[i]);
            }
            raw.remove_prefix(4);
            map.children.push_back(stringValue(name));
            map.children.push_back(numberValue(number));
        }
        return map;
    }

    bool readRecord(const Type& type, DecodedValue& out, int depth)
    {
        out.kind = Kind::Map;
        for (std::size_t i = 0; i < type.types.size(); ++i) {
            out.children.push_back(stringValue(type.names[i]));
            if (!read(*type.types[i], out.children.emplace_back(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    bool readChoice(const Type& type, DecodedValue& out, int depth)
    {
        const bool isEnum = type.kind == Type::Kind::Enum;
        std::int64_t choice = 0;
        if (!readLong(choice)) {
            return false;
        }
        const std::size_t choices = isEnum ? type.names.size() : type.types.size();
        if (choice < 0 || static_cast<std::uint64_t>(choice) >= choices) {
            return fail(isEnum ? "the Avro value has a symbol that its enum lacks"
                               : "the Avro value has a branch that its union lacks");
        }
        const auto at = static_cast<std::size_t>(choice);
        if (isEnum) {
            out = stringValue(type.names[at]);
            return true;
        }
        return read(*type.types[at], out, depth + 1);
    }

    bool readBlocks(const Type& type, DecodedValue& out, int depth)
    {
        const bool map = type.kind == Type::Kind::Map;
        out.kind = map ? Kind::Map : Kind::List;
        for (;;) {
            std::int64_t count = 0;
            std::int64_t bytes = 0;
            if (!readLong(count) || (count < 0 && !readLong(bytes))) {
                return false;
            }
            if (count == 0) {
                return true;
            }
            const auto items = count < 0 ? ~static_cast<std::uint64_t>(count) + 1
                                         : static_cast<std::uint64_t>(count);
            for (std::uint64_t i = 0; i < items; ++i) {
                if (map && !readKey(out)) {
                    return false;
                }
                if (!read(*type.types[0], out.children.emplace_back(), depth + 1)) {
                    return false;
                }
            }
        }
    }

    bool readKey(DecodedValue& map)
    {
        std::string_view key;
        if (!takeSized(key)) {
            return false;
        }
        map.children.push_back(
            {.kind = isUtf8(key) ? Kind::String : Kind::Binary, .text = std::string(key)});
        return true;
    }

    std::uint64_t& m_mayHold;
    bool m_tooMany = false;
};

/// The single-object encoding: this, and the fingerprint of the schema in little-endian order.
constexpr std::string_view singleObjectMagic = "\xC3\x01";
constexpr std::size_t singleObjectHeader = 10;

class AvroBodySchema : public BodySchema
{
public:
    explicit AvroBodySchema(std::shared_ptr<const AvroSchema> schema)
        : m_schema(std::move(schema))
        , m_header(singleObjectMagic)
    {
        const std::uint64_t print = m_schema->fingerprint();
        for (unsigned shift = 0; shift < 64; shift += 8) {
            m_header.push_back(static_cast<char>(print >> shift & 0xFFU));
        }
    }

    [[nodiscard]] Result<Decoded> read(std::string_view body) const override
    {
        if (body.size() > largestTree) {
            return treeTooLarge();
        }
        const std::size_t header = body.starts_with(m_header) ? singleObjectHeader : 0;
        auto value = m_schema->read(body.substr(header), header);
        if (!value) {
            return value.error();
        }
        return Decoded{
            .content = std::move(*value),
            .schema = DecodedSchema{.type = "Avro", .name = m_schema->root().name},
        };
    }

private:
    std::shared_ptr<const AvroSchema> m_schema;
    std::string m_header;
};

} // namespace

std::uint64_t AvroSchema::mayHold(std::size_t bytes)
{
    constexpr std::uint64_t most = std::uint64_t{4} << 20U;
    return std::min<std::uint64_t>(4096 + 4 * std::uint64_t{bytes}, most);
}

Result<DecodedValue> AvroSchema::read(std::string_view body, std::size_t offset) const
{
    std::uint64_t values = mayHold(body.size());
    DecodedValue list;
    auto done = AvroReader(body, offset, values).many(*m_root, 1, list);
    if (!done) {
        return done.error();
    }
    return std::move(list.children.front());
}

Result<void> AvroSchema::readMany(std::string_view body, std::uint64_t count, DecodedValue& list,
                                  std::uint64_t& mayHold) const
{
    return AvroReader(body, 0, mayHold).many(*m_root, count, list);
}

Result<std::shared_ptr<const BodySchema>> makeAvroSchema(std::string_view text,
                                                         const SchemaReferences& references)
{
    const auto schema = AvroSchema::parse(text, references);
    if (!schema) {
        return schema.error();
    }
    return std::shared_ptr<const BodySchema>(std::make_shared<AvroBodySchema>(*schema));
}

} // namespace ottla
