// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/avroschema.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace ottla {

namespace {

using Kind = AvroType::Kind;
using Logical = AvroType::Logical;
using nlohmann::json;

constexpr std::array<std::pair<std::string_view, Kind>, 8> primitives{{{"null", Kind::Null},
                                                                       {"boolean", Kind::Boolean},
                                                                       {"int", Kind::Int},
                                                                       {"long", Kind::Long},
                                                                       {"float", Kind::Float},
                                                                       {"double", Kind::Double},
                                                                       {"bytes", Kind::Bytes},
                                                                       {"string", Kind::String}}};

std::string textOf(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t numberOf(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

struct LogicalName
{
    std::string_view name;
    Kind kind;
    Logical logical;
    int digits;
};

constexpr std::array logicalNames{
    LogicalName{"date", Kind::Int, Logical::Date, 0},
    LogicalName{"time-millis", Kind::Int, Logical::Time, 3},
    LogicalName{"time-micros", Kind::Long, Logical::Time, 6},
    LogicalName{"timestamp-millis", Kind::Long, Logical::Timestamp, 3},
    LogicalName{"timestamp-micros", Kind::Long, Logical::Timestamp, 6},
    LogicalName{"timestamp-nanos", Kind::Long, Logical::Timestamp, 9},
    LogicalName{"local-timestamp-millis", Kind::Long, Logical::LocalTimestamp, 3},
    LogicalName{"local-timestamp-micros", Kind::Long, Logical::LocalTimestamp, 6},
    LogicalName{"local-timestamp-nanos", Kind::Long, Logical::LocalTimestamp, 9},
    LogicalName{"big-decimal", Kind::Bytes, Logical::BigDecimal, 0},
    LogicalName{"uuid", Kind::Fixed, Logical::Uuid, 0},
    LogicalName{"duration", Kind::Fixed, Logical::Duration, 0},
};

/// An unknown logical type, or one on the wrong kind, means nothing, as the specification has it.
void addLogical(const json& object, AvroType& type)
{
    const std::string name = textOf(object, "logicalType");
    if (name == "decimal" && (type.kind == Kind::Bytes || type.kind == Kind::Fixed)) {
        type.logical = Logical::Decimal;
        type.digits = static_cast<int>(std::min<std::uint64_t>(numberOf(object, "scale"), 1000));
        return;
    }
    for (const LogicalName& each : logicalNames) {
        const std::uint64_t wanted = each.logical == Logical::Uuid ? 16 : 12;
        if (each.name == name && each.kind == type.kind
            && (type.kind != Kind::Fixed || type.size == wanted)) {
            type.logical = each.logical;
            type.digits = each.digits;
        }
    }
}

} // namespace

class AvroSchemaParser
{
public:
    explicit AvroSchemaParser(AvroSchema& schema)
        : m_schema(schema)
    { }

    Result<const AvroType*> parse(std::string_view text)
    {
        const json document = json::parse(text, nullptr, false);
        const AvroType* type =
            document.is_discarded() ? fail("it is not JSON") : parse(document, std::string(), 0);
        return type != nullptr
            ? Result(type)
            : Error{Errc::InvalidArgument, "This is no Avro schema: " + m_why, {}};
    }

private:
    static constexpr int deepest = 100;

    const AvroType* fail(std::string why)
    {
        if (m_why.empty()) {
            m_why = std::move(why);
        }
        return nullptr;
    }

    const AvroType* parse(const json& node, const std::string& space, int depth)
    {
        if (depth > deepest) {
            return fail("it nests too deeply");
        }
        if (node.is_string()) {
            return named(node.get<std::string>(), space);
        }
        if (node.is_array()) {
            AvroType& type = m_schema.m_types.emplace_back();
            type.kind = Kind::Union;
            for (const json& branch : node) {
                type.types.push_back(parse(branch, space, depth + 1));
                if (type.types.back() == nullptr) {
                    return nullptr;
                }
            }
            return &type;
        }
        if (!node.is_object() || !node.contains("type")) {
            return fail("a type is neither a name nor an object with a type nor a list of them");
        }
        const json& inner = node["type"];
        return inner.is_string() ? object(node, inner.get<std::string>(), space, depth)
                                 : parse(inner, space, depth + 1);
    }

    const AvroType* named(const std::string& name, const std::string& space)
    {
        for (const auto& [word, kind] : primitives) {
            if (word == name) {
                AvroType& type = m_schema.m_types.emplace_back();
                type.kind = kind;
                return &type;
            }
        }
        for (const std::string& full : {fullName(name, space), name}) {
            if (const auto found = m_named.find(full); found != m_named.end()) {
                return found->second;
            }
        }
        return fail("the type " + name + " is not known");
    }

    static std::string fullName(const std::string& name, const std::string& space)
    {
        return space.empty() || name.find('.') != std::string::npos ? name : space + "." + name;
    }

    const AvroType* object(const json& node, const std::string& word, const std::string& space,
                           int depth)
    {
        if (word == "array" || word == "map") {
            AvroType& type = m_schema.m_types.emplace_back();
            type.kind = word == "array" ? Kind::Array : Kind::Map;
            const char* of = word == "array" ? "items" : "values";
            if (!node.contains(of)) {
                return fail("an " + word + " without " + of);
            }
            type.types.push_back(parse(node[of], space, depth + 1));
            return type.types.back() != nullptr ? &type : nullptr;
        }
        if (word == "record" || word == "error" || word == "enum" || word == "fixed") {
            return definition(node, word, space, depth);
        }
        const AvroType* type = named(word, space);
        if (type == nullptr || !type->name.empty()) {
            return type;
        }
        AvroType& own = m_schema.m_types.back(); // a primitive, just made
        addLogical(node, own);
        return &own;
    }

    const AvroType* definition(const json& node, const std::string& word, std::string space,
                               int depth)
    {
        const std::string name = textOf(node, "name");
        if (name.empty()) {
            return fail("a type of kind " + word + " has no name");
        }
        if (node.contains("namespace")) {
            space = textOf(node, "namespace");
        }
        AvroType& type = m_schema.m_types.emplace_back();
        type.name = fullName(name, space);
        if (!m_named.emplace(type.name, &type).second) {
            return fail("the type " + type.name + " is defined twice");
        }
        if (word == "fixed") {
            type.kind = Kind::Fixed;
            type.size = numberOf(node, "size");
            addLogical(node, type);
            return &type;
        }
        const char* of = word == "enum" ? "symbols" : "fields";
        if (!node.contains(of) || !node[of].is_array()) {
            return fail(type.name + " has no " + of);
        }
        if (word == "enum") {
            type.kind = Kind::Enum;
            for (const json& symbol : node[of]) {
                if (!symbol.is_string()) {
                    return fail("a symbol of " + type.name + " is not a name");
                }
                type.names.push_back(symbol.get<std::string>());
            }
            return &type;
        }
        type.kind = Kind::Record;
        const std::size_t dot = type.name.rfind('.');
        return fields(node[of], type, dot == std::string::npos ? "" : type.name.substr(0, dot),
                      depth);
    }

    const AvroType* fields(const json& list, AvroType& type, const std::string& space, int depth)
    {
        for (const json& field : list) {
            const std::string name = field.is_object() ? textOf(field, "name") : std::string();
            if (name.empty() || !field.contains("type")) {
                return fail("a field of " + type.name + " has no name or no type");
            }
            const AvroType* of = parse(field["type"], space, depth + 1);
            if (of == nullptr) {
                return nullptr;
            }
            type.names.push_back(name);
            type.types.push_back(of);
        }
        return &type;
    }

    AvroSchema& m_schema;
    std::map<std::string, const AvroType*> m_named;
    std::string m_why;
};

Result<std::shared_ptr<const AvroSchema>> AvroSchema::parse(std::string_view text,
                                                            const SchemaReferences& references)
{
    auto schema = std::make_shared<AvroSchema>();
    AvroSchemaParser parser(*schema);
    for (const NamedSchema& reference : references) {
        if (const auto type = parser.parse(reference.text); !type) {
            return Error{type.error().code, type.error().message, reference.name};
        }
    }
    const auto root = parser.parse(text);
    if (!root) {
        return root.error();
    }
    schema->m_root = *root;
    return std::shared_ptr<const AvroSchema>(std::move(schema));
}

namespace {

constexpr std::string_view wordOf(Kind kind)
{
    return kind == Kind::Array ? "array" : kind == Kind::Map ? "map" : "record";
}

void appendCanonical(std::string& out, const AvroType& type, std::set<const AvroType*>& defined)
{
    const auto list = [&out](const auto& elements, auto append) {
        const char* separator = "";
        for (const auto& element : elements) {
            out += std::exchange(separator, ",");
            append(element);
        }
    };
    const auto quoted = [](const std::string& name) {
        return '"' + name + '"';
    };
    for (const auto& [word, kind] : primitives) {
        if (kind == type.kind) {
            out += quoted(std::string(word));
            return;
        }
    }
    if (type.kind == Kind::Union) {
        out += '[';
        list(type.types, [&](const AvroType* each) { appendCanonical(out, *each, defined); });
        out += ']';
        return;
    }
    if (type.kind == Kind::Array || type.kind == Kind::Map) {
        out += "{\"type\":" + quoted(std::string(wordOf(type.kind)))
            + (type.kind == Kind::Array ? ",\"items\":" : ",\"values\":");
        appendCanonical(out, *type.types.at(0), defined);
        out += '}';
        return;
    }
    if (!defined.insert(&type).second) {
        out += quoted(type.name);
        return;
    }
    out += "{\"name\":" + quoted(type.name) + ",\"type\":";
    if (type.kind == Kind::Fixed) {
        out += "\"fixed\",\"size\":" + std::to_string(type.size) + '}';
    } else if (type.kind == Kind::Enum) {
        out += "\"enum\",\"symbols\":[";
        list(type.names, [&](const std::string& symbol) { out += quoted(symbol); });
        out += "]}";
    } else {
        out += "\"record\",\"fields\":[";
        std::size_t at = 0;
        list(type.names, [&](const std::string& field) {
            out += "{\"name\":" + quoted(field) + ",\"type\":";
            appendCanonical(out, *type.types[at++], defined);
            out += '}';
        });
        out += "]}";
    }
}

} // namespace

std::uint64_t AvroSchema::fingerprint() const
{
    constexpr std::uint64_t empty = 0xC15D213AA4D7A795;
    std::string canonical;
    std::set<const AvroType*> defined;
    appendCanonical(canonical, *m_root, defined);
    std::uint64_t print = empty;
    for (const char c : canonical) {
        print ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            print = print >> 1U ^ ((print & 1U) != 0 ? empty : 0);
        }
    }
    return print;
}

} // namespace ottla
