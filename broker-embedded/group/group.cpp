// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "group/group.h"

#include "base/uuid.h"

namespace ottla::group {

namespace {

using wire::ErrorCode;

constexpr int memberIdRequiredSince = 4; // KIP-394

wire::JoinGroupResponse refusal(ErrorCode error, const std::string& memberId = {})
{
    wire::JoinGroupResponse response;
    response.errorCode = error;
    response.memberId = memberId;
    return response;
}

std::string newMemberId(const std::string& prefix)
{
    constexpr std::size_t longestPrefix =
        16'384; // a text has at most 32,767 bytes in most versions
    return prefix.substr(0, longestPrefix) + "-" + Uuid::random().toString();
}

} // namespace

std::string_view toString(GroupState state)
{
    switch (state) {
    case GroupState::Empty:
        return "Empty";
    case GroupState::PreparingRebalance:
        return "PreparingRebalance";
    case GroupState::CompletingRebalance:
        return "CompletingRebalance";
    case GroupState::Stable:
        return "Stable";
    case GroupState::Dead:
        break;
    }
    return "Dead";
}

Group::Group(std::string id, const Clock& clock, const GroupConfig& config, Persist persist)
    : m_id(std::move(id))
    , m_clock(clock)
    , m_config(config)
    , m_persist(std::move(persist))
{ }

bool Group::fits(const wire::JoinGroupRequest& request) const
{
    if (request.protocolType.empty() || request.protocols.empty()) {
        return false;
    }
    if (m_members.empty()) {
        return true;
    }
    if (request.protocolType != m_protocolType) {
        return false;
    }
    return std::any_of(
        request.protocols.begin(), request.protocols.end(), [&](const auto& protocol) {
            return std::all_of(m_members.begin(), m_members.end(), [&](const auto& entry) {
                return entry.first == request.memberId
                    || entry.second.metadataFor(protocol.name) != nullptr;
            });
        });
}

ErrorCode Group::checkMember(const std::string& memberId,
                             const std::optional<std::string>& instanceId) const
{
    if (instanceId) {
        const auto known = m_staticMembers.find(*instanceId);
        if (known == m_staticMembers.end()) {
            return ErrorCode::UnknownMemberId;
        }
        return known->second == memberId ? ErrorCode::None : ErrorCode::FencedInstanceId;
    }
    return m_members.contains(memberId) ? ErrorCode::None : ErrorCode::UnknownMemberId;
}

void Group::join(const ClientInfo& client, wire::JoinGroupRequest request,
                 Reply<wire::JoinGroupResponse> reply)
{
    if (!fits(request)) {
        reply(refusal(ErrorCode::InconsistentGroupProtocol, request.memberId));
    } else if (!request.memberId.empty()) {
        joinKnown(client, std::move(request), std::move(reply));
    } else if (request.groupInstanceId && m_staticMembers.contains(*request.groupInstanceId)) {
        joinStatic(client, std::move(request), std::move(reply));
    } else {
        joinNew(client, std::move(request), std::move(reply));
    }
}

void Group::joinNew(const ClientInfo& client, wire::JoinGroupRequest request,
                    Reply<wire::JoinGroupResponse> reply)
{
    if (m_members.size() >= m_config.maxSize) {
        reply(refusal(ErrorCode::GroupMaxSizeReached));
        return;
    }
    request.memberId = newMemberId(request.groupInstanceId.value_or(client.clientId));
    if (client.version >= memberIdRequiredSince && !request.groupInstanceId) {
        m_pending[request.memberId] =
            m_clock.now() + std::chrono::milliseconds(request.sessionTimeoutMs);
        reply(refusal(ErrorCode::MemberIdRequired, request.memberId));
        return;
    }
    addAndRebalance(client, std::move(request), std::move(reply));
}

void Group::joinStatic(const ClientInfo& client, wire::JoinGroupRequest request,
                       Reply<wire::JoinGroupResponse> reply)
{
    // The instance comes back as a new process: it takes the old one's place, which is fenced.
    const std::string oldId = m_staticMembers[*request.groupInstanceId];
    auto node = m_members.extract(oldId);
    Member& member = node.mapped();
    if (member.joinReply) {
        std::exchange(member.joinReply, {})(refusal(ErrorCode::FencedInstanceId, oldId));
    }
    if (member.syncReply) {
        wire::SyncGroupResponse fenced;
        fenced.errorCode = ErrorCode::FencedInstanceId;
        std::exchange(member.syncReply, {})(std::move(fenced));
    }
    const bool wasLeader = m_leader == oldId;
    request.memberId = newMemberId(*request.groupInstanceId);
    member.id = request.memberId;
    member.clientId = client.clientId;
    member.clientHost = client.clientHost;
    node.key() = member.id;
    m_members.insert(std::move(node));
    m_staticMembers[*request.groupInstanceId] = request.memberId;
    if (wasLeader) {
        m_leader = request.memberId;
    }
    Member& present = m_members.at(request.memberId);
    const bool unchanged = m_state == GroupState::Stable && present.hasProtocols(request.protocols);
    if (!unchanged || !m_persist(*this)) {
        updateAndRebalance(present, std::move(request), std::move(reply));
        return;
    }
    // KIP-345: nothing changed for the others, so there is no rebalance. A leader of an old version
    // must not think that it has to assign: it is told that somebody else leads (KIP-814).
    renew(present);
    wire::JoinGroupResponse response = joined(present);
    if (wasLeader) {
        constexpr int skipAssignmentSince = 9;
        response.skipAssignment = client.version >= skipAssignmentSince;
        if (!response.skipAssignment) {
            response.leader = oldId;
            response.members.clear();
        }
    }
    reply(std::move(response));
}

void Group::joinKnown(const ClientInfo& client, wire::JoinGroupRequest request,
                      Reply<wire::JoinGroupResponse> reply)
{
    if (m_pending.contains(request.memberId)) {
        if (request.groupInstanceId) { // ids are only given out to those without an instance
            reply(refusal(ErrorCode::UnknownMemberId, request.memberId));
            return;
        }
        m_pending.erase(request.memberId);
        if (m_members.size() >= m_config.maxSize) {
            reply(refusal(ErrorCode::GroupMaxSizeReached, request.memberId));
            tryCompleteJoin(); // which waited for this one, too
            return;
        }
        addAndRebalance(client, std::move(request), std::move(reply));
        return;
    }
    if (const ErrorCode error = checkMember(request.memberId, request.groupInstanceId);
        error != ErrorCode::None) {
        reply(refusal(error, request.memberId));
        return;
    }
    Member& member = m_members.at(request.memberId);
    const bool sameProtocols = member.hasProtocols(request.protocols);
    const bool answerAgain = sameProtocols
        && (m_state == GroupState::CompletingRebalance
            || (m_state == GroupState::Stable && member.id != m_leader));
    if (answerAgain) {
        renew(member);
        reply(joined(member));
        return;
    }
    updateAndRebalance(member, std::move(request), std::move(reply));
}

void Group::addAndRebalance(const ClientInfo& client, wire::JoinGroupRequest request,
                            Reply<wire::JoinGroupResponse> reply)
{
    Member member;
    member.id = request.memberId;
    member.instanceId = request.groupInstanceId;
    member.clientId = client.clientId;
    member.clientHost = client.clientHost;
    if (m_members.empty()) {
        m_protocolType = request.protocolType;
    }
    if (member.instanceId) {
        m_staticMembers[*member.instanceId] = member.id;
    }
    if (m_leader.empty()) {
        m_leader = member.id;
    }
    Member& added = m_members.emplace(member.id, std::move(member)).first->second;
    updateAndRebalance(added, std::move(request), std::move(reply));
}

void Group::updateAndRebalance(Member& member, wire::JoinGroupRequest request,
                               Reply<wire::JoinGroupResponse> reply)
{
    member.protocols = std::move(request.protocols);
    member.sessionTimeout = std::chrono::milliseconds(request.sessionTimeoutMs);
    // Version 0 has one time-out for both.
    member.rebalanceTimeout = request.rebalanceTimeoutMs >= 0
        ? std::chrono::milliseconds(request.rebalanceTimeoutMs)
        : member.sessionTimeout;
    if (member.joinReply) {
        // Asked again on another connection: only the newest request is answered with the outcome.
        std::exchange(member.joinReply, {})(refusal(ErrorCode::UnknownMemberId, member.id));
    }
    member.joinReply = std::move(reply);
    renew(member);
    if (m_state != GroupState::PreparingRebalance) {
        prepareRebalance();
    }
    tryCompleteJoin();
}

void Group::sync(wire::SyncGroupRequest request, Reply<wire::SyncGroupResponse> reply)
{
    wire::SyncGroupResponse refused;
    refused.errorCode = checkMember(request.memberId, request.groupInstanceId);
    if (m_state == GroupState::Empty) {
        refused.errorCode = ErrorCode::UnknownMemberId;
    } else if (refused.errorCode == ErrorCode::None && request.generationId != m_generation) {
        refused.errorCode = ErrorCode::IllegalGeneration;
    } else if (refused.errorCode == ErrorCode::None
               && ((request.protocolType && *request.protocolType != m_protocolType)
                   || (request.protocolName && *request.protocolName != m_protocol))) {
        refused.errorCode = ErrorCode::InconsistentGroupProtocol;
    } else if (refused.errorCode == ErrorCode::None && m_state == GroupState::PreparingRebalance) {
        refused.errorCode = ErrorCode::RebalanceInProgress;
    }
    if (refused.errorCode != ErrorCode::None) {
        reply(std::move(refused));
        return;
    }
    Member& member = m_members.at(request.memberId);
    renew(member);
    if (m_state == GroupState::Stable) {
        reply(synced(member));
        return;
    }
    if (member.syncReply) {
        // Asked again: the newest request gets the assignment, but an earlier one on the same
        // connection must not hold up what comes after it.
        wire::SyncGroupResponse replaced;
        replaced.errorCode = ErrorCode::RebalanceInProgress;
        std::exchange(member.syncReply, {})(std::move(replaced));
    }
    member.syncReply = std::move(reply);
    if (member.id != m_leader) {
        return;
    }
    for (auto& [id, each] : m_members) {
        each.assignment.clear();
    }
    for (auto& entry : request.assignments) {
        if (const auto found = m_members.find(entry.memberId); found != m_members.end()) {
            found->second.assignment = std::move(entry.assignment);
        }
    }
    m_state = GroupState::Stable;
    m_stateTimestampMs = m_clock.wallMs();
    if (!m_persist(*this)) {
        m_state = GroupState::CompletingRebalance;
        answerWaitingSyncs(ErrorCode::CoordinatorNotAvailable);
        prepareRebalance();
        return;
    }
    answerWaitingSyncs(ErrorCode::None);
}

ErrorCode Group::heartbeat(const wire::HeartbeatRequest& request)
{
    if (m_state == GroupState::Empty) {
        return ErrorCode::UnknownMemberId;
    }
    if (const ErrorCode error = checkMember(request.memberId, request.groupInstanceId);
        error != ErrorCode::None) {
        return error;
    }
    if (request.generationId != m_generation) {
        return ErrorCode::IllegalGeneration;
    }
    renew(m_members.at(request.memberId));
    return m_state == GroupState::PreparingRebalance ? ErrorCode::RebalanceInProgress
                                                     : ErrorCode::None;
}

ErrorCode Group::leave(const std::string& memberId, const std::optional<std::string>& instanceId)
{
    if (instanceId && memberId.empty()) { // an administrator names the instance alone
        const auto known = m_staticMembers.find(*instanceId);
        if (known == m_staticMembers.end()) {
            return ErrorCode::UnknownMemberId;
        }
        rebalanceWithout(std::string(known->second));
        return ErrorCode::None;
    }
    if (m_pending.erase(memberId) > 0) {
        tryCompleteJoin();
        return ErrorCode::None;
    }
    if (const ErrorCode error = checkMember(memberId, instanceId); error != ErrorCode::None) {
        return error;
    }
    rebalanceWithout(memberId);
    return ErrorCode::None;
}

ErrorCode Group::mayCommit(std::int32_t generation, const std::string& memberId,
                           const std::optional<std::string>& instanceId)
{
    if (generation < 0 && m_state == GroupState::Empty) {
        return ErrorCode::None; // a consumer that assigns itself, or a tool that resets offsets
    }
    if (const ErrorCode error = checkMember(memberId, instanceId); error != ErrorCode::None) {
        return error;
    }
    if (generation != m_generation) {
        return ErrorCode::IllegalGeneration;
    }
    renew(m_members.at(memberId));
    return m_state == GroupState::CompletingRebalance ? ErrorCode::RebalanceInProgress
                                                      : ErrorCode::None;
}

void Group::renew(Member& member)
{
    member.sessionEnd = m_clock.now() + member.sessionTimeout;
}

} // namespace ottla::group
