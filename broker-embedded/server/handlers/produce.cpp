// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/produce.h"

#include "cluster/controller/controller.h"
#include "cluster/replication/awaitreplicas.h"
#include "cluster/topics.h"
#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/leadership.h"
#include "server/handlers/messageconversion.h"
#include "server/handlers/partitionlookup.h"
#include "wire/messageset.h"

#include <algorithm>
#include <charconv>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using TopicData = wire::ProduceRequest::TopicProduceData;
using TopicResponse = wire::ProduceResponse::TopicProduceResponse;
using PartitionResponse = TopicResponse::PartitionProduceResponse;

constexpr std::int16_t firstVersionOfFormatV2 = 3;
/// Nothing that a client may send in one request unpacks to more.
constexpr std::size_t unpackLimit = 100U << 20U;

/// What is wrong with the request as a whole.
cluster::Outcome checkRequest(const wire::ProduceRequest& request)
{
    if (request.acks < -1 || request.acks > 1) {
        return {ErrorCode::InvalidRequiredAcks, "acks must be 0, 1 or -1 (all)"};
    }
    if (request.transactionalId) {
        return {ErrorCode::TransactionalIdAuthorizationFailed, "this broker has no transactions"};
    }
    return {};
}

std::int64_t minInsyncReplicas(const Broker& broker, const cluster::Topic& topic)
{
    if (const auto own = topic.config.find("min.insync.replicas"); own != topic.config.end()) {
        std::int64_t number = 1;
        std::from_chars(own->second.data(), own->second.data() + own->second.size(), number);
        return number;
    }
    return broker.config.number("min.insync.replicas");
}

cluster::Outcome checkPartition(const Broker& broker, const std::string& topicName,
                                std::int32_t index, std::int16_t acks)
{
    const auto topic = broker.topics.find(topicName);
    if (!topic || index < 0 || static_cast<std::size_t>(index) >= topic->partitions.size()) {
        return {ErrorCode::UnknownTopicOrPartition, "no such topic or partition"};
    }
    if (topic->internal) {
        return {ErrorCode::InvalidTopicException, "an internal topic takes no messages"};
    }
    const auto inSync = topic->partitions[static_cast<std::size_t>(index)].isr.size();
    if (acks == -1 && static_cast<std::int64_t>(inSync) < minInsyncReplicas(broker, *topic)) {
        return {ErrorCode::NotEnoughReplicas, "fewer replicas are in sync than the topic demands"};
    }
    return {};
}

PartitionResponse failure(std::int32_t index, ErrorCode error, std::string message)
{
    PartitionResponse response;
    response.index = index;
    response.errorCode = error;
    response.baseOffset = -1;
    if (!message.empty()) {
        response.errorMessage = std::move(message);
    }
    return response;
}

/// Appends what an old producer sent, or what a new one did.
log::AppendResult store(cluster::Partition& partition, BytesView records, std::int16_t version)
{
    if (version < firstVersionOfFormatV2 && isMessageSet(records)) {
        auto batch = wire::toRecordBatch(records, unpackLimit);
        if (!batch) {
            return {.error = batch.error().code == Errc::TooLarge ? ErrorCode::MessageTooLarge
                                                                  : ErrorCode::CorruptMessage,
                    .message = batch.error().describe()};
        }
        return partition.append(*batch);
    }
    // The log stamps offsets into the batch where it lies, which is this request's own frame.
    return partition.append(std::span(const_cast<std::byte*>(records.data()), records.size()));
}

/// Where the answer for an append stands in the response.
struct Place
{
    std::size_t topic = 0;
    std::size_t partition = 0;
};

/// Appends; what is not yet acknowledged by all replicas goes into `awaited`.
PartitionResponse append(Broker& broker, const RequestContext& context, const std::string& topic,
                         const TopicData::PartitionProduceData& data, std::int16_t acks,
                         std::vector<cluster::AwaitedAppend>& awaited)
{
    if (auto checked = checkPartition(broker, topic, data.index, acks); !checked.ok()) {
        return failure(data.index, checked.error, std::move(checked.message));
    }
    const auto found = findPartition(broker, topic, data.index);
    if (!found.partition) {
        return failure(data.index, found.error, {});
    }
    const auto* view = std::get_if<BytesView>(&data.records);
    if (view == nullptr || view->empty()) {
        return failure(data.index, ErrorCode::InvalidRecord, "no record batch was sent");
    }
    auto result = store(*found.partition, *view, context.version);
    if (result.error != ErrorCode::None) {
        return failure(data.index, result.error, std::move(result.message));
    }
    PartitionResponse response;
    response.index = data.index;
    response.baseOffset = result.baseOffset.value;
    response.logAppendTimeMs = result.appendTimeMs;
    response.logStartOffset = found.partition->log().startOffset().value;
    const Offset end = result.lastOffset + 1;
    if (acks == -1 && found.partition->highWatermark() < end) {
        const auto known = broker.topics.find(topic);
        awaited.push_back({found.partition, end, result.leaderEpoch,
                           known ? minInsyncReplicas(broker, *known) : 1});
    }
    return response;
}

/// What only a leader may say is asked after first.
void replyIfLeading(Broker& broker, wire::ProduceResponse response,
                    const Reply<wire::ProduceResponse>& reply)
{
    std::vector<Place> wrong;
    for (std::size_t i = 0; i < response.responses.size(); ++i) {
        const auto& partitions = response.responses[i].partitionResponses;
        for (std::size_t k = 0; k < partitions.size(); ++k) {
            if (partitions[k].errorCode == ErrorCode::OutOfOrderSequenceNumber) {
                wrong.push_back({i, k});
            }
        }
    }
    if (wrong.empty() || broker.controller == nullptr) {
        reply(std::move(response));
        return;
    }
    broker.controller->post([&broker, response = std::move(response), wrong, reply]() mutable {
        for (const Place& place : wrong) {
            TopicResponse& topic = response.responses[place.topic];
            PartitionResponse& partition = topic.partitionResponses[place.partition];
            if (!leadsStill(broker, topic.name, partition.index)) {
                partition = failure(partition.index, ErrorCode::NotLeaderOrFollower, {});
            }
        }
        reply(std::move(response));
    });
}

} // namespace

void handleProduce(Broker& broker, const RequestContext& context, wire::ProduceRequest request,
                   Reply<wire::ProduceResponse> reply)
{
    const auto checked = checkRequest(request);
    wire::ProduceResponse response;
    std::vector<cluster::AwaitedAppend> awaited;
    std::vector<Place> places; // of those
    for (const TopicData& topic : request.topicData) {
        TopicResponse& answer = response.responses.emplace_back();
        answer.name = topic.name;
        for (const auto& partition : topic.partitionData) {
            const std::size_t before = awaited.size();
            answer.partitionResponses.push_back(
                checked.ok() ? append(broker, context, topic.name, partition, request.acks, awaited)
                             : failure(partition.index, checked.error, checked.message));
            if (awaited.size() > before) {
                places.push_back(
                    {response.responses.size() - 1, answer.partitionResponses.size() - 1});
            }
        }
    }
    if (awaited.empty()) {
        replyIfLeading(broker, std::move(response), reply);
        return;
    }
    context.letNextBegin();
    const auto timeout = std::chrono::milliseconds(std::max(request.timeoutMs, 0));
    cluster::awaitReplicas(
        broker.executor, std::move(awaited), timeout,
        [&broker, response = std::move(response), places = std::move(places),
         reply = std::move(reply)](const std::vector<ErrorCode>& errors) mutable {
            for (std::size_t i = 0; i < errors.size(); ++i) {
                auto& answer = response.responses[places[i].topic];
                auto& partition = answer.partitionResponses[places[i].partition];
                partition.errorCode = errors[i];
                partition.baseOffset = errors[i] == ErrorCode::None ? partition.baseOffset : -1;
            }
            replyIfLeading(broker, std::move(response), reply);
        });
}

} // namespace ottla::server
