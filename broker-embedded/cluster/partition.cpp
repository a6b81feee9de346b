// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/partition.h"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <utility>

namespace ottla::cluster {

namespace {

Error closedError(const log::TopicPartition& id)
{
    return {Errc::NotFound, "The topic was deleted",
            id.topic + "-" + std::to_string(id.partition.value)};
}

Error offlineError(const log::TopicPartition& id)
{
    return {Errc::Io, "The log directory is offline",
            id.topic + "-" + std::to_string(id.partition.value)};
}

} // namespace

Partition::Partition(log::TopicPartition id, Uuid topicId, std::shared_ptr<log::Log> log,
                     NodeId self, const Clock& clock, Offset highWatermark)
    : m_id(std::move(id))
    , m_topicId(topicId)
    , m_log(std::move(log))
    , m_self(self)
    , m_clock(clock)
    , m_highWatermark(std::clamp(highWatermark, m_log->startOffset(), m_log->endOffset()).value)
{
    m_state.leader = NodeId{-1};
    m_state.leaderEpoch = LeaderEpoch{-1};
}

PartitionState Partition::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

LeaderEpoch Partition::leaderEpoch() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.leaderEpoch;
}

bool Partition::isLeader() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.leader == m_self;
}

std::optional<LeaderEpoch> Partition::ledEpoch() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.leader == m_self ? std::optional(m_state.leaderEpoch) : std::nullopt;
}

std::size_t Partition::inSyncCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.isr.size();
}

bool Partition::setState(const PartitionState& state)
{
    {
        const std::unique_lock role(m_role);
        const std::lock_guard lock(m_mutex);
        if (state == m_state) {
            return false;
        }
        if (state.leaderEpoch < m_state.leaderEpoch
            || (state.leaderEpoch == m_state.leaderEpoch && state.version < m_state.version)) {
            return false;
        }
        const bool newEpoch = state.leaderEpoch > m_state.leaderEpoch;
        if (newEpoch || state.version > m_state.version) {
            m_pendingIsr.clear(); // what it was to be is decided
        }
        const std::vector<NodeId> before = std::exchange(m_state, state).isr;
        if (state.leader != m_self) {
            m_followers.clear();
        } else {
            if (newEpoch) {
                lead(state);
            }
            takeFollowers(state);
            for (const NodeId replica : before) {
                if (const auto known = m_followers.find(replica);
                    known != m_followers.end() && !isInSync(replica)) {
                    known->second.end = Offset{-1}; // it joins again by a fetch to come
                }
            }
            advanceHighWatermark();
        }
    }
    wakeWaiters();
    return true;
}

void Partition::lead(const PartitionState& state)
{
    m_epochStart = m_log->endOffset();
    if (state.replicas.size() > 1) {
        m_log->beginEpoch(state.leaderEpoch);
    }
    m_followers.clear();
}

void Partition::takeFollowers(const PartitionState& state)
{
    const auto isReplica = [&state](NodeId node) {
        return std::find(state.replicas.begin(), state.replicas.end(), node)
            != state.replicas.end();
    };
    std::erase_if(m_followers, [&](const auto& entry) { return !isReplica(entry.first); });
    const auto now = m_clock.now();
    for (const NodeId replica : state.replicas) {
        if (replica == m_self || m_followers.contains(replica)) {
            continue;
        }
        // Those in sync get the whole time to ask the new leader.
        m_followers[replica].caughtUp =
            isInSync(replica) ? now : now - std::chrono::hours(24 * 365);
    }
}

bool Partition::isInSync(NodeId replica) const
{
    return std::find(m_state.isr.begin(), m_state.isr.end(), replica) != m_state.isr.end();
}

log::AppendResult Partition::append(std::span<std::byte> records, bool fromClient)
{
    LeaderEpoch epoch{};
    std::shared_lock role(m_role);
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed) {
            return {.error = wire::ErrorCode::UnknownTopicOrPartition,
                    .message = closedError(m_id).describe()};
        }
        if (m_state.leader != m_self) {
            return {.error = wire::ErrorCode::NotLeaderOrFollower,
                    .message = "This broker does not lead the partition"};
        }
        epoch = m_state.leaderEpoch;
    }
    log::AppendResult result =
        m_log->append(records, {.leaderEpoch = epoch, .fromClient = fromClient});
    role.unlock();
    result.leaderEpoch = epoch;
    const bool failed = result.error == wire::ErrorCode::KafkaStorageError;
    if (m_failing.exchange(failed) != failed && failed) {
        spdlog::error("{}-{}: nothing was appended: {}", m_id.topic, m_id.partition.value,
                      result.message);
    }
    if (result.error == wire::ErrorCode::OutOfOrderSequenceNumber) {
        // A producer may take it for a loss, so it is to be found in the log.
        spdlog::warn("{}-{}: refused: {}", m_id.topic, m_id.partition.value, result.message);
    }
    if (result.error == wire::ErrorCode::None && !result.duplicate) {
        {
            const std::lock_guard lock(m_mutex);
            advanceHighWatermark();
        }
        wakeWaiters();
    }
    return result;
}

bool Partition::advanceHighWatermark()
{
    if (m_state.leader != m_self) {
        return false;
    }
    Offset least = m_log->endOffset();
    for (const auto& [replica, follower] : m_followers) {
        const bool counts = isInSync(replica)
            || std::find(m_pendingIsr.begin(), m_pendingIsr.end(), replica) != m_pendingIsr.end();
        if (counts) {
            least = std::min(least, follower.end);
        }
    }
    if (least.value <= m_highWatermark) {
        return false;
    }
    m_highWatermark = least.value;
    return true;
}

Result<log::ReadResult> Partition::read(Offset from, std::uint64_t maxBytes, bool atLeastOne,
                                        Reader reader)
{
    if (closed()) {
        return closedError(m_id);
    }
    if (isOffline()) {
        return offlineError(m_id);
    }
    const Offset end = m_log->endOffset();
    const Offset upTo = reader == Reader::Replica ? end
        : reader == Reader::Committed             ? lastStableOffset()
                                                  : highWatermark();
    if (from > upTo && from <= end) {
        return log::ReadResult{}; // there is something, but not yet for everybody
    }
    return m_log->read(from, maxBytes, upTo, atLeastOne);
}

Result<std::size_t> Partition::clean()
{
    auto deleted = m_log->applyRetention(highWatermark());
    if (!deleted) {
        return deleted;
    }
    auto compacted = m_log->compact(lastStableOffset());
    return compacted ? Result<std::size_t>(*deleted + *compacted) : compacted;
}

Result<Offset> Partition::deleteRecords(Offset before)
{
    if (closed()) {
        return closedError(m_id);
    }
    if (isOffline()) {
        return offlineError(m_id);
    }
    const Offset target = before.value == -1 ? highWatermark() : before;
    if (target > highWatermark()) {
        return Error{Errc::OutOfRange,
                     "Offset " + std::to_string(target.value)
                         + " lies behind the high watermark at "
                         + std::to_string(highWatermark().value)};
    }
    if (auto advanced = m_log->advanceStart(target); !advanced) {
        return advanced.error();
    }
    return m_log->startOffset();
}

Partition::WaiterId Partition::addWaiter(std::function<void()> wake)
{
    const std::lock_guard lock(m_mutex);
    m_waiters.emplace(++m_lastWaiter, std::move(wake));
    return m_lastWaiter;
}

void Partition::removeWaiter(WaiterId id)
{
    const std::lock_guard lock(m_mutex);
    m_waiters.erase(id);
}

void Partition::wakeWaiters()
{
    std::vector<std::function<void()>> woken;
    {
        const std::lock_guard lock(m_mutex);
        woken.reserve(m_waiters.size());
        for (const auto& [id, wake] : m_waiters) {
            woken.push_back(wake);
        }
    }
    for (const auto& wake : woken) {
        wake();
    }
}

void Partition::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    wakeWaiters();
}

bool Partition::closed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

} // namespace ottla::cluster
