// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/listoffsets.h"

#include "server/handlers.h"
#include "server/handlers/partitionlookup.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using AskedOffset = wire::ListOffsetsRequest::ListOffsetsTopic::ListOffsetsPartition;
using FoundOffset =
    wire::ListOffsetsResponse::ListOffsetsTopicResponse::ListOffsetsPartitionResponse;

constexpr std::int64_t latest = -1;
constexpr std::int64_t earliest = -2;
constexpr std::int64_t maxTimestamp = -3;
constexpr std::int64_t earliestLocal = -4; // without tiered storage, the earliest

Result<log::TimestampOffset> find(cluster::Partition& partition, std::int64_t timestamp,
                                  std::int8_t isolation)
{
    const Offset end =
        isolation == readCommitted ? partition.lastStableOffset() : partition.highWatermark();
    switch (timestamp) {
    case latest:
        return log::TimestampOffset{-1, end, partition.leaderEpoch()};
    case earliest:
    case earliestLocal:
        return log::TimestampOffset{-1, partition.log().startOffset(), LeaderEpoch{}};
    default:
        break;
    }
    auto found = timestamp == maxTimestamp ? partition.log().offsetOfMaxTimestamp()
                                           : partition.log().offsetForTimestamp(timestamp);
    if (!found) {
        return found.error();
    }
    if (!*found || (*found)->offset >= end) {
        return log::TimestampOffset{};
    }
    return **found;
}

/// Version 0: where segments begin whose messages are not younger than `timestamp`, the newest
/// first, and before them the end of the log for "latest".
std::vector<std::int64_t> segmentOffsets(cluster::Partition& partition, std::int64_t timestamp,
                                         std::int32_t most)
{
    std::vector<std::int64_t> offsets;
    if (timestamp == earliest) {
        offsets.push_back(partition.log().startOffset().value);
    } else {
        const Offset end = partition.highWatermark();
        if (timestamp == latest) {
            offsets.push_back(end.value);
        }
        const auto segments = partition.log().segmentTimes();
        for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
            if (segment->offset < end
                && (timestamp == latest || segment->timestampMs <= timestamp)) {
                offsets.push_back(segment->offset.value);
            }
        }
    }
    offsets.resize(std::min(offsets.size(), static_cast<std::size_t>(std::max(most, 0))));
    return offsets;
}

FoundOffset answerOne(Broker& broker, const RequestContext& context, const std::string& topic,
                      const AskedOffset& asked, std::int8_t isolation)
{
    FoundOffset answer;
    answer.partitionIndex = asked.partitionIndex;
    const auto lookup =
        findPartition(broker, topic, asked.partitionIndex, asked.currentLeaderEpoch);
    if (!lookup.partition) {
        answer.errorCode = lookup.error;
        return answer;
    }
    if (context.version == 0 && asked.timestamp >= earliest) {
        answer.oldStyleOffsets =
            segmentOffsets(*lookup.partition, asked.timestamp, asked.maxNumOffsets);
        return answer;
    }
    const std::int16_t knownSince = asked.timestamp == maxTimestamp ? 7
        : asked.timestamp == earliestLocal                          ? 8
                                                                    : 1;
    if (asked.timestamp < earliestLocal || context.version < knownSince) {
        answer.errorCode = ErrorCode::UnsupportedVersion;
        return answer;
    }
    const auto found = find(*lookup.partition, asked.timestamp, isolation);
    if (!found) {
        answer.errorCode = toErrorCode(found.error());
        return answer;
    }
    answer.timestamp = found->timestampMs;
    answer.offset = found->offset.value;
    if (context.version >= 4) {
        answer.leaderEpoch = found->leaderEpoch.value;
    }
    return answer;
}

} // namespace

void handleListOffsets(Broker& broker, const RequestContext& context,
                       wire::ListOffsetsRequest request, Reply<wire::ListOffsetsResponse> reply)
{
    wire::ListOffsetsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.topics.emplace_back();
        answer.name = topic.name;
        for (const AskedOffset& asked : topic.partitions) {
            answer.partitions.push_back(
                answerOne(broker, context, topic.name, asked, request.isolationLevel));
        }
    }
    reply(std::move(response));
}

} // namespace ottla::server
