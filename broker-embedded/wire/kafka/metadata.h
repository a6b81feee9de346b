// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/uuid.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// Metadata (KIP-4, KIP-516); field names are those of the protocol guide.
struct MetadataRequest
{
    static constexpr ApiInfo api{.key = 3, .versions = {0, 13}, .flexibleFrom = 9};

    struct MetadataRequestTopic
    {
        Uuid topicId;
        std::optional<std::string> name = std::string{};

        static void fields(auto& f, auto& m)
        {
            f("topicId", m.topicId, since(10).ignorable());
            f("name", m.name, always.nullableSince(10), std::string{});
        }
    };

    std::optional<std::vector<MetadataRequestTopic>> topics = std::vector<MetadataRequestTopic>{};
    bool allowAutoTopicCreation = true;
    bool includeClusterAuthorizedOperations = false;
    bool includeTopicAuthorizedOperations = false;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics, always.nullableSince(1), std::vector<MetadataRequestTopic>{});
        f("allowAutoTopicCreation", m.allowAutoTopicCreation, since(4), true);
        f("includeClusterAuthorizedOperations", m.includeClusterAuthorizedOperations,
          between(8, 10));
        f("includeTopicAuthorizedOperations", m.includeTopicAuthorizedOperations, since(8));
    }
};

struct MetadataResponse
{
    static constexpr ApiInfo api{.key = 3, .versions = {0, 13}, .flexibleFrom = 9};

    struct MetadataResponseBroker
    {
        std::int32_t nodeId = 0;
        std::string host;
        std::int32_t port = 0;
        std::optional<std::string> rack;

        static void fields(auto& f, auto& m)
        {
            f("nodeId", m.nodeId);
            f("host", m.host);
            f("port", m.port);
            f("rack", m.rack, since(1).ignorable());
        }
    };

    struct MetadataResponseTopic
    {
        struct MetadataResponsePartition
        {
            ErrorCode errorCode = ErrorCode::None;
            std::int32_t partitionIndex = 0;
            std::int32_t leaderId = 0;
            std::int32_t leaderEpoch = -1;
            std::vector<std::int32_t> replicaNodes;
            std::vector<std::int32_t> isrNodes;
            std::vector<std::int32_t> offlineReplicas;

            static void fields(auto& f, auto& m)
            {
                f("errorCode", m.errorCode);
                f("partitionIndex", m.partitionIndex);
                f("leaderId", m.leaderId);
                f("leaderEpoch", m.leaderEpoch, since(7).ignorable(), -1);
                f("replicaNodes", m.replicaNodes);
                f("isrNodes", m.isrNodes);
                f("offlineReplicas", m.offlineReplicas, since(5).ignorable());
            }
        };

        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> name = std::string{};
        Uuid topicId;
        bool isInternal = false;
        std::vector<MetadataResponsePartition> partitions;
        std::int32_t topicAuthorizedOperations = std::numeric_limits<std::int32_t>::min();

        static void fields(auto& f, auto& m)
        {
            f("errorCode", m.errorCode);
            f("name", m.name, always.nullableSince(12), std::string{});
            f("topicId", m.topicId, since(10).ignorable());
            f("isInternal", m.isInternal, since(1).ignorable(), false);
            f("partitions", m.partitions);
            f("topicAuthorizedOperations", m.topicAuthorizedOperations, since(8),
              std::numeric_limits<std::int32_t>::min());
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<MetadataResponseBroker> brokers;
    std::optional<std::string> clusterId;
    std::int32_t controllerId = -1;
    std::vector<MetadataResponseTopic> topics;
    std::int32_t clusterAuthorizedOperations = std::numeric_limits<std::int32_t>::min();
    ErrorCode errorCode = ErrorCode::None;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(3).ignorable());
        f("brokers", m.brokers);
        f("clusterId", m.clusterId, since(2).ignorable());
        f("controllerId", m.controllerId, since(1).ignorable(), -1);
        f("topics", m.topics);
        f("clusterAuthorizedOperations", m.clusterAuthorizedOperations, between(8, 10),
          std::numeric_limits<std::int32_t>::min());
        f("errorCode", m.errorCode, since(13).ignorable());
    }
};

} // namespace ottla::wire
