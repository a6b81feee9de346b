// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "cluster/partitions.h"
#include "cluster/topics.h"
#include "group/groupconfig.h"
#include "group/member.h"

#include <asio/any_io_executor.hpp>
#include <atomic>
#include <memory>
#include <string>

namespace ottla::wire {
struct DeleteGroupsRequest;
struct DeleteGroupsResponse;
struct DescribeGroupsRequest;
struct DescribeGroupsResponse;
struct HeartbeatRequest;
struct HeartbeatResponse;
struct LeaveGroupRequest;
struct LeaveGroupResponse;
struct ListGroupsRequest;
struct ListGroupsResponse;
struct OffsetCommitRequest;
struct OffsetCommitResponse;
struct OffsetFetchRequest;
struct OffsetFetchResponse;
} // namespace ottla::wire

namespace ottla::group {

/// The coordinator of the groups whose partition of __consumer_offsets this broker leads:
/// membership and committed offsets, which live there and are found again after a restart, or by
/// the broker that leads it next. Who asks for another group is told NotCoordinator.
///
/// Threads: every function may be called from any thread. State belongs to one owner loop (a strand
/// of the executor), where requests are carried out one after another; replies are called there.
/// stop() before the executor's threads end; nothing is answered after it.
class GroupCoordinator
{
public:
    GroupCoordinator(asio::any_io_executor executor, const Clock& clock, cluster::Topics& topics,
                     cluster::Partitions& partitions, GroupConfig config);
    ~GroupCoordinator();

    /// Reads what was stored of the groups that are this broker's now. To be called once, before
    /// requests come.
    [[nodiscard]] Result<void> load();
    /// To be called when this broker's role in a partition of __consumer_offsets may be another.
    /// A commit is acknowledged when all replicas in sync have it.
    void roleChanged(std::shared_ptr<cluster::Partition> partition);
    /// Ends timers; whoever waits is not answered any more.
    void stop();

    /// Makes __consumer_offsets unless it is there; what FindCoordinator answers.
    void prepare(Reply<wire::ErrorCode> reply);

    void join(ClientInfo client, wire::JoinGroupRequest request,
              Reply<wire::JoinGroupResponse> reply);
    void sync(wire::SyncGroupRequest request, Reply<wire::SyncGroupResponse> reply);
    void heartbeat(wire::HeartbeatRequest request, Reply<wire::HeartbeatResponse> reply);
    void leave(ClientInfo client, wire::LeaveGroupRequest request,
               Reply<wire::LeaveGroupResponse> reply);
    void commit(wire::OffsetCommitRequest request, Reply<wire::OffsetCommitResponse> reply);
    void fetch(ClientInfo client, wire::OffsetFetchRequest request,
               Reply<wire::OffsetFetchResponse> reply);
    void list(wire::ListGroupsRequest request, Reply<wire::ListGroupsResponse> reply);
    void describe(wire::DescribeGroupsRequest request, Reply<wire::DescribeGroupsResponse> reply);
    void remove(wire::DeleteGroupsRequest request, Reply<wire::DeleteGroupsResponse> reply);

    /// Forgets what groups committed for a topic that is no more.
    void topicDeleted(std::string topic);

private:
    class Loop;
    std::shared_ptr<Loop> m_loop;
    std::atomic<bool> m_loaded{false}; ///< Before that, load() has the loop's state to itself.
};

} // namespace ottla::group
