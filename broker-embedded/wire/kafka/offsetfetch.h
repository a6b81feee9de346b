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

/// OffsetFetch (KIP-709); field names are those of the protocol guide.
struct OffsetFetchRequest
{
    static constexpr ApiInfo api{.key = 9, .versions = {0, 10}, .flexibleFrom = 6};

    struct OffsetFetchRequestTopic
    {
        std::string name;
        std::vector<std::int32_t> partitionIndexes;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, until(7));
            f("partitionIndexes", m.partitionIndexes, until(7));
        }
    };

    struct OffsetFetchRequestGroup
    {
        struct OffsetFetchRequestTopics
        {
            std::string name;
            Uuid topicId;
            std::vector<std::int32_t> partitionIndexes;

            static void fields(auto& f, auto& m)
            {
                f("name", m.name, between(8, 9).ignorable());
                f("topicId", m.topicId, since(10).ignorable());
                f("partitionIndexes", m.partitionIndexes, since(8));
            }
        };

        std::string groupId;
        std::optional<std::string> memberId;
        std::int32_t memberEpoch = -1;
        std::optional<std::vector<OffsetFetchRequestTopics>> topics =
            std::vector<OffsetFetchRequestTopics>{};

        static void fields(auto& f, auto& m)
        {
            f("groupId", m.groupId, since(8));
            f("memberId", m.memberId, since(9).ignorable());
            f("memberEpoch", m.memberEpoch, since(9).ignorable(), -1);
            f("topics", m.topics, since(8), std::vector<OffsetFetchRequestTopics>{});
        }
    };

    std::string groupId;
    std::optional<std::vector<OffsetFetchRequestTopic>> topics =
        std::vector<OffsetFetchRequestTopic>{};
    std::vector<OffsetFetchRequestGroup> groups;
    bool requireStable = false;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId, until(7));
        f("topics", m.topics, until(7).nullableSince(2), std::vector<OffsetFetchRequestTopic>{});
        f("groups", m.groups, since(8));
        f("requireStable", m.requireStable, since(7), false);
    }
};

struct OffsetFetchResponse
{
    static constexpr ApiInfo api{.key = 9, .versions = {0, 10}, .flexibleFrom = 6};

    struct OffsetFetchResponseTopic
    {
        struct OffsetFetchResponsePartition
        {
            std::int32_t partitionIndex = 0;
            std::int64_t committedOffset = 0;
            std::int32_t committedLeaderEpoch = -1;
            std::optional<std::string> metadata = std::string{};
            ErrorCode errorCode = ErrorCode::None;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex, until(7));
                f("committedOffset", m.committedOffset, until(7));
                f("committedLeaderEpoch", m.committedLeaderEpoch, between(5, 7).ignorable(), -1);
                f("metadata", m.metadata, until(7), std::string{});
                f("errorCode", m.errorCode, until(7));
            }
        };

        std::string name;
        std::vector<OffsetFetchResponsePartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, until(7));
            f("partitions", m.partitions, until(7));
        }
    };

    struct OffsetFetchResponseGroup
    {
        struct OffsetFetchResponseTopics
        {
            struct OffsetFetchResponsePartitions
            {
                std::int32_t partitionIndex = 0;
                std::int64_t committedOffset = 0;
                std::int32_t committedLeaderEpoch = -1;
                std::optional<std::string> metadata = std::string{};
                ErrorCode errorCode = ErrorCode::None;

                static void fields(auto& f, auto& m)
                {
                    f("partitionIndex", m.partitionIndex, since(8));
                    f("committedOffset", m.committedOffset, since(8));
                    f("committedLeaderEpoch", m.committedLeaderEpoch, since(8).ignorable(), -1);
                    f("metadata", m.metadata, since(8), std::string{});
                    f("errorCode", m.errorCode, since(8));
                }
            };

            std::string name;
            Uuid topicId;
            std::vector<OffsetFetchResponsePartitions> partitions;

            static void fields(auto& f, auto& m)
            {
                f("name", m.name, between(8, 9).ignorable());
                f("topicId", m.topicId, since(10).ignorable());
                f("partitions", m.partitions, since(8));
            }
        };

        std::string groupId;
        std::vector<OffsetFetchResponseTopics> topics;
        ErrorCode errorCode = ErrorCode{0};

        static void fields(auto& f, auto& m)
        {
            f("groupId", m.groupId, since(8));
            f("topics", m.topics, since(8));
            f("errorCode", m.errorCode, since(8), ErrorCode{0});
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<OffsetFetchResponseTopic> topics;
    ErrorCode errorCode = ErrorCode{0};
    std::vector<OffsetFetchResponseGroup> groups;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(3).ignorable());
        f("topics", m.topics, until(7));
        f("errorCode", m.errorCode, between(2, 7).ignorable(), ErrorCode{0});
        f("groups", m.groups, since(8));
    }
};

} // namespace ottla::wire
