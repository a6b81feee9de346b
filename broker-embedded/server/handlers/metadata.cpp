// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/metadata.h"

#include "cluster/livebrokers.h"
#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/authorizedoperations.h"
#include "server/handlers/brokeraddress.h"
#include "server/handlers/topicadmin.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using AnsweredTopic = wire::MetadataResponse::MetadataResponseTopic;

/// What a client needs to know beside the topic itself.
struct View
{
    const Broker& broker;
    std::shared_ptr<const cluster::LiveBrokers::Map> live;

    [[nodiscard]] bool isLive(NodeId id) const { return id == broker.nodeId || live->contains(id); }
};

AnsweredTopic describe(const View& view, const cluster::Topic& topic)
{
    AnsweredTopic answer;
    answer.name = topic.name;
    answer.topicId = topic.id;
    answer.isInternal = topic.internal;
    for (const cluster::PartitionState& partition : topic.partitions) {
        auto& entry = answer.partitions.emplace_back();
        const bool led = partition.leader.value >= 0 && view.isLive(partition.leader);
        entry.errorCode = led ? ErrorCode::None : ErrorCode::LeaderNotAvailable;
        entry.partitionIndex = partition.id.value;
        entry.leaderId = led ? partition.leader.value : -1;
        entry.leaderEpoch = partition.leaderEpoch.value;
        entry.replicaNodes = toNumbers(partition.replicas);
        entry.isrNodes = toNumbers(partition.isr);
        for (const NodeId replica : partition.replicas) {
            if (!view.isLive(replica)) {
                entry.offlineReplicas.push_back(replica.value);
            }
        }
    }
    return answer;
}

AnsweredTopic answerByName(Broker& broker, const View& view, const std::string& name,
                           bool mayCreate)
{
    if (const auto topic = broker.topics.find(name)) {
        return describe(view, *topic);
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
        return describe(view, *topic);
    }
    missing.errorCode = created.ok() ? ErrorCode::LeaderNotAvailable : created.error;
    return missing;
}

AnsweredTopic answerById(const View& view, const Uuid& id)
{
    if (const auto topic = view.broker.topics.find(id)) {
        return describe(view, *topic);
    }
    AnsweredTopic missing;
    missing.name.reset();
    missing.topicId = id;
    missing.errorCode = ErrorCode::UnknownTopicId;
    return missing;
}

/// Whether answering makes a topic: that takes its time, and is not for a connection's strand.
bool createsTopics(const Broker& broker, const wire::MetadataRequest& request)
{
    return request.topics && request.allowAutoTopicCreation
        && broker.config.flag("auto.create.topics.enable")
        && std::any_of(request.topics->begin(), request.topics->end(), [&](const auto& asked) {
               return asked.name && !broker.topics.find(*asked.name);
           });
}

wire::MetadataResponse answerMetadata(Broker& broker, const RequestContext& context,
                                      const wire::MetadataRequest& request)
{
    wire::MetadataResponse response;
    for (const BrokerAddress& address : addressesFor(broker, context)) {
        response.brokers.push_back({address.id.value, address.host, address.port, address.rack});
    }
    response.clusterId = broker.clusterId;
    response.controllerId = controllerId(broker).value;
    if (request.includeClusterAuthorizedOperations) {
        response.clusterAuthorizedOperations = clusterOperations;
    }
    const View view{broker, broker.liveBrokers.all()};
    // Version 0 has no null: there an empty list asks for all.
    const bool all = !request.topics || (context.version == 0 && request.topics->empty());
    if (all) {
        for (const auto& topic : broker.topics.all()) {
            response.topics.push_back(describe(view, *topic));
        }
    } else {
        const bool mayCreate =
            request.allowAutoTopicCreation && broker.config.flag("auto.create.topics.enable");
        for (const auto& asked : *request.topics) {
            response.topics.push_back(asked.name
                                          ? answerByName(broker, view, *asked.name, mayCreate)
                                          : answerById(view, asked.topicId));
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
    return response;
}

} // namespace

void handleMetadata(Broker& broker, const RequestContext& context, wire::MetadataRequest request,
                    Reply<wire::MetadataResponse> reply)
{
    if (!createsTopics(broker, request)) {
        reply(answerMetadata(broker, context, request));
        return;
    }
    onAdminThread(broker,
                  [&broker, context, request = std::move(request), reply = std::move(reply)] {
                      reply(answerMetadata(broker, context, request));
                  });
}

} // namespace ottla::server
