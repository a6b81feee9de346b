// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "group/grouploop.h"

namespace ottla::group {

namespace {

using wire::ErrorCode;

wire::JoinGroupResponse refusedJoin(ErrorCode error, const std::string& memberId)
{
    wire::JoinGroupResponse response;
    response.errorCode = error;
    response.memberId = memberId;
    return response;
}

} // namespace

GroupCoordinator::Loop::Loop(asio::any_io_executor executor, const Clock& clock,
                             cluster::Topics& topics, cluster::Partitions& partitions,
                             GroupConfig config)
    : m_strand(executor)
    , m_clock(clock)
    , m_topics(topics)
    , m_partitions(partitions)
    , m_config(config)
    , m_store(clock, topics, partitions, m_config)
    , m_expiryTimer(m_strand)
{ }

void GroupCoordinator::Loop::start()
{
    for (const auto& [id, entry] : m_groups) {
        arm(id);
    }
    armExpiry();
}

void GroupCoordinator::Loop::stop()
{
    m_stopped = true;
    m_expiryTimer.cancel();
    for (auto& [id, entry] : m_groups) {
        entry.timer.cancel();
    }
    m_groups.clear();
    m_held.clear();
}

Group* GroupCoordinator::Loop::find(const std::string& id)
{
    const auto found = m_groups.find(id);
    return found == m_groups.end() ? nullptr : &found->second.group;
}

GroupCoordinator::Loop::Entry& GroupCoordinator::Loop::findOrMake(const std::string& id)
{
    const auto found = m_groups.find(id);
    if (found != m_groups.end()) {
        return found->second;
    }
    const auto persist = [this](const Group& group) {
        return m_store.storeGroup(group) == ErrorCode::None;
    };
    return m_groups
        .emplace(id, Entry{Group(id, m_clock, m_config, persist), asio::steady_timer(m_strand)})
        .first->second;
}

void GroupCoordinator::Loop::arm(const std::string& id)
{
    const auto found = m_groups.find(id);
    if (found == m_groups.end()) {
        return;
    }
    const auto deadline = found->second.group.nextDeadline();
    if (!deadline) {
        found->second.timer.cancel();
        return;
    }
    found->second.timer.expires_after(*deadline - m_clock.now());
    found->second.timer.async_wait(
        [weak = weak_from_this(), id](const asio::error_code& cancelled) {
            const auto self = weak.lock();
            if (cancelled || !self || self->m_stopped) {
                return;
            }
            if (Group* group = self->find(id)) {
                group->onTime();
                self->arm(id);
            }
        });
}

void GroupCoordinator::Loop::armExpiry()
{
    m_expiryTimer.expires_after(m_config.retentionCheckInterval);
    m_expiryTimer.async_wait([weak = weak_from_this()](const asio::error_code& cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && !self->m_stopped) {
            self->expireOffsets();
            self->armExpiry();
        }
    });
}

void GroupCoordinator::Loop::expireOffsets()
{
    const std::int64_t oldest = m_clock.wallMs() - m_config.offsetsRetention.count();
    for (auto at = m_groups.begin(); at != m_groups.end();) {
        Group& group = at->second.group;
        if (!waitingOffsets(group.id()).empty()) {
            ++at; // it is in use, and a removal would come behind them in the log
            continue;
        }
        std::vector<log::TopicPartition> expired;
        // KIP-211: while a group has members nothing expires, and then the time begins anew.
        if (group.state() == GroupState::Empty && group.stateTimestampMs() < oldest) {
            for (const auto& [partition, committed] : group.offsets()) {
                if (committed.commitTimestampMs < oldest) {
                    expired.push_back(partition);
                }
            }
        }
        if (!expired.empty() && m_store.removeOffsets(group.id(), expired) == ErrorCode::None) {
            for (const auto& partition : expired) {
                group.offsets().erase(partition);
            }
        }
        // One that waits for nobody and remembers nothing is no group.
        const bool done =
            group.state() == GroupState::Empty && group.offsets().empty() && !group.nextDeadline();
        if (done && m_store.removeGroup(group.id()) == ErrorCode::None) {
            at = m_groups.erase(at);
        } else {
            ++at;
        }
    }
}

void GroupCoordinator::Loop::join(const ClientInfo& client, wire::JoinGroupRequest request,
                                  Reply<wire::JoinGroupResponse> reply)
{
    const auto session = std::chrono::milliseconds(request.sessionTimeoutMs);
    ErrorCode error = ErrorCode::None;
    if (request.groupId.empty()) {
        error = ErrorCode::InvalidGroupId;
    } else if (session < m_config.minSessionTimeout || session > m_config.maxSessionTimeout) {
        error = ErrorCode::InvalidSessionTimeout;
    } else {
        error = m_store.ensureTopic();
    }
    if (error == ErrorCode::None) {
        error = checkCoordinates(request.groupId);
    }
    if (error == ErrorCode::None && find(request.groupId) == nullptr && !request.memberId.empty()) {
        error = ErrorCode::UnknownMemberId;
    }
    if (error != ErrorCode::None) {
        reply(refusedJoin(error, request.memberId));
        return;
    }
    const std::string id = request.groupId;
    findOrMake(id).group.join(client, std::move(request), std::move(reply));
    arm(id);
}

void GroupCoordinator::Loop::sync(wire::SyncGroupRequest request,
                                  Reply<wire::SyncGroupResponse> reply)
{
    const std::string id = request.groupId;
    const ErrorCode error = checkGroup(id);
    if (error == ErrorCode::None) {
        find(id)->sync(std::move(request), std::move(reply));
        arm(id);
        return;
    }
    wire::SyncGroupResponse response;
    response.errorCode = error;
    reply(std::move(response));
}

wire::HeartbeatResponse GroupCoordinator::Loop::heartbeat(const wire::HeartbeatRequest& request)
{
    wire::HeartbeatResponse response;
    response.errorCode = checkGroup(request.groupId);
    if (response.errorCode == ErrorCode::None) {
        response.errorCode = find(request.groupId)->heartbeat(request);
        arm(request.groupId);
    }
    return response;
}

wire::LeaveGroupResponse GroupCoordinator::Loop::leave(const ClientInfo& client,
                                                       const wire::LeaveGroupRequest& request)
{
    constexpr int severalMembersSince = 3; // KIP-345
    wire::LeaveGroupResponse response;
    const ErrorCode error = checkGroup(request.groupId);
    const auto one = [&](const std::string& memberId,
                         const std::optional<std::string>& instanceId) {
        return error == ErrorCode::None ? find(request.groupId)->leave(memberId, instanceId)
                                        : error;
    };
    if (error != ErrorCode::None && error != ErrorCode::UnknownMemberId) {
        response.errorCode = error;
    } else if (client.version < severalMembersSince) {
        response.errorCode = one(request.memberId, std::nullopt);
    } else {
        for (const auto& member : request.members) {
            response.members.push_back({member.memberId, member.groupInstanceId,
                                        one(member.memberId, member.groupInstanceId)});
        }
    }
    arm(request.groupId);
    return response;
}

wire::ListGroupsResponse GroupCoordinator::Loop::list(const wire::ListGroupsRequest& request)
{
    constexpr std::string_view classic = "classic";
    const auto sameText = [](std::string_view left, std::string_view right) {
        return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a))
                == std::tolower(static_cast<unsigned char>(b));
        });
    };
    const auto passes = [&](const std::vector<std::string>& filter, std::string_view value) {
        return filter.empty()
            || std::any_of(filter.begin(), filter.end(),
                           [&](const std::string& wanted) { return sameText(wanted, value); });
    };
    wire::ListGroupsResponse response;
    holdAll();
    for (const auto& [id, entry] : m_groups) {
        const std::string_view state = toString(entry.group.state());
        if (passes(request.statesFilter, state) && passes(request.typesFilter, classic)) {
            response.groups.push_back(
                {id, entry.group.protocolType(), std::string(state), std::string(classic)});
        }
    }
    return response;
}

wire::DescribeGroupsResponse
GroupCoordinator::Loop::describe(const wire::DescribeGroupsRequest& request)
{
    wire::DescribeGroupsResponse response;
    for (const std::string& id : request.groups) {
        auto& described = response.groups.emplace_back();
        described.groupId = id;
        described.errorCode = checkCoordinates(id);
        const Group* group = described.errorCode == ErrorCode::None ? find(id) : nullptr;
        if (group == nullptr) {
            described.groupState = toString(GroupState::Dead);
            continue;
        }
        described.groupState = toString(group->state());
        described.protocolType = group->protocolType();
        // What was agreed on is only told while it holds, as Kafka does.
        const bool agreed = group->state() == GroupState::Stable;
        described.protocolData = agreed ? group->protocol() : "";
        for (const auto& [memberId, member] : group->members()) {
            const Bytes* metadata = agreed ? member.metadataFor(group->protocol()) : nullptr;
            described.members.push_back(
                {memberId, member.instanceId, member.clientId, member.clientHost,
                 metadata != nullptr ? *metadata : Bytes{}, agreed ? member.assignment : Bytes{}});
        }
    }
    return response;
}

ErrorCode GroupCoordinator::Loop::removeOne(const std::string& id)
{
    if (const ErrorCode error = checkCoordinates(id); error != ErrorCode::None) {
        return error;
    }
    Group* group = find(id);
    if (group == nullptr) {
        return ErrorCode::GroupIdNotFound;
    }
    if (group->state() != GroupState::Empty) {
        return ErrorCode::NonEmptyGroup;
    }
    std::set<log::TopicPartition> offsets = waitingOffsets(id);
    for (const auto& [partition, committed] : group->offsets()) {
        offsets.insert(partition);
    }
    if (const ErrorCode error = m_store.removeOffsets(id, {offsets.begin(), offsets.end()});
        error != ErrorCode::None) {
        return error;
    }
    group->offsets().clear();
    dropWaiting([&id](const std::string& of, const auto&) { return of == id; });
    if (const ErrorCode error = m_store.removeGroup(id); error != ErrorCode::None) {
        return error;
    }
    m_groups.erase(id);
    return ErrorCode::None;
}

wire::DeleteGroupsResponse GroupCoordinator::Loop::remove(const wire::DeleteGroupsRequest& request)
{
    wire::DeleteGroupsResponse response;
    for (const std::string& id : request.groupsNames) {
        auto& result = response.results.emplace_back();
        result.groupId = id;
        result.errorCode = removeOne(id);
    }
    return response;
}

void GroupCoordinator::Loop::topicDeleted(const std::string& topic)
{
    const auto isOfTopic = [&topic](const log::TopicPartition& partition) {
        return partition.topic == topic;
    };
    std::map<std::string, std::set<log::TopicPartition>> gone;
    for (const auto& [id, entry] : m_groups) {
        for (const auto& [partition, committed] : entry.group.offsets()) {
            if (isOfTopic(partition)) {
                gone[id].insert(partition);
            }
        }
    }
    for (const auto& [commitId, commit] : m_waiting) {
        gone[commit.group].merge(waitingOffsets(commit.group, isOfTopic));
    }
    for (const auto& entry : gone) {
        const auto& [id, offsets] = entry;
        if (offsets.empty()
            || m_store.removeOffsets(id, {offsets.begin(), offsets.end()}) != ErrorCode::None) {
            continue;
        }
        if (Group* group = find(id)) {
            for (const auto& partition : offsets) {
                group->offsets().erase(partition);
            }
        }
        dropWaiting([&](const std::string& of, const log::TopicPartition& partition) {
            return of == entry.first && isOfTopic(partition);
        });
    }
}

} // namespace ottla::group
