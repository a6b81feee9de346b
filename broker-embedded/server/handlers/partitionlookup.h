// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/partition.h"
#include "server/broker.h"
#include "wire/errorcode.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ottla::server {

/// A partition that this broker leads, or has a replica of, or why there is none.
struct PartitionLookup
{
    std::shared_ptr<cluster::Partition> partition;
    wire::ErrorCode error = wire::ErrorCode::None;
};

enum class Role
{
    Leader,
    AnyReplica ///< For consumers that may read from a follower (KIP-392).
};

/// `currentLeaderEpoch` is what the client believes (KIP-320): FencedLeaderEpoch when it is behind,
/// UnknownLeaderEpoch when it is ahead, unchecked when it is -1.
[[nodiscard]] PartitionLookup findPartition(Broker& broker, const std::string& topic,
                                            std::int32_t index,
                                            std::int32_t currentLeaderEpoch = -1,
                                            Role role = Role::Leader);

/// The isolation level of a consumer that wants no message of an open or aborted transaction.
inline constexpr std::int8_t readCommitted = 1;

/// What a client is told about a failure of a log.
[[nodiscard]] wire::ErrorCode toErrorCode(const Error& error);

} // namespace ottla::server
