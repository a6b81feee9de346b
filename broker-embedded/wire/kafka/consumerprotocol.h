// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

// What members of a consumer group tell each other through the coordinator. Each begins with an
// int16, its version, which is not part of the descriptions.

struct ConsumerProtocolSubscription
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 3}, .flexibleFrom = neverFlexible};

    struct TopicPartition
    {
        std::string topic;
        std::vector<std::int32_t> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic, since(1));
            f("partitions", m.partitions, since(1));
        }
    };

    std::vector<std::string> topics;
    std::optional<Bytes> userData;
    std::vector<TopicPartition> ownedPartitions;
    std::int32_t generationId = -1;
    std::optional<std::string> rackId;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics);
        f("userData", m.userData);
        f("ownedPartitions", m.ownedPartitions, since(1).ignorable());
        f("generationId", m.generationId, since(2).ignorable(), -1);
        f("rackId", m.rackId, since(3).ignorable());
    }
};

struct ConsumerProtocolAssignment
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 3}, .flexibleFrom = neverFlexible};

    struct TopicPartition
    {
        std::string topic;
        std::vector<std::int32_t> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic);
            f("partitions", m.partitions);
        }
    };

    std::vector<TopicPartition> assignedPartitions;
    std::optional<Bytes> userData;

    static void fields(auto& f, auto& m)
    {
        f("assignedPartitions", m.assignedPartitions);
        f("userData", m.userData);
    }
};

} // namespace ottla::wire
