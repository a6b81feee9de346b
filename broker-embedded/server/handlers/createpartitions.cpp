// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/createpartitions.h"

#include "server/handlers.h"
#include "server/handlers/topicadmin.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using TopicToGrow = wire::CreatePartitionsRequest::CreatePartitionsTopic;

cluster::Outcome grow(Broker& broker, const TopicToGrow& asked, bool validateOnly)
{
    if (cluster::Outcome checked = checkController(broker); !checked.ok()) {
        return checked;
    }
    cluster::Assignment replicas;
    if (asked.assignments) {
        for (const auto& entry : *asked.assignments) {
            auto& ofOne = replicas.emplace_back();
            for (const std::int32_t id : entry.brokerIds) {
                ofOne.emplace_back(id);
            }
        }
        if (replicas.empty()) {
            return {ErrorCode::InvalidReplicaAssignment,
                    "Replicas must be given for each new partition, or for none"};
        }
    }
    const cluster::Outcome grown =
        broker.topics.addPartitions(asked.name, asked.count, validateOnly, replicas);
    if (!grown.ok() || validateOnly) {
        return grown;
    }
    if (cluster::Outcome followed = followUp(broker); !followed.ok()) {
        return followed;
    }
    return refreshLogs(broker, asked.name);
}

wire::CreatePartitionsResponse answerAll(Broker& broker,
                                         const wire::CreatePartitionsRequest& request)
{
    wire::CreatePartitionsResponse response;
    for (const TopicToGrow& asked : request.topics) {
        const auto named =
            std::count_if(request.topics.begin(), request.topics.end(),
                          [&](const TopicToGrow& other) { return other.name == asked.name; });
        const cluster::Outcome outcome = named > 1
            ? cluster::Outcome{ErrorCode::InvalidRequest,
                               "The request names this topic more than once"}
            : grow(broker, asked, request.validateOnly);
        auto& answer = response.results.emplace_back();
        answer.name = asked.name;
        answer.errorCode = outcome.error;
        if (!outcome.ok()) {
            answer.errorMessage = outcome.message;
        }
    }
    return response;
}

} // namespace

void handleCreatePartitions(Broker& broker, const RequestContext&,
                            wire::CreatePartitionsRequest request,
                            Reply<wire::CreatePartitionsResponse> reply)
{
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
        reply(answerAll(broker, request));
    });
}

} // namespace ottla::server
