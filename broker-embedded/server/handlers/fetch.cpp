// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/fetch.h"

#include "cluster/controller/controller.h"
#include "cluster/topics.h"
#include "log/abortedtransactions.h"
#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/fetchwait.h"
#include "server/handlers/leadership.h"
#include "server/handlers/messageconversion.h"
#include "server/handlers/partitionlookup.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using FetchPartition = wire::FetchRequest::FetchTopic::FetchPartition;
using PartitionData = wire::FetchResponse::FetchableTopicResponse::PartitionData;

constexpr std::int16_t firstVersionWithTopicIds = 13;
constexpr std::int16_t firstVersionWithFollowers = 11;
constexpr std::string_view rackAwareSelector =
    "org.apache.kafka.common.replica.RackAwareReplicaSelector";

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

/// Tells a read_committed consumer which of what it gets does not count.
void tellAborted(PartitionData& answer, const log::Log& log, Offset from)
{
    auto& told = answer.abortedTransactions.emplace();
    for (const auto& aborted : log.abortedTransactions(from, Offset{answer.lastStableOffset})) {
        told.push_back({aborted.producer.value, aborted.first.value});
    }
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

/// Who reads.
struct Reading
{
    NodeId replica; ///< The broker that copies the partition; -1 for a consumer.
    cluster::Partition::Reader reader; ///< What it may see.
    Role role; ///< Of the broker that it may read from.
    std::string rack; ///< Of a consumer; empty when it does not say.
};

Reading readingOf(const RequestContext& context, const wire::FetchRequest& request)
{
    return {replicaOf(request), readerOf(request), roleForFetch(context, request), request.rackId};
}

/// KIP-392: a follower on the consumer's rack that has what it asks for; -1 where it is to read
/// here.
NodeId closerReplica(const Broker& broker, const cluster::Partition& partition, Offset from,
                     const std::string& rack)
{
    if (rack.empty() || broker.config.text("replica.selector.class") != rackAwareSelector
        || broker.config.text("broker.rack") == rack) {
        return NodeId{-1};
    }
    const auto live = broker.liveBrokers.all();
    for (const NodeId follower : partition.followersWith(from)) {
        const auto found = live->find(follower);
        if (found != live->end() && found->second.rack == rack) {
            return follower;
        }
    }
    return NodeId{-1};
}

PartitionData readOne(Broker& broker, const std::string& topic, const FetchPartition& asked,
                      const Reading& reading, Budget& budget)
{
    const NodeId replica = reading.replica;
    PartitionData answer;
    answer.partitionIndex = asked.partition;
    answer.records = BytesView{};
    const auto lookup =
        findPartition(broker, topic, asked.partition, asked.currentLeaderEpoch, reading.role);
    if (!lookup.partition) {
        fail(answer, lookup.error);
        return answer;
    }
    cluster::Partition& partition = *lookup.partition;
    const bool copies = replica.value >= 0;
    if (!copies && partition.isLeader()) {
        answer.preferredReadReplica =
            closerReplica(broker, partition, Offset{asked.fetchOffset}, reading.rack).value;
    }
    const bool diverges = tellsDivergence(answer, partition, asked);
    if (copies && !diverges) {
        partition.noteFetch(replica, Offset{asked.fetchOffset});
    }
    const auto wanted = static_cast<std::uint64_t>(std::max(asked.partitionMaxBytes, 0));
    // Read before the high watermark is told, so that it is not behind the records.
    auto read = diverges || answer.preferredReadReplica >= 0
        ? Result<log::ReadResult>(log::ReadResult{})
        : partition.read(Offset{asked.fetchOffset}, std::min(wanted, budget.left), budget.used == 0,
                         reading.reader);
    if (!read) {
        // What a follower does not have, the leader may.
        const bool isElsewhere = !copies && !partition.isLeader();
        fail(answer, isElsewhere ? ErrorCode::NotLeaderOrFollower : toErrorCode(read.error()));
        answer.logStartOffset = copies ? partition.log().startOffset().value : -1;
        return answer;
    }
    answer.highWatermark = partition.highWatermark().value;
    answer.lastStableOffset = partition.lastStableOffset().value;
    answer.logStartOffset = partition.log().startOffset().value;
    if (reading.reader == cluster::Partition::Reader::Committed) {
        tellAborted(answer, partition.log(), Offset{asked.fetchOffset});
    }
    if (read->bytes > 0) {
        budget.used += read->bytes;
        budget.left -= std::min(budget.left, read->bytes);
        answer.records = std::move(read->regions);
    }
    return answer;
}

} // namespace

cluster::Partition::Reader readerOf(const wire::FetchRequest& request)
{
    return replicaOf(request).value >= 0          ? cluster::Partition::Reader::Replica
        : request.isolationLevel == readCommitted ? cluster::Partition::Reader::Committed
                                                  : cluster::Partition::Reader::Consumer;
}

NodeId replicaOf(const wire::FetchRequest& request)
{
    return NodeId{request.replicaId >= 0 ? request.replicaId : request.replicaState.replicaId};
}

Role roleForFetch(const RequestContext& context, const wire::FetchRequest& request)
{
    const bool isConsumer = replicaOf(request).value < 0;
    return isConsumer && context.version >= firstVersionWithFollowers ? Role::AnyReplica
                                                                      : Role::Leader;
}

FetchRead readFetch(Broker& broker, const RequestContext& context,
                    const wire::FetchRequest& request)
{
    FetchRead result;
    const auto most = std::min<std::int64_t>(std::max(request.maxBytes, 0),
                                             broker.config.number("fetch.max.bytes"));
    Budget budget{static_cast<std::uint64_t>(most)};
    const std::int8_t magic = messageFormatOf(context.version);
    const Reading reading = readingOf(context, request);
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
                data = readOne(broker, name, asked, reading, budget);
            }
            if (magic < 2) {
                convert(data, magic, Offset{asked.fetchOffset}, result.converted);
            }
            result.mustAnswer = result.mustAnswer || data.errorCode != ErrorCode::None
                || data.divergingEpoch.epoch >= 0 || data.preferredReadReplica >= 0;
            answer.partitions.push_back(std::move(data));
        }
    }
    result.bytes = budget.used;
    return result;
}

namespace {

bool isOutOfRange(const PartitionData& partition)
{
    return partition.errorCode == ErrorCode::OffsetOutOfRange;
}

/// An answer to a consumer, who would begin anew for an offset that is out of range: what only a
/// leader may say is asked after first.
void replyIfLeading(Broker& broker, wire::FetchResponse response,
                    const Reply<wire::FetchResponse>& reply)
{
    bool asks = false;
    for (const auto& topic : response.responses) {
        asks = asks || std::any_of(topic.partitions.begin(), topic.partitions.end(), isOutOfRange);
    }
    if (!asks || broker.controller == nullptr) {
        reply(std::move(response));
        return;
    }
    for (auto& topic : response.responses) {
        for (PartitionData& partition : topic.partitions) {
            partition.records =
                BytesView{}; // views of what is gone by then; they are asked for again
        }
    }
    broker.controller->post([&broker, response = std::move(response), reply]() mutable {
        for (auto& topic : response.responses) {
            const auto known = broker.topics.find(topic.topicId);
            const std::string name = known ? known->name : topic.topic;
            for (PartitionData& partition : topic.partitions) {
                if (isOutOfRange(partition)
                    && !leadsStill(broker, name, partition.partitionIndex)) {
                    partition.errorCode = ErrorCode::NotLeaderOrFollower;
                }
            }
        }
        reply(std::move(response));
    });
}

} // namespace

void handleFetch(Broker& broker, const RequestContext& context, wire::FetchRequest request,
                 Reply<wire::FetchResponse> toClient)
{
    Reply<wire::FetchResponse> reply = std::move(toClient);
    if (replicaOf(request).value < 0) {
        reply = [&broker, client = std::move(reply)](wire::FetchResponse response) {
            replyIfLeading(broker, std::move(response), client);
        };
    }
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
    context.letNextBegin();
    waitForData(broker, context, std::move(request), std::move(reply));
}

} // namespace ottla::server
