// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/findcoordinator.h"

#include "cluster/topics.h"
#include "group/groupcoordinator.h"
#include "group/offsetstore.h"
#include "server/handlers.h"
#include "server/handlers/brokeraddress.h"

#include <utility>

namespace ottla::server {

namespace {

using wire::ErrorCode;

constexpr std::int8_t groupKey = 0;
constexpr std::int8_t transactionKey = 1;
constexpr int severalKeysSince = 4; // KIP-699
constexpr const char* noTransactions = "This broker has no transactions";

/// Who leads the partition that keeps the group.
NodeId coordinatorOf(const Broker& broker, const std::string& group)
{
    const auto topic = broker.topics.find(group::OffsetStore::topicName);
    if (!topic || topic->partitions.empty()) {
        return NodeId{-1};
    }
    const auto count = static_cast<std::int32_t>(topic->partitions.size());
    const PartitionId id = group::partitionFor(group, count);
    return topic->partitions[static_cast<std::size_t>(id.value)].leader;
}

wire::FindCoordinatorResponse::Coordinator
locate(const Broker& broker, const RequestContext& context, const std::string& key, ErrorCode error)
{
    wire::FindCoordinatorResponse::Coordinator found;
    found.key = key;
    found.errorCode = error;
    found.errorMessage.reset();
    found.nodeId = -1;
    found.port = -1;
    if (error == ErrorCode::TransactionalIdAuthorizationFailed) {
        found.errorMessage = noTransactions;
    }
    if (error != ErrorCode::None) {
        return found;
    }
    if (const auto address = addressOf(broker, coordinatorOf(broker, key), context)) {
        found.nodeId = address->id.value;
        found.host = address->host;
        found.port = address->port;
    } else {
        found.errorCode = ErrorCode::CoordinatorNotAvailable;
    }
    return found;
}

} // namespace

void handleFindCoordinator(Broker& broker, const RequestContext& context,
                           wire::FindCoordinatorRequest request,
                           Reply<wire::FindCoordinatorResponse> reply)
{
    const auto answer = [&broker, context, request, reply = std::move(reply)](ErrorCode error) {
        wire::FindCoordinatorResponse response;
        if (context.version >= severalKeysSince) {
            for (const std::string& key : request.coordinatorKeys) {
                response.coordinators.push_back(locate(broker, context, key, error));
            }
        } else {
            const auto found = locate(broker, context, request.key, error);
            response.errorCode = found.errorCode;
            response.errorMessage = found.errorMessage;
            response.nodeId = found.nodeId;
            response.host = found.host;
            response.port = found.port;
        }
        reply(std::move(response));
    };
    if (request.keyType == groupKey && broker.topics.find(group::OffsetStore::topicName)) {
        answer(ErrorCode::None);
    } else if (request.keyType == groupKey) {
        broker.groups.prepare(answer);
    } else {
        // Nobody coordinates transactions here, and nobody ever will: librdkafka repeats every code
        // but the two about rights until its time is up, and so does Java what may pass.
        answer(request.keyType == transactionKey ? ErrorCode::TransactionalIdAuthorizationFailed
                                                 : ErrorCode::InvalidRequest);
    }
}

} // namespace ottla::server
