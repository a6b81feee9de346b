// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/uuid.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Records of Apache Kafka's coordinators that the embedded broker does not write, for reading them:
// those of groups with the consumer protocol (KIP-848) and of the transaction coordinator. Each
// begins with an int16 that is not part of the descriptions.
namespace ottla::internal {

using wire::always;
using wire::ApiInfo;
using wire::neverFlexible;
using wire::since;

constexpr ApiInfo keyInfo{.key = -1, .versions = {0, 0}, .flexibleFrom = neverFlexible};
constexpr ApiInfo valueInfo{.key = -1, .versions = {0, 0}, .flexibleFrom = 0};

struct GroupKey
{
    static constexpr ApiInfo api = keyInfo;
    std::string groupId;

    static void fields(auto& f, auto& m) { f("groupId", m.groupId); }
};

struct MemberKey
{
    static constexpr ApiInfo api = keyInfo;
    std::string groupId;
    std::string memberId;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("memberId", m.memberId);
    }
};

struct RegularExpressionKey
{
    static constexpr ApiInfo api = keyInfo;
    std::string groupId;
    std::string regularExpression;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("regularExpression", m.regularExpression);
    }
};

struct ConsumerGroupMetadataValue
{
    static constexpr ApiInfo api = valueInfo;
    std::int32_t epoch = 0;
    std::int64_t metadataHash = 0;

    static void fields(auto& f, auto& m)
    {
        f("epoch", m.epoch);
        f.tagged(0, "metadataHash", m.metadataHash, always);
    }
};

struct ConsumerGroupPartitionMetadataValue
{
    static constexpr ApiInfo api = valueInfo;

    struct PartitionMetadata
    {
        std::int32_t partition = 0;
        std::vector<std::string> racks;

        static void fields(auto& f, auto& m)
        {
            f("partition", m.partition);
            f("racks", m.racks);
        }
    };
    struct TopicMetadata
    {
        Uuid topicId;
        std::string topicName;
        std::int32_t numPartitions = 0;
        std::vector<PartitionMetadata> partitionMetadata;

        static void fields(auto& f, auto& m)
        {
            f("topicId", m.topicId);
            f("topicName", m.topicName);
            f("numPartitions", m.numPartitions);
            f("partitionMetadata", m.partitionMetadata);
        }
    };

    std::vector<TopicMetadata> topics;

    static void fields(auto& f, auto& m) { f("topics", m.topics); }
};

struct ConsumerGroupMemberMetadataValue
{
    static constexpr ApiInfo api = valueInfo;

    struct ClassicProtocol
    {
        std::string name;
        Bytes metadata;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("metadata", m.metadata);
        }
    };
    struct ClassicMemberMetadata
    {
        std::int32_t sessionTimeoutMs = 0;
        std::vector<ClassicProtocol> supportedProtocols;

        static void fields(auto& f, auto& m)
        {
            f("sessionTimeoutMs", m.sessionTimeoutMs);
            f("supportedProtocols", m.supportedProtocols);
        }
    };

    std::optional<std::string> instanceId;
    std::optional<std::string> rackId;
    std::string clientId;
    std::string clientHost;
    std::vector<std::string> subscribedTopicNames;
    std::optional<std::string> subscribedTopicRegex;
    std::int32_t rebalanceTimeoutMs = -1;
    std::optional<std::string> serverAssignor;
    std::optional<ClassicMemberMetadata> classicMemberMetadata;

    static void fields(auto& f, auto& m)
    {
        f("instanceId", m.instanceId);
        f("rackId", m.rackId);
        f("clientId", m.clientId);
        f("clientHost", m.clientHost);
        f("subscribedTopicNames", m.subscribedTopicNames);
        f("subscribedTopicRegex", m.subscribedTopicRegex);
        f("rebalanceTimeoutMs", m.rebalanceTimeoutMs);
        f("serverAssignor", m.serverAssignor);
        f.tagged(0, "classicMemberMetadata", m.classicMemberMetadata, always);
    }
};

struct TargetAssignmentMetadataValue
{
    static constexpr ApiInfo api = valueInfo;
    std::int32_t assignmentEpoch = 0;
    std::int64_t assignmentTimestamp = 0;

    static void fields(auto& f, auto& m)
    {
        f("assignmentEpoch", m.assignmentEpoch);
        f.tagged(0, "assignmentTimestamp", m.assignmentTimestamp, always);
    }
};

struct AssignedPartitions
{
    Uuid topicId;
    std::vector<std::int32_t> partitions;

    static void fields(auto& f, auto& m)
    {
        f("topicId", m.topicId);
        f("partitions", m.partitions);
    }
};

struct ConsumerGroupTargetAssignmentMemberValue
{
    static constexpr ApiInfo api = valueInfo;
    std::vector<AssignedPartitions> topicPartitions;

    static void fields(auto& f, auto& m) { f("topicPartitions", m.topicPartitions); }
};

struct ConsumerGroupCurrentMemberAssignmentValue
{
    static constexpr ApiInfo api = valueInfo;

    struct TopicPartitions
    {
        Uuid topicId;
        std::vector<std::int32_t> partitions;
        std::optional<std::vector<std::int32_t>> assignmentEpochs;

        static void fields(auto& f, auto& m)
        {
            f("topicId", m.topicId);
            f("partitions", m.partitions);
            f.tagged(0, "assignmentEpochs", m.assignmentEpochs, always);
        }
    };

    std::int32_t memberEpoch = 0;
    std::int32_t previousMemberEpoch = 0;
    std::int8_t state = 0;
    std::vector<TopicPartitions> assignedPartitions;
    std::vector<TopicPartitions> partitionsPendingRevocation;

    static void fields(auto& f, auto& m)
    {
        f("memberEpoch", m.memberEpoch);
        f("previousMemberEpoch", m.previousMemberEpoch);
        f("state", m.state);
        f("assignedPartitions", m.assignedPartitions);
        f("partitionsPendingRevocation", m.partitionsPendingRevocation);
    }
};

struct RegularExpressionValue
{
    static constexpr ApiInfo api = valueInfo;
    std::vector<std::string> topics;
    std::int64_t version = 0;
    std::int64_t timestamp = 0;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics);
        f("version", m.version);
        f("timestamp", m.timestamp);
    }
};

struct TransactionLogKey
{
    static constexpr ApiInfo api = keyInfo;
    std::string transactionalId;

    static void fields(auto& f, auto& m) { f("transactionalId", m.transactionalId); }
};

struct TransactionLogValue
{
    static constexpr ApiInfo api{.key = -1, .versions = {0, 1}, .flexibleFrom = 1};

    struct Partitions
    {
        std::string topic;
        std::vector<std::int32_t> partitionIds;

        static void fields(auto& f, auto& m)
        {
            f("topic", m.topic);
            f("partitionIds", m.partitionIds);
        }
    };

    std::int64_t producerId = 0;
    std::int64_t previousProducerId = -1;
    std::int64_t nextProducerId = -1;
    std::int16_t producerEpoch = 0;
    std::int16_t nextProducerEpoch = -1;
    std::int32_t transactionTimeoutMs = 0;
    std::int8_t transactionStatus = 0;
    std::optional<std::vector<Partitions>> transactionPartitions;
    std::int64_t transactionLastUpdateTimestampMs = 0;
    std::int64_t transactionStartTimestampMs = 0;
    std::int16_t clientTransactionVersion = 0;

    static void fields(auto& f, auto& m)
    {
        f("producerId", m.producerId);
        f.tagged(0, "previousProducerId", m.previousProducerId, since(1), -1);
        f.tagged(1, "nextProducerId", m.nextProducerId, since(1), -1);
        f("producerEpoch", m.producerEpoch);
        f.tagged(3, "nextProducerEpoch", m.nextProducerEpoch, since(1), -1);
        f("transactionTimeoutMs", m.transactionTimeoutMs);
        f("transactionStatus", m.transactionStatus);
        f("transactionPartitions", m.transactionPartitions);
        f("transactionLastUpdateTimestampMs", m.transactionLastUpdateTimestampMs);
        f("transactionStartTimestampMs", m.transactionStartTimestampMs);
        f.tagged(2, "clientTransactionVersion", m.clientTransactionVersion, since(1));
    }
};

} // namespace ottla::internal
