// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/controller.h"
#include "server/handlers.h"
#include "server/handlers/brokeraddress.h"
#include "server/handlers/topicadmin.h"
#include "wire/kafka/alterpartitionreassignments.h"
#include "wire/kafka/listpartitionreassignments.h"

#include <algorithm>

namespace ottla::server {

namespace {

using cluster::Controller;
using cluster::Outcome;
using cluster::PartitionState;
using wire::ErrorCode;
using Outcomes = std::map<Controller::PartitionName, Outcome>;

const PartitionState* findState(const cluster::Topic* topic, std::int32_t partition)
{
    const auto index = static_cast<std::size_t>(partition);
    return topic != nullptr && partition >= 0 && index < topic->partitions.size()
        ? &topic->partitions[index]
        : nullptr;
}

/// A lone node is every partition's one replica.
Outcome reassignAlone(const Broker& broker, const Controller::PartitionName& name,
                      const std::optional<std::vector<NodeId>>& wanted)
{
    const auto topic = broker.topics.find(name.first);
    if (findState(topic.get(), name.second.value) == nullptr) {
        return {ErrorCode::UnknownTopicOrPartition, "There is no such partition"};
    }
    if (!wanted) {
        return {ErrorCode::NoReassignmentInProgress,
                "No reassignment of this partition is under way"};
    }
    if (*wanted != std::vector<NodeId>{broker.nodeId}) {
        return {ErrorCode::InvalidReplicaAssignment,
                "The only broker here is " + std::to_string(broker.nodeId.value)};
    }
    return {};
}

Controller::Reassignments wantedBy(const wire::AlterPartitionReassignmentsRequest& request)
{
    Controller::Reassignments wanted;
    for (const auto& topic : request.topics) {
        for (const auto& partition : topic.partitions) {
            auto& replicas = wanted[{topic.name, PartitionId{partition.partitionIndex}}];
            if (partition.replicas) {
                replicas.emplace();
                for (const std::int32_t id : *partition.replicas) {
                    replicas->emplace_back(id);
                }
            }
        }
    }
    return wanted;
}

/// KIP-860: the number of replicas is to stay.
Outcomes refuseOtherFactors(const Broker& broker, Controller::Reassignments& wanted)
{
    Outcomes refused;
    for (const auto& [name, replicas] : wanted) {
        const auto topic = broker.topics.find(name.first);
        const PartitionState* state = findState(topic.get(), name.second.value);
        if (state != nullptr && replicas
            && replicas->size() != state->replicas.size() - state->adding.size()) {
            refused[name] = {ErrorCode::InvalidReplicationFactor,
                             "The request does not allow another number of replicas"};
        }
    }
    for (const auto& [name, outcome] : refused) {
        wanted.erase(name);
    }
    return refused;
}

Outcomes reassign(const Broker& broker, const wire::AlterPartitionReassignmentsRequest& request)
{
    Controller::Reassignments wanted = wantedBy(request);
    Outcomes outcomes;
    if (!request.allowReplicationFactorChange) {
        outcomes = refuseOtherFactors(broker, wanted);
    }
    if (broker.controller != nullptr) {
        outcomes.merge(broker.controller->reassign(wanted));
        return outcomes;
    }
    for (const auto& [name, replicas] : wanted) {
        outcomes[name] = reassignAlone(broker, name, replicas);
    }
    return outcomes;
}

wire::AlterPartitionReassignmentsResponse
answer(const Broker& broker, const wire::AlterPartitionReassignmentsRequest& request)
{
    wire::AlterPartitionReassignmentsResponse response;
    response.allowReplicationFactorChange = request.allowReplicationFactorChange;
    response.errorMessage.reset();
    if (const Outcome checked = checkController(broker); !checked.ok()) {
        response.errorCode = checked.error;
        response.errorMessage = checked.message;
        return response;
    }
    for (const auto& [name, outcome] : reassign(broker, request)) {
        auto& topics = response.responses;
        if (topics.empty() || topics.back().name != name.first) {
            topics.emplace_back().name = name.first;
        }
        auto& partition = topics.back().partitions.emplace_back();
        partition.partitionIndex = name.second.value;
        partition.errorCode = outcome.error;
        partition.errorMessage = outcome.ok() ? std::nullopt : std::optional(outcome.message);
    }
    return response;
}

/// What is under way of `asked`, or of all when it is null.
void list(const cluster::Topic& topic, const std::vector<std::int32_t>* asked,
          wire::ListPartitionReassignmentsResponse& response)
{
    wire::ListPartitionReassignmentsResponse::OngoingTopicReassignment ongoing;
    ongoing.name = topic.name;
    for (const PartitionState& partition : topic.partitions) {
        const bool wanted = asked == nullptr
            || std::find(asked->begin(), asked->end(), partition.id.value) != asked->end();
        if (wanted && (!partition.adding.empty() || !partition.removing.empty())) {
            ongoing.partitions.push_back({partition.id.value, toNumbers(partition.replicas),
                                          toNumbers(partition.adding),
                                          toNumbers(partition.removing)});
        }
    }
    if (!ongoing.partitions.empty()) {
        response.topics.push_back(std::move(ongoing));
    }
}

} // namespace

void handleAlterPartitionReassignments(Broker& broker, const RequestContext&,
                                       wire::AlterPartitionReassignmentsRequest request,
                                       Reply<wire::AlterPartitionReassignmentsResponse> reply)
{
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
        reply(answer(broker, request));
    });
}

void handleListPartitionReassignments(Broker& broker, const RequestContext&,
                                      wire::ListPartitionReassignmentsRequest request,
                                      Reply<wire::ListPartitionReassignmentsResponse> reply)
{
    wire::ListPartitionReassignmentsResponse response;
    response.errorMessage.reset();
    if (const Outcome checked = checkController(broker); !checked.ok()) {
        response.errorCode = checked.error;
        response.errorMessage = checked.message;
    } else if (request.topics) {
        for (const auto& asked : *request.topics) {
            if (const auto topic = broker.topics.find(asked.name)) {
                list(*topic, &asked.partitionIndexes, response);
            }
        }
    } else {
        for (const auto& topic : broker.topics.all()) {
            list(*topic, nullptr, response);
        }
    }
    reply(std::move(response));
}

} // namespace ottla::server
