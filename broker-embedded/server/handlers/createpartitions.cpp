// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/createpartitions.h"

#include "server/handlers.h"
#include "server/handlers/topicadmin.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using Asked = wire::CreatePartitionsRequest::CreatePartitionsTopic;

cluster::Outcome grow(Broker& broker, const Asked& asked, bool validateOnly)
{
    const auto topic = broker.topics.find(asked.name);
    const auto present =
        topic ? static_cast<std::int32_t>(topic->partitions.size()) : std::int32_t{0};
    if (topic && asked.assignments && asked.count > present) {
        const auto added = static_cast<std::size_t>(asked.count - present);
        const std::vector<std::int32_t> self{broker.nodeId.value};
        const bool fits = asked.assignments->size() == added
            && std::all_of(asked.assignments->begin(), asked.assignments->end(),
                           [&](const auto& entry) { return entry.brokerIds == self; });
        if (!fits) {
            return {ErrorCode::InvalidReplicaAssignment,
                    "Each new partition needs one replica, on broker "
                        + std::to_string(broker.nodeId.value)};
        }
    }
    const cluster::Outcome grown =
        broker.topics.addPartitions(asked.name, asked.count, validateOnly);
    return grown.ok() && !validateOnly ? refreshLogs(broker, asked.name) : grown;
}

} // namespace

void handleCreatePartitions(Broker& broker, const RequestContext&,
                            wire::CreatePartitionsRequest request,
                            Reply<wire::CreatePartitionsResponse> reply)
{
    wire::CreatePartitionsResponse response;
    for (const Asked& asked : request.topics) {
        const auto named =
            std::count_if(request.topics.begin(), request.topics.end(),
                          [&](const Asked& other) { return other.name == asked.name; });
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
    reply(std::move(response));
}

} // namespace ottla::server
