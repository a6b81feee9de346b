// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/zookeeperoffsets.h"

#include "cluster/metadatastore.h"
#include "cluster/topics.h"
#include "server/config.h"
#include "server/handlers/partitionlookup.h"

#include <charconv>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using Committed = wire::OffsetCommitRequest::OffsetCommitRequestTopic::OffsetCommitRequestPartition;

std::string offsetPath(const std::string& group, const std::string& topic, std::int32_t partition)
{
    return "/consumers/" + group + "/offsets/" + topic + "/" + std::to_string(partition);
}

bool isPartition(Broker& broker, const std::string& topic, std::int32_t partition)
{
    const auto known = broker.topics.find(topic);
    return known && partition >= 0
        && static_cast<std::size_t>(partition) < known->partitions.size();
}

ErrorCode commit(Broker& broker, const std::string& group, const std::string& topic,
                 const Committed& partition)
{
    if (!isPartition(broker, topic, partition.partitionIndex)) {
        return ErrorCode::UnknownTopicOrPartition;
    }
    const auto longest =
        static_cast<std::size_t>(broker.config.number("offset.metadata.max.bytes"));
    if (partition.committedMetadata && partition.committedMetadata->size() > longest) {
        return ErrorCode::OffsetMetadataTooLarge;
    }
    const std::string path = offsetPath(group, topic, partition.partitionIndex);
    const std::string data = std::to_string(partition.committedOffset);
    auto stored = broker.metadata.apply({cluster::SetZnode{path, data}});
    if (!stored && stored.error().code == Errc::NotFound) {
        stored = broker.metadata.apply({cluster::CreateZnode{path, data}});
    }
    return stored ? ErrorCode::None : toErrorCode(stored.error());
}

std::optional<std::int64_t> offsetIn(const std::string& data)
{
    std::int64_t offset = 0;
    const auto [end, error] = std::from_chars(data.data(), data.data() + data.size(), offset);
    return error == std::errc() && end == data.data() + data.size() ? std::optional(offset)
                                                                    : std::nullopt;
}

/// A group's id is part of a path.
bool isGroupName(const std::string& group)
{
    return !group.empty() && group != "." && group != ".." && group.find('/') == std::string::npos;
}

} // namespace

void commitToZookeeper(Broker& broker, const wire::OffsetCommitRequest& request,
                       const Reply<wire::OffsetCommitResponse>& reply)
{
    wire::OffsetCommitResponse response;
    const bool named = isGroupName(request.groupId);
    for (const auto& topic : request.topics) {
        auto& answer = response.topics.emplace_back();
        answer.name = topic.name;
        for (const Committed& partition : topic.partitions) {
            auto& entry = answer.partitions.emplace_back();
            entry.partitionIndex = partition.partitionIndex;
            entry.errorCode = named ? commit(broker, request.groupId, topic.name, partition)
                                    : ErrorCode::InvalidGroupId;
        }
    }
    reply(std::move(response));
}

void fetchFromZookeeper(Broker& broker, const wire::OffsetFetchRequest& request,
                        const Reply<wire::OffsetFetchResponse>& reply)
{
    wire::OffsetFetchResponse response;
    const auto topics =
        request.topics.value_or(std::vector<wire::OffsetFetchRequest::OffsetFetchRequestTopic>{});
    for (const auto& topic : topics) {
        auto& answer = response.topics.emplace_back();
        answer.name = topic.name;
        for (const std::int32_t partition : topic.partitionIndexes) {
            auto& entry = answer.partitions.emplace_back();
            entry.partitionIndex = partition;
            const auto znode = isGroupName(request.groupId)
                ? broker.metadata.get(offsetPath(request.groupId, topic.name, partition))
                : std::nullopt;
            const auto offset = znode ? offsetIn(znode->data) : std::nullopt;
            entry.committedOffset = offset.value_or(-1);
            entry.errorCode = offset ? ErrorCode::None : ErrorCode::UnknownTopicOrPartition;
        }
    }
    reply(std::move(response));
}

} // namespace ottla::server
