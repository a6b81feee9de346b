// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ottla::wire {

/// ListOffsets (KIP-79, KIP-734); field names are those of the protocol guide.
struct ListOffsetsRequest
{
    static constexpr ApiInfo api{.key = 2, .versions = {0, 11}, .flexibleFrom = 6};

    struct ListOffsetsTopic
    {
        struct ListOffsetsPartition
        {
            std::int32_t partitionIndex = 0;
            std::int32_t currentLeaderEpoch = -1;
            std::int64_t timestamp = 0;
            std::int32_t maxNumOffsets = 1;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("currentLeaderEpoch", m.currentLeaderEpoch, since(4).ignorable(), -1);
                f("timestamp", m.timestamp);
                f("maxNumOffsets", m.maxNumOffsets, until(0), 1);
            }
        };

        std::string name;
        std::vector<ListOffsetsPartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::int32_t replicaId = 0;
    std::int8_t isolationLevel = 0;
    std::vector<ListOffsetsTopic> topics;
    std::int32_t timeoutMs = 0;

    static void fields(auto& f, auto& m)
    {
        f("replicaId", m.replicaId);
        f("isolationLevel", m.isolationLevel, since(2));
        f("topics", m.topics);
        f("timeoutMs", m.timeoutMs, since(10).ignorable());
    }
};

struct ListOffsetsResponse
{
    static constexpr ApiInfo api{.key = 2, .versions = {0, 11}, .flexibleFrom = 6};

    struct ListOffsetsTopicResponse
    {
        struct ListOffsetsPartitionResponse
        {
            std::int32_t partitionIndex = 0;
            ErrorCode errorCode = ErrorCode::None;
            std::vector<std::int64_t> oldStyleOffsets;
            std::int64_t timestamp = -1;
            std::int64_t offset = -1;
            std::int32_t leaderEpoch = -1;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("errorCode", m.errorCode);
                f("oldStyleOffsets", m.oldStyleOffsets, until(0));
                f("timestamp", m.timestamp, since(1), -1);
                f("offset", m.offset, since(1), -1);
                f("leaderEpoch", m.leaderEpoch, since(4), -1);
            }
        };

        std::string name;
        std::vector<ListOffsetsPartitionResponse> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<ListOffsetsTopicResponse> topics;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(2).ignorable());
        f("topics", m.topics);
    }
};

} // namespace ottla::wire
