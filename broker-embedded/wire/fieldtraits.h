// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/uuid.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"
#include "wire/records.h"

#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace ottla::wire {

template <typename T>
struct IsVector : std::false_type
{ };
template <typename T>
struct IsVector<std::vector<T>> : std::bool_constant<!std::is_same_v<T, std::byte>>
{ };
template <typename T>
struct IsOptional : std::false_type
{ };
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type
{ };

/// A type described by `static void fields(auto& f, auto& m)`.
template <typename T>
inline constexpr bool isStruct =
    std::is_class_v<T> && !IsVector<T>::value && !IsOptional<T>::value
    && !std::is_same_v<
        T,
        std::
            string> && !std::is_same_v<T, Bytes> && !std::is_same_v<T, Uuid> && !std::is_same_v<T, Records>;

template <typename T>
[[nodiscard]] bool isDefault(const T& value, const T& fallback);

/// Visits a struct's fields and compares each with its default.
struct DefaultCheck
{
    bool same = true;

    template <typename T>
    void operator()(const char*, const T& member, const FieldSpec& = {},
                    const std::type_identity_t<T>& fallback = {})
    {
        same = same && isDefault(member, fallback);
    }
    template <typename T>
    void tagged(std::uint32_t, const char*, const T& member, const FieldSpec&,
                const std::type_identity_t<T>& fallback = {})
    {
        same = same && isDefault(member, fallback);
    }
};

/// Whether a field holds what a reader takes it for when it was not sent.
template <typename T>
bool isDefault(const T& value, const T& fallback)
{
    if constexpr (IsVector<T>::value) {
        return value.empty();
    } else if constexpr (IsOptional<T>::value) {
        return value.has_value() == fallback.has_value()
            && (!value || isDefault(*value, *fallback));
    } else if constexpr (std::is_same_v<T, Records>) {
        return std::holds_alternative<std::monostate>(value);
    } else if constexpr (isStruct<T>) {
        DefaultCheck check;
        T::fields(check, value);
        return check.same;
    } else {
        return value == fallback;
    }
}

} // namespace ottla::wire
