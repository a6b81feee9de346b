// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "group/group.h"
#include "support/manualclock.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ottla::test {

/// An answer that may not have come yet.
template <typename Response>
using Pending = std::shared_ptr<std::optional<Response>>;

template <typename Response>
std::pair<Pending<Response>, group::Reply<Response>> awaiting()
{
    auto pending = std::make_shared<std::optional<Response>>();
    return {pending, [pending](Response response) {
                *pending = std::move(response);
            }};
}

inline Bytes bytesOf(std::string_view text)
{
    const BytesView view = asBytes(text);
    return {view.begin(), view.end()};
}

/// One group, driven as its owner loop does, with a clock that stands still.
class GroupRig
{
public:
    using Protocols = std::vector<std::string>;

    explicit GroupRig(group::GroupConfig config = {})
        : m_config(config)
        , group("g", clock, m_config, [this](const group::Group& changed) {
            stored.push_back(changed.metadataValue());
            return storing;
        })
    { }

    wire::JoinGroupRequest joinRequest(const std::string& memberId,
                                       const Protocols& protocols = {"range"}) const
    {
        wire::JoinGroupRequest request;
        request.groupId = "g";
        request.memberId = memberId;
        request.sessionTimeoutMs = 10'000;
        request.rebalanceTimeoutMs = 60'000;
        request.protocolType = "consumer";
        for (const std::string& name : protocols) {
            request.protocols.push_back({name, bytesOf(name + " metadata")});
        }
        return request;
    }
    Pending<wire::JoinGroupResponse> join(wire::JoinGroupRequest request, std::int16_t version = 9)
    {
        auto [pending, reply] = awaiting<wire::JoinGroupResponse>();
        group.join({version, "client", "127.0.0.1"}, std::move(request), reply);
        return pending;
    }
    /// As a new client joins: it asks for an id, then comes with it.
    Pending<wire::JoinGroupResponse> joinAnew(const Protocols& protocols = {"range"})
    {
        const auto refused = join(joinRequest({}, protocols));
        return join(joinRequest(refused->value().memberId, protocols));
    }
    Pending<wire::SyncGroupResponse>
    sync(const std::string& memberId, std::int32_t generation,
         const std::vector<std::pair<std::string, std::string>>& assignments = {},
         const std::optional<std::string>& instanceId = {})
    {
        wire::SyncGroupRequest request;
        request.groupId = "g";
        request.memberId = memberId;
        request.groupInstanceId = instanceId;
        request.generationId = generation;
        for (const auto& [member, assignment] : assignments) {
            request.assignments.push_back({member, bytesOf(assignment)});
        }
        auto [pending, reply] = awaiting<wire::SyncGroupResponse>();
        group.sync(std::move(request), reply);
        return pending;
    }
    wire::ErrorCode heartbeat(const std::string& memberId, std::int32_t generation,
                              const std::optional<std::string>& instanceId = {})
    {
        wire::HeartbeatRequest request;
        request.groupId = "g";
        request.memberId = memberId;
        request.generationId = generation;
        request.groupInstanceId = instanceId;
        return group.heartbeat(request);
    }
    /// Lets time go by, with every deadline on its way.
    void pass(std::chrono::milliseconds time)
    {
        const auto end = clock.now() + time;
        for (auto next = group.nextDeadline(); next && *next <= end; next = group.nextDeadline()) {
            clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(
                std::max(*next - clock.now(), Clock::TimePoint::duration{})));
            group.onTime();
        }
        clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(end - clock.now()));
    }
    /// A stable group of one member, which leads it.
    std::string makeStable(const Protocols& protocols = {"range"})
    {
        const auto joined = joinAnew(protocols);
        pass(m_config.initialRebalanceDelay);
        const std::string id = joined->value().memberId;
        (void)sync(id, joined->value().generationId, {{id, "all"}});
        return id;
    }

    ManualClock clock;
    bool storing = true; ///< False makes every attempt to store the group fail.
    std::vector<wire::GroupMetadataValue> stored;

private:
    const group::GroupConfig m_config;

public:
    group::Group group;
};

} // namespace ottla::test
