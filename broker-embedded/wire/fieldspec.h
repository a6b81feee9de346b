// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace ottla::wire {

/// An inclusive range of versions.
struct VersionRange
{
    std::int16_t first = 0;
    std::int16_t last = std::numeric_limits<std::int16_t>::max();

    [[nodiscard]] constexpr bool contains(std::int16_t version) const
    {
        return version >= first && version <= last;
    }
};

inline constexpr std::int16_t neverFlexible = std::numeric_limits<std::int16_t>::max();

/// What an API's message says of itself: its key (-1 for a record's payload), the versions that the
/// description covers, and from which one on it uses compact types and tagged fields (KIP-482).
struct ApiInfo
{
    std::int16_t key = -1;
    VersionRange versions;
    std::int16_t flexibleFrom = neverFlexible;
};

/// In which versions a field is on the wire, and what may be left out.
struct FieldSpec
{
    VersionRange versions;
    std::int16_t nullableFrom = 0; ///< Only of fields whose member is a std::optional.
    bool canBeDropped = false; ///< A value is silently lost in versions that lack the field.

    [[nodiscard]] constexpr FieldSpec nullableSince(int version) const
    {
        FieldSpec spec = *this;
        spec.nullableFrom = static_cast<std::int16_t>(version);
        return spec;
    }
    [[nodiscard]] constexpr FieldSpec ignorable() const
    {
        FieldSpec spec = *this;
        spec.canBeDropped = true;
        return spec;
    }
};

inline constexpr FieldSpec always{};

[[nodiscard]] constexpr FieldSpec since(int first)
{
    return {.versions = {.first = static_cast<std::int16_t>(first)}};
}
[[nodiscard]] constexpr FieldSpec until(int last)
{
    return {.versions = {.last = static_cast<std::int16_t>(last)}};
}
[[nodiscard]] constexpr FieldSpec between(int first, int last)
{
    return {.versions = {.first = static_cast<std::int16_t>(first),
                         .last = static_cast<std::int16_t>(last)}};
}

} // namespace ottla::wire
