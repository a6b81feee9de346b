// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/createtopics.h"

#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/configentries.h"
#include "server/handlers/topicadmin.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using NewTopic = wire::CreateTopicsRequest::CreatableTopic;
using CreatedTopic = wire::CreateTopicsResponse::CreatableTopicResult;

/// Puts the replicas in the order of partitions, which must be numbered from 0 without a gap.
bool readAssignment(const NewTopic& asked, cluster::TopicRequest& request)
{
    request.assignment.resize(asked.assignments.size());
    std::vector<bool> seen(asked.assignments.size(), false);
    for (const auto& entry : asked.assignments) {
        const auto index = static_cast<std::size_t>(entry.partitionIndex);
        if (entry.partitionIndex < 0 || index >= seen.size() || seen[index]) {
            return false;
        }
        seen[index] = true;
        for (const std::int32_t id : entry.brokerIds) {
            request.assignment[index].emplace_back(id);
        }
    }
    return true;
}

cluster::Outcome create(Broker& broker, const NewTopic& asked, cluster::TopicRequest& request)
{
    for (const auto& entry : asked.configs) {
        if (!entry.value) {
            return {ErrorCode::InvalidConfig, "The value of " + entry.name + " is null"};
        }
        request.config[entry.name] = *entry.value;
    }
    if (!asked.assignments.empty()
        && (asked.numPartitions != -1 || asked.replicationFactor != -1)) {
        return {ErrorCode::InvalidRequest,
                "Either replicas are assigned, or their number and that of partitions is given; "
                "not both"};
    }
    if (!readAssignment(asked, request)) {
        return {ErrorCode::InvalidReplicaAssignment,
                "Partitions must be numbered from 0 without gaps or repetitions"};
    }
    return createTopic(broker, request);
}

CreatedTopic answerOne(Broker& broker, const NewTopic& asked, bool validateOnly)
{
    cluster::TopicRequest request{.name = asked.name,
                                  .partitions = asked.numPartitions,
                                  .replicationFactor = asked.replicationFactor,
                                  .validateOnly = validateOnly};
    cluster::Outcome outcome = checkController(broker);
    if (outcome.ok()) {
        outcome = create(broker, asked, request);
    }
    CreatedTopic answer;
    answer.name = asked.name;
    answer.errorCode = outcome.error;
    answer.errorMessage.reset();
    if (!outcome.ok()) {
        answer.errorMessage = outcome.message;
        answer.configs.reset();
        return answer;
    }
    if (const auto topic = broker.topics.find(asked.name)) {
        answer.topicId = topic->id;
    }
    answer.numPartitions = request.assignment.empty()
        ? request.partitions
        : static_cast<std::int32_t>(request.assignment.size());
    answer.replicationFactor = request.assignment.empty()
        ? request.replicationFactor
        : static_cast<std::int16_t>(request.assignment.front().size());
    for (const ConfigEntry& entry : topicConfigEntries(broker.config, request.config)) {
        answer.configs->push_back(
            {entry.name, entry.value, false, static_cast<std::int8_t>(entry.source), false});
    }
    return answer;
}

wire::CreateTopicsResponse answerAll(Broker& broker, const wire::CreateTopicsRequest& request)
{
    wire::CreateTopicsResponse response;
    for (const NewTopic& asked : request.topics) {
        const auto named =
            std::count_if(request.topics.begin(), request.topics.end(),
                          [&](const NewTopic& other) { return other.name == asked.name; });
        if (named > 1) {
            CreatedTopic answer;
            answer.name = asked.name;
            answer.errorCode = ErrorCode::InvalidRequest;
            answer.errorMessage = "The request names this topic more than once";
            answer.configs.reset();
            response.topics.push_back(std::move(answer));
        } else {
            response.topics.push_back(answerOne(broker, asked, request.validateOnly));
        }
    }
    return response;
}

} // namespace

void handleCreateTopics(Broker& broker, const RequestContext&, wire::CreateTopicsRequest request,
                        Reply<wire::CreateTopicsResponse> reply)
{
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
        reply(answerAll(broker, request));
    });
}

} // namespace ottla::server
