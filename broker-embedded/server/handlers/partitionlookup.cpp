// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/partitionlookup.h"

#include "cluster/partitions.h"
#include "cluster/topics.h"

namespace ottla::server {

using wire::ErrorCode;

PartitionLookup findPartition(Broker& broker, const std::string& topic, std::int32_t index,
                              std::int32_t currentLeaderEpoch, Role role)
{
    const auto known = broker.topics.find(topic);
    if (!known || index < 0 || static_cast<std::size_t>(index) >= known->partitions.size()) {
        return {nullptr, ErrorCode::UnknownTopicOrPartition};
    }
    const NodeId leader = known->partitions[static_cast<std::size_t>(index)].leader;
    if (role == Role::Leader && leader != broker.nodeId) {
        return {nullptr, ErrorCode::NotLeaderOrFollower};
    }
    auto partition = broker.partitions.find(topic, PartitionId{index});
    if (!partition) {
        return {nullptr,
                leader == broker.nodeId ? ErrorCode::KafkaStorageError
                                        : ErrorCode::NotLeaderOrFollower};
    }
    if (partition->isOffline()) {
        return {nullptr, ErrorCode::KafkaStorageError};
    }
    if (role == Role::Leader && !partition->isLeader()) {
        return {nullptr, ErrorCode::NotLeaderOrFollower};
    }
    if (currentLeaderEpoch >= 0) {
        const std::int32_t epoch = partition->leaderEpoch().value;
        if (currentLeaderEpoch < epoch) {
            return {nullptr, ErrorCode::FencedLeaderEpoch};
        }
        if (currentLeaderEpoch > epoch) {
            return {nullptr, ErrorCode::UnknownLeaderEpoch};
        }
    }
    return {std::move(partition), ErrorCode::None};
}

ErrorCode toErrorCode(const Error& error)
{
    switch (error.code) {
    case Errc::OutOfRange:
        return ErrorCode::OffsetOutOfRange;
    case Errc::NotFound:
        return ErrorCode::UnknownTopicOrPartition;
    case Errc::InvalidArgument:
        return ErrorCode::InvalidRequest;
    case Errc::Network: // the registry
        return ErrorCode::RequestTimedOut;
    default:
        return ErrorCode::KafkaStorageError;
    }
}

} // namespace ottla::server
