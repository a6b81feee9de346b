// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/metadata.h"

#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/authorizedoperations.h"
#include "server/handlers/brokeraddress.h"
#include "server/handlers/topicadmin.h"

#include <utility>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using AnsweredTopic = wire::MetadataResponse::MetadataResponseTopic;

std::vector<std::int32_t> toNumbers(const std::vector<NodeId>& nodes)
{
    std::vector<std::int32_t> numbers;
    for (const NodeId node : nodes) {
        numbers.push_back(node.value);
    }
    return numbers;
}

AnsweredTopic describe(const cluster::Topic& topic)
{
    AnsweredTopic answer;
    answer.name = topic.name;
    answer.topicId = topic.id;
    answer.isInternal = topic.internal;
    for (const cluster::PartitionState& partition : topic.partitions) {
        auto& entry = answer.partitions.emplace_back();
        entry.errorCode =
            partition.leader.value < 0 ? ErrorCode::LeaderNotAvailable : ErrorCode::None;
        entry.partitionIndex = partition.id.value;
        entry.leaderId = partition.leader.value;
        entry.leaderEpoch = partition.leaderEpoch.value;
        entry.replicaNodes = toNumbers(partition.replicas);
        entry.isrNodes = toNumbers(partition.isr);
    }
    return answer;
}

AnsweredTopic answerByName(Broker& broker, const std::string& name, bool mayCreate)
{
    if (const auto topic = broker.topics.find(name)) {
        return describe(*topic);
    }
    AnsweredTopic missing;
    missing.name = name;
    if (!cluster::Topics::isValidName(name)) {
        missing.errorCode = ErrorCode::InvalidTopicException;
        return missing;
    }
    // The broker makes its own topics itself, with the partitions and settings that they need.
    if (!mayCreate || cluster::Topics::isInternalName(name)) {
        missing.errorCode = ErrorCode::UnknownTopicOrPartition;
        return missing;
    }
    cluster::TopicRequest request{.name = name, .partitions = -1, .replicationFactor = -1};
    const cluster::Outcome created = createTopic(broker, request);
    // Another client may have been first.
    if (const auto topic = broker.topics.find(name)) {
        return describe(*topic);
    }
    missing.errorCode = created.ok() ? ErrorCode::LeaderNotAvailable : created.error;
    return missing;
}

AnsweredTopic answerById(const Broker& broker, const Uuid& id)
{
    if (const auto topic = broker.topics.find(id)) {
        return describe(*topic);
    }
    AnsweredTopic missing;
    missing.name.reset();
    missing.topicId = id;
    missing.errorCode = ErrorCode::UnknownTopicId;
    return missing;
}

} // namespace

void handleMetadata(Broker& broker, const RequestContext& context, wire::MetadataRequest request,
                    Reply<wire::MetadataResponse> reply)
{
    wire::MetadataResponse response;
    const BrokerAddress address = addressFor(broker, context);
    response.brokers.push_back({broker.nodeId.value, address.host, address.port, std::nullopt});
    response.clusterId = broker.clusterId;
    response.controllerId = broker.nodeId.value;

    if (request.includeClusterAuthorizedOperations) {
        response.clusterAuthorizedOperations = clusterOperations;
    }

    // Version 0 has no null: there an empty list asks for all.
    const bool all = !request.topics || (context.version == 0 && request.topics->empty());
    if (all) {
        for (const auto& topic : broker.topics.all()) {
            response.topics.push_back(describe(*topic));
        }
    } else {
        const bool mayCreate =
            request.allowAutoTopicCreation && broker.config.flag("auto.create.topics.enable");
        for (const auto& asked : *request.topics) {
            response.topics.push_back(asked.name ? answerByName(broker, *asked.name, mayCreate)
                                                 : answerById(broker, asked.topicId));
            if (context.version < 12 && !response.topics.back().name) {
                response.topics.back().name = std::string{};
            }
        }
    }
    if (request.includeTopicAuthorizedOperations) {
        for (AnsweredTopic& topic : response.topics) {
            topic.topicAuthorizedOperations = topicOperations;
        }
    }
    reply(std::move(response));
}

} // namespace ottla::server
