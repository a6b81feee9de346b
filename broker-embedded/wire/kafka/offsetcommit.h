// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/uuid.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// OffsetCommit; field names are those of the protocol guide.
struct OffsetCommitRequest
{
    static constexpr ApiInfo api{.key = 8, .versions = {0, 10}, .flexibleFrom = 8};

    struct OffsetCommitRequestTopic
    {
        struct OffsetCommitRequestPartition
        {
            std::int32_t partitionIndex = 0;
            std::int64_t committedOffset = 0;
            std::int32_t committedLeaderEpoch = -1;
            std::int64_t commitTimestamp = -1;
            std::optional<std::string> committedMetadata = std::string{};

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("committedOffset", m.committedOffset);
                f("committedLeaderEpoch", m.committedLeaderEpoch, since(6).ignorable(), -1);
                f("commitTimestamp", m.commitTimestamp, between(1, 1), -1);
                f("committedMetadata", m.committedMetadata, always, std::string{});
            }
        };

        std::string name;
        Uuid topicId;
        std::vector<OffsetCommitRequestPartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, until(9).ignorable());
            f("topicId", m.topicId, since(10).ignorable());
            f("partitions", m.partitions);
        }
    };

    std::string groupId;
    std::int32_t generationIdOrMemberEpoch = -1;
    std::string memberId;
    std::optional<std::string> groupInstanceId;
    std::int64_t retentionTimeMs = -1;
    std::vector<OffsetCommitRequestTopic> topics;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("generationIdOrMemberEpoch", m.generationIdOrMemberEpoch, since(1).ignorable(), -1);
        f("memberId", m.memberId, since(1).ignorable());
        f("groupInstanceId", m.groupInstanceId, since(7));
        f("retentionTimeMs", m.retentionTimeMs, between(2, 4).ignorable(), -1);
        f("topics", m.topics);
    }
};

struct OffsetCommitResponse
{
    static constexpr ApiInfo api{.key = 8, .versions = {0, 10}, .flexibleFrom = 8};

    struct OffsetCommitResponseTopic
    {
        struct OffsetCommitResponsePartition
        {
            std::int32_t partitionIndex = 0;
            ErrorCode errorCode = ErrorCode::None;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("errorCode", m.errorCode);
            }
        };

        std::string name;
        Uuid topicId;
        std::vector<OffsetCommitResponsePartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, until(9).ignorable());
            f("topicId", m.topicId, since(10).ignorable());
            f("partitions", m.partitions);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<OffsetCommitResponseTopic> topics;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(3).ignorable());
        f("topics", m.topics);
    }
};

} // namespace ottla::wire
