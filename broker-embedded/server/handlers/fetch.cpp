// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/fetch.h"

#include "cluster/topics.h"
#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/fetchwait.h"
#include "server/handlers/messageconversion.h"
#include "server/handlers/partitionlookup.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using FetchPartition = wire::FetchRequest::FetchTopic::FetchPartition;
using PartitionData = wire::FetchResponse::FetchableTopicResponse::PartitionData;

constexpr std::int16_t firstVersionWithTopicIds = 13;

/// What is left of the answer's size.
struct Budget
{
    std::uint64_t left;
    std::uint64_t used = 0;
};

void fail(PartitionData& answer, ErrorCode error)
{
    answer.errorCode = error;
    answer.highWatermark = -1;
    answer.records = BytesView{};
}

/// KIP-595: whether the client's log and this one part before where it wants to read.
bool tellsDivergence(PartitionData& answer, cluster::Partition& partition,
                     const FetchPartition& asked)
{
    if (asked.lastFetchedEpoch < 0) {
        return false;
    }
    const auto end = partition.log().endOffsetForEpoch(LeaderEpoch{asked.lastFetchedEpoch});
    if (end && end->first.value == asked.lastFetchedEpoch
        && end->second.value >= asked.fetchOffset) {
        return false;
    }
    if (end) {
        answer.divergingEpoch = {end->first.value, end->second.value};
    }
    return end.has_value();
}

/// Turns the records into what clients of the message formats v0 and v1 can read.
void convert(PartitionData& answer, std::int8_t magic, Offset from, std::vector<Bytes>& converted)
{
    const auto* regions = std::get_if<std::vector<FileRegion>>(&answer.records);
    if (regions == nullptr) {
        return;
    }
    auto messages = readAsMessageSet(*regions, magic, from);
    if (!messages) {
        fail(answer,
             messages.error().code == Errc::Unsupported ? ErrorCode::UnsupportedCompressionType
                                                        : toErrorCode(messages.error()));
        return;
    }
    answer.records = BytesView(converted.emplace_back(std::move(*messages)));
}

/// The broker that copies the partition; -1 for a consumer.
NodeId replicaOf(const wire::FetchRequest& request)
{
    return NodeId{request.replicaId >= 0 ? request.replicaId : request.replicaState.replicaId};
}

PartitionData readOne(Broker& broker, const std::string& topic, const FetchPartition& asked,
                      NodeId replica, Budget& budget)
{
    PartitionData answer;
    answer.partitionIndex = asked.partition;
    answer.records = BytesView{};
    const auto lookup = findPartition(broker, topic, asked.partition, asked.currentLeaderEpoch);
    if (!lookup.partition) {
        fail(answer, lookup.error);
        return answer;
    }
    cluster::Partition& partition = *lookup.partition;
    const bool copies = replica.value >= 0;
    const bool diverges = tellsDivergence(answer, partition, asked);
    if (copies && !diverges) {
        partition.noteFetch(replica, Offset{asked.fetchOffset});
    }
    const auto wanted = static_cast<std::uint64_t>(std::max(asked.partitionMaxBytes, 0));
    // Read before the high watermark is told, so that it is not behind the records.
    auto read = diverges
        ? Result<log::ReadResult>(log::ReadResult{})
        : partition.read(Offset{asked.fetchOffset}, std::min(wanted, budget.left), budget.used == 0,
                         copies ? cluster::Partition::Reader::Replica
                                : cluster::Partition::Reader::Consumer);
    if (!read) {
        fail(answer, toErrorCode(read.error()));
        answer.logStartOffset = copies ? partition.log().startOffset().value : -1;
        return answer;
    }
    answer.highWatermark = partition.highWatermark().value;
    answer.lastStableOffset = partition.lastStableOffset().value;
    answer.logStartOffset = partition.log().startOffset().value;
    if (read->bytes > 0) {
        budget.used += read->bytes;
        budget.left -= std::min(budget.left, read->bytes);
        answer.records = std::move(read->regions);
    }
    return answer;
}

} // namespace

FetchRead readFetch(Broker& broker, const RequestContext& context,
                    const wire::FetchRequest& request)
{
    FetchRead result;
    const auto most = std::min<std::int64_t>(std::max(request.maxBytes, 0),
                                             broker.config.number("fetch.max.bytes"));
    Budget budget{static_cast<std::uint64_t>(most)};
    const std::int8_t magic = messageFormatOf(context.version);
    for (const auto& topic : request.topics) {
        auto& answer = result.response.responses.emplace_back();
        answer.topic = topic.topic;
        answer.topicId = topic.topicId;
        std::string name = topic.topic;
        if (context.version >= firstVersionWithTopicIds) {
            const auto known = broker.topics.find(topic.topicId);
            name = known ? known->name : std::string();
        }
        for (const FetchPartition& asked : topic.partitions) {
            PartitionData data;
            if (name.empty() && context.version >= firstVersionWithTopicIds) {
                data.partitionIndex = asked.partition;
                fail(data, ErrorCode::UnknownTopicId);
            } else {
                data = readOne(broker, name, asked, replicaOf(request), budget);
            }
            if (magic < 2) {
                convert(data, magic, Offset{asked.fetchOffset}, result.converted);
            }
            result.mustAnswer = result.mustAnswer || data.errorCode != ErrorCode::None
                || data.divergingEpoch.epoch >= 0;
            answer.partitions.push_back(std::move(data));
        }
    }
    result.bytes = budget.used;
    return result;
}

void handleFetch(Broker& broker, const RequestContext& context, wire::FetchRequest request,
                 Reply<wire::FetchResponse> reply)
{
    // No fetch sessions (KIP-227): every full fetch is answered with session id 0, which tells the
    // client to send full fetches; one that continues a session gets an error that it starts over
    // after.
    if (request.sessionEpoch > 0) {
        wire::FetchResponse response;
        response.errorCode = ErrorCode::FetchSessionIdNotFound;
        reply(std::move(response));
        return;
    }
    FetchRead read = readFetch(broker, context, request);
    const bool enough = read.mustAnswer || request.maxWaitMs <= 0 || request.topics.empty()
        || static_cast<std::int64_t>(read.bytes) >= request.minBytes;
    if (enough) {
        reply(std::move(read.response)); // encodes before it returns: `read` holds its bytes
        return;
    }
    waitForData(broker, context, std::move(request), std::move(reply));
}

} // namespace ottla::server
