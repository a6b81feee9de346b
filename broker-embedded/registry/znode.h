// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/acl.h"
#include "wire/jute/records.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ottla::registry {

/// What a znode's ephemeralOwner makes of it.
enum class OwnerKind
{
    None, ///< Stays until it is deleted.
    Session, ///< Goes with its session.
    Container, ///< Goes some time after its last child.
    Ttl, ///< Goes when it was not changed for so long and has no children.
};

constexpr std::int64_t containerOwner = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t maxTtlMs = 0xFF'FFFF'FFFF;

[[nodiscard]] constexpr std::int64_t ttlOwner(std::int64_t ttlMs)
{
    return static_cast<std::int64_t>(0xFF00'0000'0000'0000ULL | static_cast<std::uint64_t>(ttlMs));
}
[[nodiscard]] constexpr std::int64_t ttlOf(std::int64_t owner)
{
    return owner & maxTtlMs;
}
[[nodiscard]] constexpr OwnerKind ownerKind(std::int64_t owner)
{
    if (owner == 0) {
        return OwnerKind::None;
    }
    if (owner == containerOwner) {
        return OwnerKind::Container;
    }
    return (static_cast<std::uint64_t>(owner) >> 56U) == 0xFFU ? OwnerKind::Ttl
                                                               : OwnerKind::Session;
}

/// Counters go on below zero after their largest value, as in ZooKeeper.
[[nodiscard]] constexpr std::int32_t countedUp(std::int32_t counter)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(counter) + 1U);
}

/// A znode's history, as it is stored.
struct ZnodeStat
{
    std::int64_t czxid = 0;
    std::int64_t mzxid = 0;
    std::int64_t pzxid = 0;
    std::int64_t ctimeMs = 0;
    std::int64_t mtimeMs = 0;
    std::int32_t version = 0;
    std::int32_t childrenMade = 0; ///< Counts children that were ever made: the next sequence.
    std::int32_t aversion = 0;
    std::int64_t ephemeralOwner = 0;

    friend bool operator==(const ZnodeStat&, const ZnodeStat&) = default;
};

/// A node of the tree. DataTree owns it and is the only one to change it.
struct Znode
{
    std::string path; ///< "/" for the root.
    std::string data;
    bool hasData = false; ///< False for null, which is not the same as empty.
    AclRef acl;
    ZnodeStat stat;
    Znode* parent = nullptr;
    std::vector<Znode*> children; ///< In no order.
    std::uint32_t indexInParent = 0;
    std::uint32_t slot = 0; ///< Its place in the tree's list of nodes.
    std::uint32_t epoch = 0; ///< Of the last snapshot that has it, or that began before it.

    [[nodiscard]] wire::jute::Buffer buffer() const
    {
        return hasData ? wire::jute::Buffer(asBytes(data)) : wire::jute::Buffer();
    }
    /// As clients see it.
    [[nodiscard]] wire::jute::Stat wireStat() const
    {
        const auto count = static_cast<std::uint32_t>(children.size());
        const auto made = static_cast<std::uint32_t>(stat.childrenMade);
        // How containers and nodes with a time to live are marked is the server's own affair.
        const bool isEphemeral = ownerKind(stat.ephemeralOwner) == OwnerKind::Session;
        // Clients count changes of the children: each was made, and those that are gone were
        // deleted.
        return {stat.czxid,
                stat.mzxid,
                stat.ctimeMs,
                stat.mtimeMs,
                stat.version,
                static_cast<std::int32_t>(made * 2 - count),
                stat.aversion,
                isEphemeral ? stat.ephemeralOwner : 0,
                static_cast<std::int32_t>(data.size()),
                static_cast<std::int32_t>(count),
                stat.pzxid};
    }
};

} // namespace ottla::registry
