// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/uuid.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"
#include "wire/records.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// Fetch (KIP-227, KIP-392, KIP-516); field names are those of the protocol guide.
struct FetchRequest
{
    static constexpr ApiInfo api{.key = 1, .versions = {0, 18}, .flexibleFrom = 12};

    struct ReplicaState
    {
        std::int32_t replicaId = -1;
        std::int64_t replicaEpoch = -1;

        static void fields(auto& f, auto& m)
        {
            f("replicaId", m.replicaId, since(15), -1);
            f("replicaEpoch", m.replicaEpoch, since(15), -1);
        }
    };

    struct FetchTopic
    {
        struct FetchPartition
        {
            std::int32_t partition = 0;
            std::int32_t currentLeaderEpoch = -1;
            std::int64_t fetchOffset = 0;
            std::int32_t lastFetchedEpoch = -1;
            std::int64_t logStartOffset = -1;
            std::int32_t partitionMaxBytes = 0;
            Uuid replicaDirectoryId;
            std::int64_t highWatermark = std::numeric_limits<std::int64_t>::max();

            static void fields(auto& f, auto& m)
            {
                f("partition", m.partition);
                f("currentLeaderEpoch", m.currentLeaderEpoch, since(9).ignorable(), -1);
                f("fetchOffset", m.fetchOffset);
                f("lastFetchedEpoch", m.lastFetchedEpoch, since(12), -1);
                f("logStartOffset", m.logStartOffset, since(5).ignorable(), -1);
                f("partitionMaxBytes", m.partitionMaxBytes);
                f.tagged(0, "replicaDirectoryId", m.replicaDirectoryId, since(17).ignorable());
                f.tagged(1, "highWatermark", m.highWatermark, since(18).ignorable(),
                         std::numeric_limits<std::int64_t>::max());
            }
        };

        std::string topic;
        Uuid topicId;
        std::vector<FetchPartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic, until(12).ignorable());
            f("topicId", m.topicId, since(13).ignorable());
            f("partitions", m.partitions);
        }
    };

    struct ForgottenTopic
    {
        std::string topic;
        Uuid topicId;
        std::vector<std::int32_t> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic, between(7, 12).ignorable());
            f("topicId", m.topicId, since(13).ignorable());
            f("partitions", m.partitions, since(7));
        }
    };

    std::optional<std::string> clusterId;
    std::int32_t replicaId = -1;
    ReplicaState replicaState;
    std::int32_t maxWaitMs = 0;
    std::int32_t minBytes = 0;
    std::int32_t maxBytes = std::numeric_limits<std::int32_t>::max();
    std::int8_t isolationLevel = 0;
    std::int32_t sessionId = 0;
    std::int32_t sessionEpoch = -1;
    std::vector<FetchTopic> topics;
    std::vector<ForgottenTopic> forgottenTopicsData;
    std::string rackId;

    static void fields(auto& f, auto& m)
    {
        f("replicaId", m.replicaId, until(14), -1);
        f("maxWaitMs", m.maxWaitMs);
        f("minBytes", m.minBytes);
        f("maxBytes", m.maxBytes, since(3).ignorable(), std::numeric_limits<std::int32_t>::max());
        f("isolationLevel", m.isolationLevel, since(4).ignorable());
        f("sessionId", m.sessionId, since(7).ignorable());
        f("sessionEpoch", m.sessionEpoch, since(7).ignorable(), -1);
        f("topics", m.topics);
        f("forgottenTopicsData", m.forgottenTopicsData, since(7));
        f("rackId", m.rackId, since(11).ignorable());
        f.tagged(0, "clusterId", m.clusterId, since(12).ignorable());
        f.tagged(1, "replicaState", m.replicaState, since(15));
    }
};

struct FetchResponse
{
    static constexpr ApiInfo api{.key = 1, .versions = {0, 18}, .flexibleFrom = 12};

    struct FetchableTopicResponse
    {
        struct PartitionData
        {
            struct EpochEndOffset
            {
                std::int32_t epoch = -1;
                std::int64_t endOffset = -1;

                static void fields(auto& f, auto& m)
                {
                    f("epoch", m.epoch, since(12), -1);
                    f("endOffset", m.endOffset, since(12), -1);
                }
            };

            struct LeaderIdAndEpoch
            {
                std::int32_t leaderId = -1;
                std::int32_t leaderEpoch = -1;

                static void fields(auto& f, auto& m)
                {
                    f("leaderId", m.leaderId, since(12), -1);
                    f("leaderEpoch", m.leaderEpoch, since(12), -1);
                }
            };

            struct SnapshotId
            {
                std::int64_t endOffset = -1;
                std::int32_t epoch = -1;

                static void fields(auto& f, auto& m)
                {
                    f("endOffset", m.endOffset, always, -1);
                    f("epoch", m.epoch, always, -1);
                }
            };

            struct AbortedTransaction
            {
                std::int64_t producerId = 0;
                std::int64_t firstOffset = 0;

                static void fields(auto& f, auto& m)
                {
                    f("producerId", m.producerId, since(4));
                    f("firstOffset", m.firstOffset, since(4));
                }
            };

            std::int32_t partitionIndex = 0;
            ErrorCode errorCode = ErrorCode::None;
            std::int64_t highWatermark = 0;
            std::int64_t lastStableOffset = -1;
            std::int64_t logStartOffset = -1;
            EpochEndOffset divergingEpoch;
            LeaderIdAndEpoch currentLeader;
            SnapshotId snapshotId;
            std::optional<std::vector<AbortedTransaction>> abortedTransactions =
                std::vector<AbortedTransaction>{};
            std::int32_t preferredReadReplica = -1;
            Records records;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("errorCode", m.errorCode);
                f("highWatermark", m.highWatermark);
                f("lastStableOffset", m.lastStableOffset, since(4).ignorable(), -1);
                f("logStartOffset", m.logStartOffset, since(5).ignorable(), -1);
                f("abortedTransactions", m.abortedTransactions, since(4).ignorable(),
                  std::vector<AbortedTransaction>{});
                f("preferredReadReplica", m.preferredReadReplica, since(11), -1);
                f("records", m.records);
                f.tagged(0, "divergingEpoch", m.divergingEpoch, since(12));
                f.tagged(1, "currentLeader", m.currentLeader, since(12));
                f.tagged(2, "snapshotId", m.snapshotId, since(12));
            }
        };

        std::string topic;
        Uuid topicId;
        std::vector<PartitionData> partitions;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic, until(12).ignorable());
            f("topicId", m.topicId, since(13).ignorable());
            f("partitions", m.partitions);
        }
    };

    struct NodeEndpoint
    {
        std::int32_t nodeId = 0;
        std::string host;
        std::int32_t port = 0;
        std::optional<std::string> rack;

        static void fields(auto& f, auto& m)
        {
            f("nodeId", m.nodeId, since(16));
            f("host", m.host, since(16));
            f("port", m.port, since(16));
            f("rack", m.rack, since(16));
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::int32_t sessionId = 0;
    std::vector<FetchableTopicResponse> responses;
    std::vector<NodeEndpoint> nodeEndpoints;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("errorCode", m.errorCode, since(7).ignorable());
        f("sessionId", m.sessionId, since(7));
        f("responses", m.responses);
        f.tagged(0, "nodeEndpoints", m.nodeEndpoints, since(16));
    }
};

} // namespace ottla::wire
