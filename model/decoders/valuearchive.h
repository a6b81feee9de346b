// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decodedvalue.h"
#include "model/decoders/valuereader.h"
#include "model/formats/bodyformat.h"
#include "wire/fieldtraits.h"

#include <cstdint>
#include <string>

namespace ottla {

/// The archive that makes a tree of a message of Kafka's (broker-embedded/wire): the fields that
/// its version has, tagged ones where they differ from their default.
class ValueArchive
{
public:
    explicit ValueArchive(std::int16_t version)
        : m_version(version)
    { }

    template <typename T>
    void operator()(const char* name, const T& member, const wire::FieldSpec& spec = {},
                    const std::type_identity_t<T>& = {})
    {
        if (spec.versions.contains(m_version)) {
            add(name, member);
        }
    }
    template <typename T>
    void tagged(std::uint32_t, const char* name, const T& member, const wire::FieldSpec& spec,
                const std::type_identity_t<T>& fallback = {})
    {
        if (spec.versions.contains(m_version) && !wire::isDefault(member, fallback)) {
            add(name, member);
        }
    }

    template <typename T>
    [[nodiscard]] DecodedValue value(const T& of)
    {
        using Kind = DecodedValue::Kind;
        if constexpr (wire::IsOptional<T>::value) {
            return of ? value(*of) : DecodedValue{};
        } else if constexpr (wire::IsVector<T>::value) {
            DecodedValue list{.kind = Kind::List};
            for (const auto& element : of) {
                list.children.push_back(value(element));
            }
            return list;
        } else if constexpr (std::is_same_v<T, std::string>) {
            return {.kind = isUtf8(of) ? Kind::String : Kind::Binary, .text = of};
        } else if constexpr (std::is_same_v<T, Bytes>) {
            return {.kind = Kind::Binary, .text = std::string(asText(of))};
        } else if constexpr (std::is_same_v<T, Uuid>) {
            return {.kind = Kind::String, .text = of.toString()};
        } else if constexpr (wire::isStruct<T>) {
            ValueArchive inner(m_version);
            T::fields(inner, of);
            return std::move(inner.m_map);
        } else {
            return numberValue(of);
        }
    }

private:
    template <typename T>
    void add(const char* name, const T& member)
    {
        m_map.children.push_back({.kind = DecodedValue::Kind::String, .text = name});
        m_map.children.push_back(value(member));
    }

    std::int16_t m_version;
    DecodedValue m_map{.kind = DecodedValue::Kind::Map};
};

} // namespace ottla
