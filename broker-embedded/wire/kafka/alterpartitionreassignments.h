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

/// AlterPartitionReassignments (KIP-455); field names are those of the protocol guide.
struct AlterPartitionReassignmentsRequest
{
    static constexpr ApiInfo api{.key = 45, .versions = {0, 1}, .flexibleFrom = 0};

    struct ReassignableTopic
    {
        struct ReassignablePartition
        {
            std::int32_t partitionIndex = 0;
            std::optional<std::vector<std::int32_t>> replicas;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("replicas", m.replicas);
            }
        };

        std::string name;
        std::vector<ReassignablePartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::int32_t timeoutMs = 60'000;
    bool allowReplicationFactorChange = true;
    std::vector<ReassignableTopic> topics;

    static void fields(auto& f, auto& m)
    {
        f("timeoutMs", m.timeoutMs, always, 60'000);
        f("allowReplicationFactorChange", m.allowReplicationFactorChange, since(1), true);
        f("topics", m.topics);
    }
};

struct AlterPartitionReassignmentsResponse
{
    static constexpr ApiInfo api{.key = 45, .versions = {0, 1}, .flexibleFrom = 0};

    struct ReassignableTopicResponse
    {
        struct ReassignablePartitionResponse
        {
            std::int32_t partitionIndex = 0;
            ErrorCode errorCode = ErrorCode::None;
            std::optional<std::string> errorMessage = std::string{};

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("errorCode", m.errorCode);
                f("errorMessage", m.errorMessage, always, std::string{});
            }
        };

        std::string name;
        std::vector<ReassignablePartitionResponse> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::int32_t throttleTimeMs = 0;
    bool allowReplicationFactorChange = true;
    ErrorCode errorCode = ErrorCode::None;
    std::optional<std::string> errorMessage = std::string{};
    std::vector<ReassignableTopicResponse> responses;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("allowReplicationFactorChange", m.allowReplicationFactorChange, since(1).ignorable(),
          true);
        f("errorCode", m.errorCode);
        f("errorMessage", m.errorMessage, always, std::string{});
        f("responses", m.responses);
    }
};

} // namespace ottla::wire
