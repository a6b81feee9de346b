// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/partition.h"

#include <algorithm>
#include <spdlog/spdlog.h>

// What leaders and followers of a partition do for each other.

namespace ottla::cluster {

void Partition::noteFetch(NodeId follower, Offset from)
{
    bool moved = false;
    bool wanted = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_followers.find(follower);
        if (m_state.leader != m_self || found == m_followers.end()) {
            return;
        }
        Follower& known = found->second;
        const auto now = m_clock.now();
        const Offset end = m_log->endOffset();
        // Who has now what there was at its last fetch was up to date then.
        if (from >= end) {
            known.caughtUp = now;
        } else if (known.leaderEndAtFetch.value >= 0 && from >= known.leaderEndAtFetch) {
            known.caughtUp = std::max(known.caughtUp, known.fetched);
        }
        known.end = from;
        known.fetched = now;
        known.leaderEndAtFetch = end;
        moved = advanceHighWatermark();
        wanted = m_pendingIsr.empty() && !isInSync(follower) && mayJoin(known);
    }
    if (moved) {
        wakeWaiters();
    }
    if (wanted && m_isrChangeWanted) {
        m_isrChangeWanted();
    }
}

/// Whoever has all that is acknowledged, and all that was there when this leader began.
bool Partition::mayJoin(const Follower& follower) const
{
    return follower.end >= highWatermark() && follower.end >= m_epochStart;
}

std::optional<PartitionState> Partition::beginIsrChange(std::chrono::milliseconds maxLag)
{
    const std::lock_guard lock(m_mutex);
    if (m_state.leader != m_self || m_closed) {
        return std::nullopt;
    }
    const auto now = m_clock.now();
    PartitionState next = m_state;
    if (!m_pendingIsr.empty()) {
        next.isr = m_pendingIsr;
        return next;
    }
    next.isr.clear();
    for (const NodeId replica : m_state.replicas) {
        const auto known = m_followers.find(replica);
        if (known == m_followers.end()) {
            if (replica == m_self) {
                next.isr.push_back(replica);
            }
            continue;
        }
        const Follower& follower = known->second;
        const bool lags = now - follower.caughtUp > maxLag && follower.end != m_log->endOffset();
        if (isInSync(replica) ? !lags : !lags && mayJoin(follower)) {
            next.isr.push_back(replica);
        }
    }
    auto before = m_state.isr;
    auto after = next.isr;
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    if (before == after) {
        return std::nullopt;
    }
    m_pendingIsr = next.isr;
    return next;
}

Result<void> Partition::checkFollows(LeaderEpoch epoch) const
{
    if (m_closed || m_state.leader == m_self || m_state.leaderEpoch != epoch) {
        return Error{Errc::Fenced, "The partition has another leader"};
    }
    return {};
}

Result<void> Partition::appendAsFollower(LeaderEpoch epoch, BytesView records,
                                         Offset leaderHighWatermark, Offset leaderStart)
{
    {
        const std::lock_guard lock(m_mutex);
        if (auto follows = checkFollows(epoch); !follows) {
            return follows;
        }
        if (!records.empty()) {
            if (auto appended = m_log->appendAsFollower(records); !appended) {
                return appended;
            }
        }
        const Offset reached = std::min(leaderHighWatermark, m_log->endOffset());
        m_highWatermark = std::max(m_highWatermark.load(), reached.value);
    }
    if (leaderStart > m_log->startOffset() && leaderStart <= m_log->endOffset()) {
        return m_log->advanceStart(leaderStart);
    }
    return {};
}

Result<void> Partition::truncateToLeader(LeaderEpoch epoch, LeaderEpoch divergingEpoch, Offset end)
{
    const std::lock_guard lock(m_mutex);
    if (auto follows = checkFollows(epoch); !follows) {
        return follows;
    }
    // Where this log's part of that epoch, or of the last one before it, ends.
    const auto own = m_log->endOffsetForEpoch(divergingEpoch);
    Offset target = m_log->startOffset();
    if (own) {
        target = own->first == divergingEpoch ? std::min(own->second, end) : own->second;
    }
    spdlog::info("{}-{}: cut from {} to {}, where the new leader's log parts from it", m_id.topic,
                 m_id.partition.value, m_log->endOffset().value, target.value);
    if (auto cut = m_log->truncateTo(target); !cut) {
        return cut;
    }
    m_highWatermark = std::min(m_highWatermark.load(), m_log->endOffset().value);
    return {};
}

Result<void> Partition::restartAt(LeaderEpoch epoch, Offset leaderStart)
{
    const std::lock_guard lock(m_mutex);
    if (auto follows = checkFollows(epoch); !follows) {
        return follows;
    }
    if (auto restarted = m_log->restartAt(leaderStart); !restarted) {
        return restarted;
    }
    m_highWatermark = leaderStart.value;
    return {};
}

} // namespace ottla::cluster
