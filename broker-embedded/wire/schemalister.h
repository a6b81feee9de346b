// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/fieldtraits.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ottla::wire {

/// What a description says of one field, in the words of Apache Kafka's message definitions.
struct FieldSchema
{
    std::string name;
    std::string type; ///< Such as "int32", "[]string" or "[]FetchTopic".
    FieldSpec spec;
    bool canBeNull = false; ///< From spec.nullableFrom on.
    std::optional<std::uint32_t> tag;
    std::string fallback; ///< The default as text; "null", or empty for an empty value.
    bool startsAsFallback = false; ///< The member's initializer is the same as the default.
    std::vector<FieldSchema> fields; ///< Of a struct, or of an array's structs.

    [[nodiscard]] bool isNullableIn(std::int16_t version) const
    {
        return canBeNull && version >= spec.nullableFrom;
    }
};

/// The unqualified name of a message or of a struct in it, taken from the compiler's name of this
/// function.
template <typename T>
[[nodiscard]] std::string typeName()
{
    const std::string_view text = __PRETTY_FUNCTION__;
    const auto end = text.find_first_of(";]", text.find("T = "));
    const auto start = text.find_last_of(": ", end) + 1;
    return std::string(text.substr(start, end - start));
}

/// The archive that lists a description's fields without any message at hand, in their order.
class SchemaLister
{
public:
    template <typename Message>
    [[nodiscard]] static std::vector<FieldSchema> list()
    {
        SchemaLister lister;
        const Message message{};
        Message::fields(lister, message);
        return std::move(lister.m_fields);
    }

    template <typename T>
    void operator()(const char* name, const T& member, const FieldSpec& spec = {},
                    const std::type_identity_t<T>& fallback = {})
    {
        add<T>(name, spec, isDefault(member, fallback), textOf(fallback), std::nullopt);
    }
    template <typename T>
    void tagged(std::uint32_t tag, const char* name, const T& member, const FieldSpec& spec,
                const std::type_identity_t<T>& fallback = {})
    {
        add<T>(name, spec, isDefault(member, fallback), textOf(fallback), tag);
    }

private:
    template <typename T>
    void add(const char* name, const FieldSpec& spec, bool startsAsFallback, std::string fallback,
             std::optional<std::uint32_t> tag)
    {
        FieldSchema& field = m_fields.emplace_back();
        field.name = name;
        field.type = typeText<T>();
        field.spec = spec;
        field.canBeNull = IsOptional<T>::value || std::is_same_v<T, Records>;
        field.tag = tag;
        field.fallback = std::move(fallback);
        field.startsAsFallback = startsAsFallback;
        field.fields = fieldsOf<T>();
    }

    template <typename T>
    static std::vector<FieldSchema> fieldsOf()
    {
        if constexpr (IsOptional<T>::value || IsVector<T>::value) {
            return fieldsOf<typename T::value_type>();
        } else if constexpr (isStruct<T>) {
            return list<T>();
        } else {
            return {};
        }
    }

    template <typename T>
    static std::string typeText()
    {
        if constexpr (IsOptional<T>::value) {
            return typeText<typename T::value_type>();
        } else if constexpr (IsVector<T>::value) {
            return "[]" + typeText<typename T::value_type>();
        } else if constexpr (std::is_same_v<T, std::string>) {
            return "string";
        } else if constexpr (std::is_same_v<T, Bytes>) {
            return "bytes";
        } else if constexpr (std::is_same_v<T, Records>) {
            return "records";
        } else if constexpr (std::is_same_v<T, Uuid>) {
            return "uuid";
        } else if constexpr (std::is_same_v<T, bool>) {
            return "bool";
        } else if constexpr (isStruct<T>) {
            return typeName<T>();
        } else if constexpr (std::is_enum_v<T>) {
            return typeText<std::underlying_type_t<T>>();
        } else {
            static_assert(std::is_integral_v<T>);
            return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
        }
    }

    template <typename T>
    static std::string textOf(const T& value)
    {
        if constexpr (IsOptional<T>::value) {
            return value ? textOf(*value) : "null";
        } else if constexpr (std::is_same_v<T, std::string>) {
            return value;
        } else if constexpr (std::is_same_v<T, bool>) {
            return value ? "true" : "false";
        } else if constexpr (std::is_enum_v<T>) {
            return std::to_string(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_integral_v<T>) {
            return std::to_string(value);
        } else {
            return {}; // Of these the definitions know no default but empty and null.
        }
    }

    std::vector<FieldSchema> m_fields;
};

} // namespace ottla::wire
