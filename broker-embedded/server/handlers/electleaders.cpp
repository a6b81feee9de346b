// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/electleaders.h"

#include "cluster/controller/controller.h"
#include "server/handlers.h"
#include "server/handlers/topicadmin.h"

namespace ottla::server {

namespace {

using cluster::Controller;
using cluster::Outcome;
using wire::ErrorCode;
using Outcomes = std::map<Controller::PartitionName, Outcome>;

std::set<Controller::PartitionName> askedPartitions(const Broker& broker,
                                                    const wire::ElectLeadersRequest& request)
{
    std::set<Controller::PartitionName> names;
    if (request.topicPartitions) {
        for (const auto& topic : *request.topicPartitions) {
            for (const std::int32_t partition : topic.partitions) {
                names.emplace(topic.topic, PartitionId{partition});
            }
        }
        return names;
    }
    for (const auto& topic : broker.topics.all()) {
        for (const auto& partition : topic->partitions) {
            names.emplace(topic->name, partition.id);
        }
    }
    return names;
}

/// A lone node leads whatever there is.
Outcomes electAlone(const Broker& broker, const std::set<Controller::PartitionName>& names)
{
    Outcomes outcomes;
    for (const auto& [name, id] : names) {
        const auto topic = broker.topics.find(name);
        const bool known =
            topic && id.value >= 0 && static_cast<std::size_t>(id.value) < topic->partitions.size();
        outcomes[{name, id}] = known
            ? Outcome{ErrorCode::ElectionNotNeeded, "The partition has that leader already"}
            : Outcome{ErrorCode::UnknownTopicOrPartition, "There is no such partition"};
    }
    return outcomes;
}

wire::ElectLeadersResponse answer(const Broker& broker, const wire::ElectLeadersRequest& request)
{
    wire::ElectLeadersResponse response;
    if (request.electionType != 0 && request.electionType != 1) {
        response.errorCode = ErrorCode::InvalidRequest;
        return response;
    }
    const auto names = askedPartitions(broker, request);
    const Outcome checked = checkController(broker);
    Outcomes outcomes;
    if (!checked.ok()) {
        response.errorCode = checked.error;
        for (const auto& name : names) {
            outcomes[name] = checked;
        }
    } else if (broker.controller != nullptr) {
        const auto kind = request.electionType == 0 ? Controller::Election::Preferred
                                                    : Controller::Election::Unclean;
        outcomes = broker.controller->elect(kind, names);
    } else {
        outcomes = electAlone(broker, names);
    }
    for (const auto& [name, outcome] : outcomes) {
        // Who asks for all wants to hear of those where something happened.
        if (!request.topicPartitions && outcome.error == ErrorCode::ElectionNotNeeded) {
            continue;
        }
        auto& results = response.replicaElectionResults;
        if (results.empty() || results.back().topic != name.first) {
            results.emplace_back().topic = name.first;
        }
        auto& result = results.back().partitionResult.emplace_back();
        result.partitionId = name.second.value;
        result.errorCode = outcome.error;
        result.errorMessage = outcome.ok() ? std::nullopt : std::optional(outcome.message);
    }
    return response;
}

} // namespace

void handleElectLeaders(Broker& broker, const RequestContext&, wire::ElectLeadersRequest request,
                        Reply<wire::ElectLeadersResponse> reply)
{
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
        reply(answer(broker, request));
    });
}

} // namespace ottla::server
