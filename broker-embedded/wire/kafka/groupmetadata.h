// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/uuid.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

// Keys and values of the records in __consumer_offsets. Each begins with an int16, its version,
// which is not part of the descriptions.

struct LegacyOffsetCommitKey
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 0}, .flexibleFrom = neverFlexible};

    std::string group;
    std::string topic;
    std::int32_t partition = 0;

    static void fields(auto& f, auto& m)
    {
        f("group", m.group);
        f("topic", m.topic);
        f("partition", m.partition);
    }
};

struct OffsetCommitKey
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 0}, .flexibleFrom = neverFlexible};

    std::string group;
    std::string topic;
    std::int32_t partition = 0;

    static void fields(auto& f, auto& m)
    {
        f("group", m.group);
        f("topic", m.topic);
        f("partition", m.partition);
    }
};

struct LegacyOffsetCommitValue
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 0}, .flexibleFrom = neverFlexible};

    std::int64_t offset = 0;
    std::string metadata;
    std::int64_t commitTimestamp = 0;

    static void fields(auto& f, auto& m)
    {
        f("offset", m.offset);
        f("metadata", m.metadata);
        f("commitTimestamp", m.commitTimestamp);
    }
};

struct OffsetCommitValue
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 4}, .flexibleFrom = 4};

    std::int64_t offset = 0;
    std::int32_t leaderEpoch = -1;
    std::string metadata;
    std::int64_t commitTimestamp = 0;
    std::int64_t expireTimestamp = -1;
    Uuid topicId;

    static void fields(auto& f, auto& m)
    {
        f("offset", m.offset);
        f("leaderEpoch", m.leaderEpoch, since(3).ignorable(), -1);
        f("metadata", m.metadata);
        f("commitTimestamp", m.commitTimestamp);
        f("expireTimestamp", m.expireTimestamp, between(1, 1).ignorable(), -1);
        f.tagged(0, "topicId", m.topicId, since(4).ignorable());
    }
};

struct GroupMetadataKey
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 0}, .flexibleFrom = neverFlexible};

    std::string group;

    static void fields(auto& f, auto& m) { f("group", m.group); }
};

struct GroupMetadataValue
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 4}, .flexibleFrom = 4};

    struct MemberMetadata
    {
        std::string memberId;
        std::optional<std::string> groupInstanceId;
        std::string clientId;
        std::string clientHost;
        std::int32_t rebalanceTimeout = -1;
        std::int32_t sessionTimeout = 0;
        Bytes subscription;
        Bytes assignment;

        static void fields(auto& f, auto& m)
        {
            f("memberId", m.memberId);
            f("groupInstanceId", m.groupInstanceId, since(3).ignorable());
            f("clientId", m.clientId);
            f("clientHost", m.clientHost);
            f("rebalanceTimeout", m.rebalanceTimeout, since(1).ignorable(), -1);
            f("sessionTimeout", m.sessionTimeout);
            f("subscription", m.subscription);
            f("assignment", m.assignment);
        }
    };

    std::string protocolType;
    std::int32_t generation = 0;
    std::optional<std::string> protocol = std::string{};
    std::optional<std::string> leader = std::string{};
    std::int64_t currentStateTimestamp = -1;
    std::vector<MemberMetadata> members;

    static void fields(auto& f, auto& m)
    {
        f("protocolType", m.protocolType);
        f("generation", m.generation);
        f("protocol", m.protocol, always, std::string{});
        f("leader", m.leader, always, std::string{});
        f("currentStateTimestamp", m.currentStateTimestamp, since(2).ignorable(), -1);
        f("members", m.members);
    }
};

} // namespace ottla::wire
