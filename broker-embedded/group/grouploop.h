// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "group/group.h"
#include "group/groupcoordinator.h"
#include "group/offsetstore.h"
#include "wire/kafka/deletegroups.h"
#include "wire/kafka/describegroups.h"
#include "wire/kafka/leavegroup.h"
#include "wire/kafka/listgroups.h"
#include "wire/kafka/offsetcommit.h"
#include "wire/kafka/offsetfetch.h"

#include <asio/bind_executor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace ottla::group {

/// The coordinator's owner loop: its groups and their timers. All but post() runs on the strand.
class GroupCoordinator::Loop : public std::enable_shared_from_this<Loop>
{
public:
    Loop(asio::any_io_executor executor, const Clock& clock, cluster::Topics& topics,
         cluster::Partitions& partitions, GroupConfig config);

    /// Runs `work` on the strand, from any thread.
    template <typename Work>
    void post(Work work)
    {
        asio::post(m_strand, [self = shared_from_this(), work = std::move(work)]() mutable {
            if (!self->m_stopped) {
                work(*self);
            }
        });
    }

    [[nodiscard]] Result<void> load();
    /// The role of this broker in a partition of __consumer_offsets may be another.
    void follow(const std::shared_ptr<cluster::Partition>& partition);
    void start(); ///< The timers of what was loaded, and the one that looks for expired offsets.
    void stop();

    [[nodiscard]] wire::ErrorCode ensureTopic() { return m_store.ensureTopic(); }
    void join(const ClientInfo& client, wire::JoinGroupRequest request,
              Reply<wire::JoinGroupResponse> reply);
    void sync(wire::SyncGroupRequest request, Reply<wire::SyncGroupResponse> reply);
    [[nodiscard]] wire::HeartbeatResponse heartbeat(const wire::HeartbeatRequest& request);
    [[nodiscard]] wire::LeaveGroupResponse leave(const ClientInfo& client,
                                                 const wire::LeaveGroupRequest& request);
    void commit(const wire::OffsetCommitRequest& request, Reply<wire::OffsetCommitResponse> reply);
    [[nodiscard]] wire::OffsetFetchResponse fetch(const ClientInfo& client,
                                                  const wire::OffsetFetchRequest& request);
    [[nodiscard]] wire::ListGroupsResponse list(const wire::ListGroupsRequest& request);
    [[nodiscard]] wire::DescribeGroupsResponse describe(const wire::DescribeGroupsRequest& request);
    [[nodiscard]] wire::DeleteGroupsResponse remove(const wire::DeleteGroupsRequest& request);
    void topicDeleted(const std::string& topic);

private:
    struct Entry
    {
        Group group;
        asio::steady_timer timer;
    };

    /// Of a commit, when its offsets are stored.
    struct Commit
    {
        std::string group;
        OffsetStore::Offsets offsets;
        wire::OffsetCommitResponse response;
        Reply<wire::OffsetCommitResponse> reply;
        bool stored = false;
    };
    using CommitId = std::uint64_t;

    /// None when this broker coordinates the group, and knows of it what is stored.
    [[nodiscard]] wire::ErrorCode checkCoordinates(const std::string& group);
    /// The same, and that there is such a group: InvalidGroupId, UnknownMemberId.
    [[nodiscard]] wire::ErrorCode checkGroup(const std::string& group);
    /// The same for the groups of a partition.
    [[nodiscard]] wire::ErrorCode hold(const std::shared_ptr<cluster::Partition>& partition);
    void holdAll();
    [[nodiscard]] Result<void> takeOver(cluster::Partition& partition, LeaderEpoch epoch);
    void giveUp(PartitionId id);
    /// Whether the partition keeps the group; all do of a topic that is gone.
    [[nodiscard]] bool isKeptIn(PartitionId id, const std::string& group) const;
    void finishCommit(Commit commit, wire::ErrorCode error);
    void finishWaiting(CommitId id, wire::ErrorCode error);
    /// Partitions whose commits wait for replicas; of those that `passes` lets through.
    [[nodiscard]] std::set<log::TopicPartition>
    waitingOffsets(const std::string& group,
                   const std::function<bool(const log::TopicPartition&)>& passes = {}) const;
    /// What comes behind them in the log, or a new epoch's reading of it, has made them void; who
    /// waits is answered all the same.
    void dropWaiting(
        const std::function<bool(const std::string& group, const log::TopicPartition&)>& isVoid);

    [[nodiscard]] Group* find(const std::string& id);
    [[nodiscard]] Entry& findOrMake(const std::string& id);
    /// Sets the group's timer to its next deadline.
    void arm(const std::string& id);
    void armExpiry();
    void expireOffsets();
    [[nodiscard]] wire::ErrorCode removeOne(const std::string& id);
    [[nodiscard]] wire::ErrorCode checkCommit(const wire::OffsetCommitRequest& request);

    asio::strand<asio::any_io_executor> m_strand;
    const Clock& m_clock;
    cluster::Topics& m_topics;
    cluster::Partitions& m_partitions;
    const GroupConfig m_config;
    OffsetStore m_store;
    /// Partitions of __consumer_offsets whose groups are here, with the leader epoch in which they
    /// were read.
    std::map<PartitionId, LeaderEpoch> m_held;
    std::map<std::string, Entry> m_groups;
    std::map<CommitId, Commit> m_waiting; ///< Commits that are stored, but not on all replicas.
    CommitId m_lastCommit = 0;
    asio::steady_timer m_expiryTimer;
    bool m_stopped = false;
};

} // namespace ottla::group
