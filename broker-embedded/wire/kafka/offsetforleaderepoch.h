// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ottla::wire {

/// OffsetForLeaderEpoch (KIP-101, KIP-320); field names are those of the protocol guide.
struct OffsetForLeaderEpochRequest
{
    static constexpr ApiInfo api{.key = 23, .versions = {0, 4}, .flexibleFrom = 4};

    struct OffsetForLeaderTopic
    {
        struct OffsetForLeaderPartition
        {
            std::int32_t partition = 0;
            std::int32_t currentLeaderEpoch = -1;
            std::int32_t leaderEpoch = 0;

            static void fields(auto& f, auto& m)
            {
                f("partition", m.partition);
                f("currentLeaderEpoch", m.currentLeaderEpoch, since(2).ignorable(), -1);
                f("leaderEpoch", m.leaderEpoch);
            }
        };

        std::string topic;
        std::vector<OffsetForLeaderPartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic);
            f("partitions", m.partitions);
        }
    };

    std::int32_t replicaId = -2;
    std::vector<OffsetForLeaderTopic> topics;

    static void fields(auto& f, auto& m)
    {
        f("replicaId", m.replicaId, since(3).ignorable(), -2);
        f("topics", m.topics);
    }
};

struct OffsetForLeaderEpochResponse
{
    static constexpr ApiInfo api{.key = 23, .versions = {0, 4}, .flexibleFrom = 4};

    struct OffsetForLeaderTopicResult
    {
        struct EpochEndOffset
        {
            ErrorCode errorCode = ErrorCode::None;
            std::int32_t partition = 0;
            std::int32_t leaderEpoch = -1;
            std::int64_t endOffset = -1;

            static void fields(auto& f, auto& m)
            {
                f("errorCode", m.errorCode);
                f("partition", m.partition);
                f("leaderEpoch", m.leaderEpoch, since(1).ignorable(), -1);
                f("endOffset", m.endOffset, always, -1);
            }
        };

        std::string topic;
        std::vector<EpochEndOffset> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic);
            f("partitions", m.partitions);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<OffsetForLeaderTopicResult> topics;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(2).ignorable());
        f("topics", m.topics);
    }
};

} // namespace ottla::wire
