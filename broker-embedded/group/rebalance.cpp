// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// The part of Group that carries a rebalance from its start to its end, and what ends on time.
#include "group/group.h"

#include <cassert>
#include <utility>

namespace ottla::group {

using wire::ErrorCode;

void Group::prepareRebalance()
{
    if (m_state == GroupState::CompletingRebalance) {
        answerWaitingSyncs(ErrorCode::RebalanceInProgress);
    }
    m_initialDelay = m_state == GroupState::Empty;
    m_state = GroupState::PreparingRebalance;
    m_rebalanceDeadline = m_clock.now()
        + (m_initialDelay ? m_config.initialRebalanceDelay : longestRebalanceTimeout());
}

std::chrono::milliseconds Group::longestRebalanceTimeout() const
{
    std::chrono::milliseconds longest{};
    for (const auto& [id, member] : m_members) {
        longest = std::max(longest, member.rebalanceTimeout);
    }
    return longest;
}

void Group::tryCompleteJoin()
{
    if (m_state != GroupState::PreparingRebalance
        || (m_initialDelay && m_clock.now() < m_rebalanceDeadline)) {
        return;
    }
    const bool all = std::all_of(m_members.begin(), m_members.end(),
                                 [](const auto& entry) { return bool(entry.second.joinReply); });
    if (all && m_pending.empty()) {
        completeJoin();
    }
}

void Group::completeJoin()
{
    m_initialDelay = false;
    if (m_members.empty()) {
        ++m_generation;
        becomeEmpty();
        return;
    }
    // Only one who is here can assign: a static member that is away stays a member, but no leader.
    const auto leader = m_members.find(m_leader);
    if (leader == m_members.end() || !leader->second.joinReply) {
        const auto present =
            std::find_if(m_members.begin(), m_members.end(),
                         [](const auto& entry) { return bool(entry.second.joinReply); });
        if (present == m_members.end()) {
            m_rebalanceDeadline = m_clock.now()
                + std::max<std::chrono::milliseconds>(longestRebalanceTimeout(),
                                                      std::chrono::seconds(1));
            return; // until one comes back, or the last one's session is over
        }
        m_leader = present->first;
    }
    ++m_generation;
    m_protocol = selectProtocol();
    m_state = GroupState::CompletingRebalance;
    m_stateTimestampMs = m_clock.wallMs();
    m_rebalanceDeadline = m_clock.now() + longestRebalanceTimeout();
    for (auto& [id, member] : m_members) {
        renew(member);
        if (member.joinReply) {
            std::exchange(member.joinReply, {})(joined(member));
        }
    }
}

void Group::becomeEmpty()
{
    m_state = GroupState::Empty;
    m_protocol.clear();
    m_leader.clear();
    m_stateTimestampMs = m_clock.wallMs();
    // A failure is logged where it happens; an empty group that is restored with members loses them
    // again when their sessions end.
    (void)m_persist(*this);
}

std::string Group::selectProtocol() const
{
    // Each member votes for the first of its protocols that all support; most votes win.
    std::map<std::string, int> votes;
    for (const auto& [id, member] : m_members) {
        for (const auto& protocol : member.protocols) {
            const bool supported =
                std::all_of(m_members.begin(), m_members.end(), [&](const auto& entry) {
                    return entry.second.metadataFor(protocol.name) != nullptr;
                });
            if (supported) {
                ++votes[protocol.name];
                break;
            }
        }
    }
    assert(!votes.empty()); // nobody joins who shares no protocol with the others
    return std::max_element(
               votes.begin(), votes.end(),
               [](const auto& left, const auto& right) { return left.second < right.second; })
        ->first;
}

wire::JoinGroupResponse Group::joined(const Member& member) const
{
    wire::JoinGroupResponse response;
    response.generationId = m_generation;
    response.protocolType = m_protocolType;
    response.protocolName = m_protocol;
    response.leader = m_leader;
    response.memberId = member.id;
    if (member.id == m_leader) {
        for (const auto& [id, each] : m_members) {
            const Bytes* metadata = each.metadataFor(m_protocol);
            response.members.push_back(
                {id, each.instanceId, metadata != nullptr ? *metadata : Bytes{}});
        }
    }
    return response;
}

wire::SyncGroupResponse Group::synced(const Member& member) const
{
    wire::SyncGroupResponse response;
    response.protocolType = m_protocolType;
    response.protocolName = m_protocol;
    response.assignment = member.assignment;
    return response;
}

void Group::answerWaitingSyncs(ErrorCode error)
{
    for (auto& [id, member] : m_members) {
        if (!member.syncReply) {
            continue;
        }
        renew(member);
        wire::SyncGroupResponse response;
        if (error == ErrorCode::None) {
            response = synced(member);
        } else {
            response.errorCode = error;
        }
        std::exchange(member.syncReply, {})(std::move(response));
    }
}

void Group::removeMember(const std::string& memberId)
{
    auto node = m_members.extract(memberId);
    Member& member = node.mapped();
    if (member.instanceId) {
        m_staticMembers.erase(*member.instanceId);
    }
    if (m_leader == memberId) {
        m_leader.clear();
    }
    if (member.joinReply) {
        wire::JoinGroupResponse gone;
        gone.errorCode = ErrorCode::UnknownMemberId;
        gone.memberId = memberId;
        member.joinReply(std::move(gone));
    }
    if (member.syncReply) {
        wire::SyncGroupResponse gone;
        gone.errorCode = ErrorCode::UnknownMemberId;
        member.syncReply(std::move(gone));
    }
}

void Group::rebalanceWithout(const std::string& memberId)
{
    removeMember(memberId);
    if (m_state == GroupState::Stable || m_state == GroupState::CompletingRebalance) {
        prepareRebalance();
    }
    tryCompleteJoin();
}

std::optional<Clock::TimePoint> Group::nextDeadline() const
{
    std::optional<Clock::TimePoint> next;
    const auto consider = [&next](Clock::TimePoint deadline) {
        next = next ? std::min(*next, deadline) : deadline;
    };
    if (m_state == GroupState::PreparingRebalance || m_state == GroupState::CompletingRebalance) {
        consider(m_rebalanceDeadline);
    }
    for (const auto& [id, member] : m_members) {
        if (!member.isWaiting()) {
            consider(member.sessionEnd);
        }
    }
    for (const auto& [id, deadline] : m_pending) {
        consider(deadline);
    }
    return next;
}

void Group::onTime()
{
    const auto now = m_clock.now();
    std::erase_if(m_pending, [now](const auto& entry) { return entry.second <= now; });
    std::vector<std::string> gone;
    const bool tooLate = now >= m_rebalanceDeadline;
    const bool joinIsOver = m_state == GroupState::PreparingRebalance && tooLate;
    const bool syncIsOver = m_state == GroupState::CompletingRebalance && tooLate;
    for (const auto& [id, member] : m_members) {
        const bool sessionIsOver = !member.isWaiting() && member.sessionEnd <= now;
        // A static member may be away for its whole session time-out (KIP-345).
        const bool missedJoin = joinIsOver && !member.joinReply && !member.instanceId;
        const bool missedSync = syncIsOver && !member.syncReply;
        if (sessionIsOver || missedJoin || missedSync) {
            gone.push_back(id);
        }
    }
    for (const std::string& id : gone) {
        removeMember(id);
    }
    if (joinIsOver) {
        completeJoin(); // whoever has an id but has not come by now joins the next generation
        return;
    }
    if (!gone.empty()
        && (m_state == GroupState::Stable || m_state == GroupState::CompletingRebalance)) {
        prepareRebalance();
    }
    tryCompleteJoin();
}

void Group::abandon()
{
    for (auto& [id, member] : m_members) {
        if (member.joinReply) {
            wire::JoinGroupResponse elsewhere;
            elsewhere.errorCode = ErrorCode::NotCoordinator;
            elsewhere.memberId = id;
            std::exchange(member.joinReply, {})(std::move(elsewhere));
        }
    }
    answerWaitingSyncs(ErrorCode::NotCoordinator);
}

wire::GroupMetadataValue Group::metadataValue() const
{
    wire::GroupMetadataValue value;
    value.protocolType = m_protocolType;
    value.generation = m_generation;
    value.protocol = m_protocol.empty() ? std::nullopt : std::optional(m_protocol);
    value.leader = m_leader.empty() ? std::nullopt : std::optional(m_leader);
    value.currentStateTimestamp = m_stateTimestampMs;
    for (const auto& [id, member] : m_members) {
        auto& entry = value.members.emplace_back();
        entry.memberId = id;
        entry.groupInstanceId = member.instanceId;
        entry.clientId = member.clientId;
        entry.clientHost = member.clientHost;
        entry.rebalanceTimeout = static_cast<std::int32_t>(member.rebalanceTimeout.count());
        entry.sessionTimeout = static_cast<std::int32_t>(member.sessionTimeout.count());
        const Bytes* metadata = member.metadataFor(m_protocol);
        entry.subscription = metadata != nullptr ? *metadata : Bytes{};
        entry.assignment = member.assignment;
    }
    return value;
}

void Group::restore(const wire::GroupMetadataValue& value)
{
    m_protocolType = value.protocolType;
    m_generation = value.generation;
    m_protocol = value.protocol.value_or("");
    m_leader = value.leader.value_or("");
    m_stateTimestampMs = value.currentStateTimestamp;
    m_members.clear();
    m_staticMembers.clear();
    for (const auto& entry : value.members) {
        Member member;
        member.id = entry.memberId;
        member.instanceId = entry.groupInstanceId;
        member.clientId = entry.clientId;
        member.clientHost = entry.clientHost;
        member.sessionTimeout = std::chrono::milliseconds(entry.sessionTimeout);
        // Version 0 has one time-out for both.
        member.rebalanceTimeout = entry.rebalanceTimeout >= 0
            ? std::chrono::milliseconds(entry.rebalanceTimeout)
            : member.sessionTimeout;
        member.protocols = {{m_protocol, entry.subscription}};
        member.assignment = entry.assignment;
        renew(member);
        if (member.instanceId) {
            m_staticMembers[*member.instanceId] = member.id;
        }
        m_members.emplace(member.id, std::move(member));
    }
    m_state = m_members.empty() ? GroupState::Empty : GroupState::Stable;
}

} // namespace ottla::group
