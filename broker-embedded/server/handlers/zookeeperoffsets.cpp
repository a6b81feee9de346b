// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/zookeeperoffsets.h"

#include "cluster/metadatastore.h"
#include "cluster/topics.h"
#include "server/config.h"
#include "server/handlers/partitionlookup.h"
#include "server/handlers/topicadmin.h"

#include <atomic>
#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

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
        if (!stored && stored.error().code == Errc::AlreadyExists) { // another was quicker
            stored = broker.metadata.apply({cluster::SetZnode{path, data}});
        }
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

/// An answer whose offsets come one by one, on several threads.
struct Gathered
{
    void take(std::size_t at, const Result<std::optional<cluster::Znode>>& found)
    {
        const auto [topic, partition] = asked[at];
        auto& entry = response.topics[topic].partitions[partition];
        if (!found) {
            entry.errorCode = toErrorCode(found.error());
        } else if (const auto offset = *found ? offsetIn((*found)->data) : std::nullopt) {
            entry.committedOffset = *offset;
            entry.errorCode = ErrorCode::None;
        }
    }
    void finishOne()
    {
        if (--open == 0) {
            reply(std::move(response));
        }
    }

    wire::OffsetFetchResponse response; ///< Each look-up writes an entry of its own.
    std::vector<std::pair<std::size_t, std::size_t>> asked; ///< Topic and partition within it.
    std::atomic<std::size_t> open{0};
    Reply<wire::OffsetFetchResponse> reply;
};

/// A group's id is part of a path, which ends at a zero for ZooKeeper's client.
bool isGroupName(const std::string& group)
{
    return !group.empty() && group != "." && group != ".."
        && group.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
}

} // namespace

void commitToZookeeper(Broker& broker, wire::OffsetCommitRequest request,
                       Reply<wire::OffsetCommitResponse> reply)
{
    // It waits for the registry, which no thread that serves connections may.
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
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
    });
}

void fetchFromZookeeper(Broker& broker, const wire::OffsetFetchRequest& request,
                        Reply<wire::OffsetFetchResponse> reply)
{
    const auto gathered = std::make_shared<Gathered>();
    gathered->reply = std::move(reply);
    std::vector<std::string> paths;
    const auto topics =
        request.topics.value_or(std::vector<wire::OffsetFetchRequest::OffsetFetchRequestTopic>{});
    for (const auto& topic : topics) {
        auto& answer = gathered->response.topics.emplace_back();
        answer.name = topic.name;
        for (const std::int32_t partition : topic.partitionIndexes) {
            auto& entry = answer.partitions.emplace_back();
            entry.partitionIndex = partition;
            entry.committedOffset = -1;
            entry.errorCode = ErrorCode::UnknownTopicOrPartition;
            // A topic's name is part of the path, too.
            if (isGroupName(request.groupId) && cluster::Topics::isValidName(topic.name)) {
                gathered->asked.emplace_back(gathered->response.topics.size() - 1,
                                             answer.partitions.size() - 1);
                paths.push_back(offsetPath(request.groupId, topic.name, partition));
            }
        }
    }
    gathered->open = paths.size() + 1; // this function's own turn
    for (std::size_t at = 0; at < paths.size(); ++at) {
        broker.metadata.lookUp(paths[at],
                               [gathered, at](Result<std::optional<cluster::Znode>> found) {
                                   gathered->take(at, found);
                                   gathered->finishOne();
                               });
    }
    gathered->finishOne();
}

} // namespace ottla::server
