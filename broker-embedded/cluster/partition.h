// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"
#include "log/logdirectory.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace ottla::cluster {

/// A replica of a partition on this broker: its log, and what a leader knows beside it.
/// Invariant: log start <= high watermark <= log end. Callable from any thread.
class Partition
{
public:
    Partition(log::TopicPartition id, Uuid topicId, std::shared_ptr<log::Log> log,
              LeaderEpoch leaderEpoch);

    [[nodiscard]] const log::TopicPartition& id() const { return m_id; }
    [[nodiscard]] const Uuid& topicId() const { return m_topicId; }
    [[nodiscard]] log::Log& log() { return *m_log; }
    [[nodiscard]] LeaderEpoch leaderEpoch() const { return m_leaderEpoch; }

    /// Appends as leader and wakes who waits for data.
    log::AppendResult append(std::span<std::byte> records, bool fromClient = true);
    /// What consumers may see ends here (exclusive).
    [[nodiscard]] Offset highWatermark() const;
    /// What read_committed consumers may see ends here; the high watermark until transactions
    /// exist.
    [[nodiscard]] Offset lastStableOffset() const { return highWatermark(); }
    /// Reads below the high watermark.
    [[nodiscard]] Result<log::ReadResult> read(Offset from, std::uint64_t maxBytes,
                                               bool atLeastOne);
    /// DeleteRecords; -1 is the high watermark. Returns the new log start offset.
    [[nodiscard]] Result<Offset> deleteRecords(Offset before);

    using WaiterId = std::uint64_t;
    /// Calls `wake` (from any thread, outside of locks, possibly more than once) whenever the high
    /// watermark moves or the partition closes, until removeWaiter().
    WaiterId addWaiter(std::function<void()> wake);
    void removeWaiter(WaiterId id);

    /// The topic was deleted: later appends and reads fail, waiters are woken.
    void close();
    [[nodiscard]] bool closed() const;

private:
    void wakeWaiters();

    const log::TopicPartition m_id;
    const Uuid m_topicId;
    const std::shared_ptr<log::Log> m_log;
    const LeaderEpoch m_leaderEpoch;
    std::atomic<bool> m_failing =
        false; ///< The last append failed: it was logged, the next is not.
    mutable std::mutex m_mutex; ///< Guards what follows.
    bool m_closed = false;
    WaiterId m_lastWaiter = 0;
    std::map<WaiterId, std::function<void()>> m_waiters;
};

} // namespace ottla::cluster
