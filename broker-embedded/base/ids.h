// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace ottla {

/// An integer with a meaning of its own: an Offset is never taken for a PartitionId.
/// `value` is the number as it stands on the wire.
template <typename Tag, typename Rep>
struct StrongId
{
    using Representation = Rep;

    Rep value = Rep{-1};

    constexpr StrongId() = default;
    constexpr explicit StrongId(Rep v)
        : value(v)
    { }
    friend constexpr auto operator<=>(const StrongId&, const StrongId&) = default;
};

/// Broker id (`broker.id`); -1 is none.
using NodeId = StrongId<struct NodeIdTag, std::int32_t>;
/// Partition number within a topic, from 0.
using PartitionId = StrongId<struct PartitionIdTag, std::int32_t>;
/// Leader epoch of a partition; -1 is unknown.
using LeaderEpoch = StrongId<struct LeaderEpochTag, std::int32_t>;
/// Producer id (KIP-98); -1 is none.
using ProducerId = StrongId<struct ProducerIdTag, std::int64_t>;

/// Position of a record in a partition's log; -1 is none. Ranges are half open: [first, end).
struct Offset : StrongId<struct OffsetTag, std::int64_t>
{
    using StrongId::StrongId;

    friend constexpr Offset operator+(Offset offset, std::int64_t count)
    {
        return Offset{offset.value + count};
    }
    friend constexpr std::int64_t operator-(Offset left, Offset right)
    {
        return left.value - right.value;
    }
};

} // namespace ottla

template <typename Tag, typename Rep>
struct std::hash<ottla::StrongId<Tag, Rep>>
{
    std::size_t operator()(const ottla::StrongId<Tag, Rep>& id) const noexcept
    {
        return std::hash<Rep>{}(id.value);
    }
};
