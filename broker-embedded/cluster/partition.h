// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "cluster/topics.h"
#include "log/logdirectory.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

namespace ottla::cluster {

/// A replica of a partition on this broker: its log, and what a leader knows of its followers.
/// Invariant: log start <= high watermark <= log end. Callable from any thread.
///
/// The high watermark is what every replica in sync has (KIP-101 for what becomes of it when the
/// leader changes). A replica that is about to be in sync counts as one, and so does one that is
/// about to be no more, until the metadata say so: then whoever leads next has what was
/// acknowledged.
class Partition
{
public:
    /// `highWatermark` as it was last known.
    Partition(log::TopicPartition id, Uuid topicId, std::shared_ptr<log::Log> log, NodeId self,
              const Clock& clock, Offset highWatermark);

    [[nodiscard]] const log::TopicPartition& id() const { return m_id; }
    [[nodiscard]] const Uuid& topicId() const { return m_topicId; }
    [[nodiscard]] log::Log& log() { return *m_log; }

    /// Takes in what the metadata say; false when it is no news. An older leader epoch than the
    /// present one is passed over.
    bool setState(const PartitionState& state);
    [[nodiscard]] PartitionState state() const;
    [[nodiscard]] LeaderEpoch leaderEpoch() const;
    [[nodiscard]] bool isLeader() const;
    /// The leader epoch, while this broker leads.
    [[nodiscard]] std::optional<LeaderEpoch> ledEpoch() const;
    [[nodiscard]] std::size_t inSyncCount() const;

    /// Appends as leader and wakes who waits for data; NotLeaderOrFollower where it is none.
    log::AppendResult append(std::span<std::byte> records, bool fromClient = true);
    /// What consumers may see ends here (exclusive).
    [[nodiscard]] Offset highWatermark() const { return Offset{m_highWatermark.load()}; }
    /// What read_committed consumers may see ends here: where the oldest open transaction begins,
    /// or at the high watermark.
    [[nodiscard]] Offset lastStableOffset() const
    {
        return std::min(highWatermark(), m_log->firstOpenTransaction().value_or(highWatermark()));
    }

    enum class Reader
    {
        Consumer, ///< Sees what lies below the high watermark.
        Committed, ///< A consumer that sees what lies below the last stable offset.
        Replica, ///< Sees all.
    };
    [[nodiscard]] Result<log::ReadResult> read(Offset from, std::uint64_t maxBytes, bool atLeastOne,
                                               Reader reader = Reader::Consumer);
    /// Log::applyRetention() and Log::compact(), within what every replica in sync has: what lies
    /// behind may yet be cut, here or with the next leader, and must cost nothing else.
    [[nodiscard]] Result<std::size_t> clean();
    /// DeleteRecords; -1 is the high watermark. Returns the new log start offset.
    [[nodiscard]] Result<Offset> deleteRecords(Offset before);

    // As leader.

    /// A follower asks for what is at `from`: it has everything before.
    void noteFetch(NodeId follower, Offset from);
    /// The in-sync replicas as they should be: without those that have not been at the log's end
    /// for `maxLag`, and with those that have caught up; none when that is what they are. Until
    /// setState() tells of a newer state the same is answered again: whether a write that seemed
    /// to fail was made is not known before, so who was to join counts as in sync.
    [[nodiscard]] std::optional<PartitionState> beginIsrChange(std::chrono::milliseconds maxLag);

    /// Followers in sync that have all before `offset`.
    [[nodiscard]] std::vector<NodeId> followersWith(Offset offset) const;

    // As follower of the leader of `epoch`; Errc::Fenced when it is no longer that.

    [[nodiscard]] Result<void> appendAsFollower(LeaderEpoch epoch, BytesView records,
                                                Offset leaderHighWatermark, Offset leaderStart);
    /// Cuts what the leader does not have: its log of `divergingEpoch` ends at `end` (KIP-595).
    [[nodiscard]] Result<void> truncateToLeader(LeaderEpoch epoch, LeaderEpoch divergingEpoch,
                                                Offset end);
    /// The leader no longer has what comes next here, but what is at `leaderStart`.
    [[nodiscard]] Result<void> restartAt(LeaderEpoch epoch, Offset leaderStart);

    using WaiterId = std::uint64_t;
    /// Calls `wake` (from any thread, outside of locks, possibly more than once) whenever the log
    /// or the high watermark grows, the role changes, or the partition closes, until
    /// removeWaiter().
    WaiterId addWaiter(std::function<void()> wake);
    void removeWaiter(WaiterId id);
    /// Calls `wanted` (as `wake` above) when a replica could join those in sync. To be set once,
    /// before the partition is shared.
    void setIsrChangeWanted(std::function<void()> wanted) { m_isrChangeWanted = std::move(wanted); }

    /// The topic was deleted: later appends and reads fail, waiters are woken.
    void close();
    [[nodiscard]] bool closed() const;
    /// Its log directory has failed: appends and reads are refused, and what waits for replicas is
    /// not acknowledged. wakeForFailure() is due then.
    [[nodiscard]] bool isOffline() const { return m_log->isOffline(); }
    /// Wakes who waits, to see that the partition is offline.
    void wakeForFailure() { wakeWaiters(); }

private:
    struct Follower
    {
        Offset end{-1}; ///< Of its log; -1 while it is not known.
        Clock::TimePoint caughtUp{}; ///< When it last had everything.
        Offset leaderEndAtFetch{-1};
        Clock::TimePoint fetched{};
    };

    // Under m_mutex:
    void lead(const PartitionState& state);
    void takeFollowers(const PartitionState& state);
    [[nodiscard]] bool isInSync(NodeId replica) const;
    [[nodiscard]] bool mayJoin(const Follower& follower) const;
    /// True when it moved.
    bool advanceHighWatermark();
    [[nodiscard]] Result<void> checkFollows(LeaderEpoch epoch) const;

    void wakeWaiters();

    const log::TopicPartition m_id;
    const Uuid m_topicId;
    const std::shared_ptr<log::Log> m_log;
    const NodeId m_self;
    const Clock& m_clock;
    std::function<void()> m_isrChangeWanted;
    std::atomic<std::int64_t> m_highWatermark;
    /// Held shared by a leader's append, so that its role does not change within: a late append
    /// with an old epoch would lie behind what a new leader wrote. Taken before m_mutex.
    std::shared_mutex m_role;
    std::atomic<bool> m_failing =
        false; ///< The last append failed: it was logged, the next is not.
    mutable std::mutex m_mutex; ///< Guards what follows.
    PartitionState m_state;
    Offset m_epochStart{}; ///< The log's end when this broker became leader.
    std::map<NodeId, Follower> m_followers; ///< Of a leader.
    std::vector<NodeId> m_pendingIsr; ///< Of a change under way; empty: none is.
    bool m_closed = false;
    WaiterId m_lastWaiter = 0;
    std::map<WaiterId, std::function<void()>> m_waiters;
};

} // namespace ottla::cluster
