// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "wire/kafka/heartbeat.h"
#include "wire/kafka/joingroup.h"
#include "wire/kafka/syncgroup.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ottla::group {

/// Takes an answer, once.
template <typename Response>
using Reply = std::function<void(Response)>;

/// Who asks, beside the request itself.
struct ClientInfo
{
    std::int16_t version = 0; ///< Of the request.
    std::string clientId;
    std::string clientHost;
};

/// A member of a group, with the answers that it waits for.
struct Member
{
    using Protocols = std::vector<wire::JoinGroupRequest::JoinGroupRequestProtocol>;

    std::string id;
    std::optional<std::string> instanceId;
    std::string clientId;
    std::string clientHost;
    std::chrono::milliseconds sessionTimeout{};
    std::chrono::milliseconds rebalanceTimeout{};
    Protocols protocols; ///< By preference.
    Bytes assignment;
    Clock::TimePoint sessionEnd{};
    Reply<wire::JoinGroupResponse> joinReply = {}; ///< Set while it waits for a rebalance.
    Reply<wire::SyncGroupResponse> syncReply = {}; ///< Set while it waits for the leader.

    [[nodiscard]] bool isWaiting() const { return joinReply || syncReply; }
    /// Null when it does not support the protocol.
    [[nodiscard]] const Bytes* metadataFor(const std::string& protocol) const
    {
        const auto found = std::find_if(protocols.begin(), protocols.end(), [&](const auto& candidate) {
            return candidate.name == protocol;
        });
        return found == protocols.end() ? nullptr : &found->metadata;
    }
    [[nodiscard]] bool hasProtocols(const Protocols& others) const
    {
        return std::equal(protocols.begin(), protocols.end(), others.begin(), others.end(),
                          [](const auto& left, const auto& right) {
                              return left.name == right.name && left.metadata == right.metadata;
                          });
    }
};

} // namespace ottla::group
