// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "group/groupconfig.h"
#include "group/member.h"
#include "log/logdirectory.h"
#include "wire/kafka/groupmetadata.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace ottla::group {

enum class GroupState
{
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Stable,
    Dead ///< Of a group that there is not.
};

/// As ListGroups and DescribeGroups call it.
[[nodiscard]] std::string_view toString(GroupState state);

struct CommittedOffset
{
    Offset offset{};
    LeaderEpoch leaderEpoch{};
    std::string metadata;
    std::int64_t commitTimestampMs = -1;
    /// The end of its batch in __consumer_offsets; of two commits the later one there counts. Zero
    /// for what was read at a take-over, which is before all that is appended from then on.
    Offset storedEnd{};
};

/// One group of the classic protocol (KIP-62, KIP-345, KIP-394): its members, its generation, and
/// the rebalance that it is in. It makes every decision and answers through the replies that it was
/// handed; time comes in by onTime(), and what must be stored goes out by `persist`.
///
/// Not thread-safe: the coordinator's owner loop calls everything.
class Group
{
public:
    /// Stores the group as metadataValue() gives it; false when it could not.
    using Persist = std::function<bool(const Group&)>;

    Group(std::string id, const Clock& clock, const GroupConfig& config, Persist persist);

    void join(const ClientInfo& client, wire::JoinGroupRequest request,
              Reply<wire::JoinGroupResponse> reply);
    void sync(wire::SyncGroupRequest request, Reply<wire::SyncGroupResponse> reply);
    [[nodiscard]] wire::ErrorCode heartbeat(const wire::HeartbeatRequest& request);
    [[nodiscard]] wire::ErrorCode leave(const std::string& memberId,
                                        const std::optional<std::string>& instanceId);
    /// Whether a commit by this member in this generation is taken now.
    [[nodiscard]] wire::ErrorCode mayCommit(std::int32_t generation, const std::string& memberId,
                                            const std::optional<std::string>& instanceId);

    /// When onTime() wants to be called next; none while nothing is awaited.
    [[nodiscard]] std::optional<Clock::TimePoint> nextDeadline() const;
    /// Removes members whose session is over and ends a rebalance that took too long.
    void onTime();

    /// Another broker coordinates it from here on: whoever waits is told.
    void abandon();

    [[nodiscard]] wire::GroupMetadataValue metadataValue() const;
    /// Takes the state that a broker before this one stored; sessions begin anew.
    void restore(const wire::GroupMetadataValue& value);

    [[nodiscard]] const std::string& id() const { return m_id; }
    [[nodiscard]] GroupState state() const { return m_state; }
    [[nodiscard]] const std::string& protocolType() const { return m_protocolType; }
    /// When it became what it is, in milliseconds since 1970; -1 when it never had members.
    [[nodiscard]] std::int64_t stateTimestampMs() const { return m_stateTimestampMs; }
    [[nodiscard]] const std::string& protocol() const { return m_protocol; }
    [[nodiscard]] const std::map<std::string, Member>& members() const { return m_members; }
    [[nodiscard]] std::map<log::TopicPartition, CommittedOffset>& offsets() { return m_offsets; }
    [[nodiscard]] const std::map<log::TopicPartition, CommittedOffset>& offsets() const
    {
        return m_offsets;
    }

private:
    void joinNew(const ClientInfo& client, wire::JoinGroupRequest request,
                 Reply<wire::JoinGroupResponse> reply);
    void joinStatic(const ClientInfo& client, wire::JoinGroupRequest request,
                    Reply<wire::JoinGroupResponse> reply);
    void joinKnown(const ClientInfo& client, wire::JoinGroupRequest request,
                   Reply<wire::JoinGroupResponse> reply);
    void addAndRebalance(const ClientInfo& client, wire::JoinGroupRequest request,
                         Reply<wire::JoinGroupResponse> reply);
    void updateAndRebalance(Member& member, wire::JoinGroupRequest request,
                            Reply<wire::JoinGroupResponse> reply);
    [[nodiscard]] bool fits(const wire::JoinGroupRequest& request) const;
    [[nodiscard]] wire::ErrorCode checkMember(const std::string& memberId,
                                              const std::optional<std::string>& instanceId) const;
    void removeMember(const std::string& memberId);
    void rebalanceWithout(const std::string& memberId);

    void prepareRebalance();
    void tryCompleteJoin();
    void completeJoin();
    void becomeEmpty();
    [[nodiscard]] std::chrono::milliseconds longestRebalanceTimeout() const;
    [[nodiscard]] std::string selectProtocol() const;
    [[nodiscard]] wire::JoinGroupResponse joined(const Member& member) const;
    [[nodiscard]] wire::SyncGroupResponse synced(const Member& member) const;
    void answerWaitingSyncs(wire::ErrorCode error);
    void renew(Member& member);

    const std::string m_id;
    const Clock& m_clock;
    const GroupConfig& m_config;
    const Persist m_persist;

    GroupState m_state = GroupState::Empty;
    std::int32_t m_generation = 0;
    std::string m_protocolType;
    std::string m_protocol;
    std::string m_leader; ///< Member id; empty without members.
    std::int64_t m_stateTimestampMs = -1;
    std::map<std::string, Member> m_members; ///< By member id.
    std::map<std::string, std::string> m_staticMembers; ///< Instance id to member id.
    std::map<std::string, Clock::TimePoint>
        m_pending; ///< Ids given out (KIP-394), until they join.
    std::map<log::TopicPartition, CommittedOffset> m_offsets;

    /// The first members of an empty group wait for others until the deadline, however many there
    /// are.
    bool m_initialDelay = false;
    Clock::TimePoint m_rebalanceDeadline{};
};

} // namespace ottla::group
