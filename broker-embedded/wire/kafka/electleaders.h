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

/// ElectLeaders (KIP-460); field names are those of the protocol guide.
struct ElectLeadersRequest
{
    static constexpr ApiInfo api{.key = 43, .versions = {0, 2}, .flexibleFrom = 2};

    struct TopicPartitions
    {
        std::string topic;
        std::vector<std::int32_t> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic);
            f("partitions", m.partitions);
        }
    };

    std::int8_t electionType = 0;
    std::optional<std::vector<TopicPartitions>> topicPartitions = std::vector<TopicPartitions>{};
    std::int32_t timeoutMs = 60'000;

    static void fields(auto& f, auto& m)
    {
        f("electionType", m.electionType, since(1));
        f("topicPartitions", m.topicPartitions, always, std::vector<TopicPartitions>{});
        f("timeoutMs", m.timeoutMs, always, 60'000);
    }
};

struct ElectLeadersResponse
{
    static constexpr ApiInfo api{.key = 43, .versions = {0, 2}, .flexibleFrom = 2};

    struct ReplicaElectionResult
    {
        struct PartitionResult
        {
            std::int32_t partitionId = 0;
            ErrorCode errorCode = ErrorCode::None;
            std::optional<std::string> errorMessage = std::string{};

            static void fields(auto& f, auto& m)
            {
                f("partitionId", m.partitionId);
                f("errorCode", m.errorCode);
                f("errorMessage", m.errorMessage, always, std::string{});
            }
        };

        std::string topic;
        std::vector<PartitionResult> partitionResult;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic);
            f("partitionResult", m.partitionResult);
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::vector<ReplicaElectionResult> replicaElectionResults;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("errorCode", m.errorCode, since(1));
        f("replicaElectionResults", m.replicaElectionResults);
    }
};

} // namespace ottla::wire
