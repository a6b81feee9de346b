// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// ListPartitionReassignments (KIP-455); field names are those of the protocol guide.
struct ListPartitionReassignmentsRequest
{
    static constexpr ApiInfo api{.key = 46, .versions = {0, 0}, .flexibleFrom = 0};

    struct ListPartitionReassignmentsTopics
    {
        std::string name;
        std::vector<std::int32_t> partitionIndexes;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitionIndexes", m.partitionIndexes);
        }
    };

    std::int32_t timeoutMs = 60'000;
    std::optional<std::vector<ListPartitionReassignmentsTopics>> topics;

    static void fields(auto& f, auto& m)
    {
        f("timeoutMs", m.timeoutMs, always, 60'000);
        f("topics", m.topics);
    }
};

struct ListPartitionReassignmentsResponse
{
    static constexpr ApiInfo api{.key = 46, .versions = {0, 0}, .flexibleFrom = 0};

    struct OngoingTopicReassignment
    {
        struct OngoingPartitionReassignment
        {
            std::int32_t partitionIndex = 0;
            std::vector<std::int32_t> replicas;
            std::vector<std::int32_t> addingReplicas;
            std::vector<std::int32_t> removingReplicas;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("replicas", m.replicas);
                f("addingReplicas", m.addingReplicas);
                f("removingReplicas", m.removingReplicas);
            }
        };

        std::string name;
        std::vector<OngoingPartitionReassignment> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::optional<std::string> errorMessage = std::string{};
    std::vector<OngoingTopicReassignment> topics;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("errorCode", m.errorCode);
        f("errorMessage", m.errorMessage, always, std::string{});
        f("topics", m.topics);
    }
};

} // namespace ottla::wire
