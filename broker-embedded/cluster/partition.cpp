// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/partition.h"

#include <spdlog/spdlog.h>
#include <vector>

namespace ottla::cluster {

namespace {

Error closedError(const log::TopicPartition& id)
{
    return {Errc::NotFound, "The topic was deleted",
            id.topic + "-" + std::to_string(id.partition.value)};
}

} // namespace

Partition::Partition(log::TopicPartition id, Uuid topicId, std::shared_ptr<log::Log> log,
                     LeaderEpoch leaderEpoch)
    : m_id(std::move(id))
    , m_topicId(topicId)
    , m_log(std::move(log))
    , m_leaderEpoch(leaderEpoch)
{ }

log::AppendResult Partition::append(std::span<std::byte> records, bool fromClient)
{
    if (closed()) {
        return {.error = wire::ErrorCode::UnknownTopicOrPartition,
                .message = closedError(m_id).describe()};
    }
    log::AppendResult result =
        m_log->append(records, {.leaderEpoch = m_leaderEpoch, .fromClient = fromClient});
    const bool failed = result.error == wire::ErrorCode::KafkaStorageError;
    if (m_failing.exchange(failed) != failed && failed) {
        spdlog::error("{}-{}: nothing was appended: {}", m_id.topic, m_id.partition.value,
                      result.message);
    }
    if (result.error == wire::ErrorCode::None && !result.duplicate) {
        wakeWaiters();
    }
    return result;
}

Offset Partition::highWatermark() const
{
    // This broker is the partition's one replica, so what is appended is committed.
    return m_log->endOffset();
}

Result<log::ReadResult> Partition::read(Offset from, std::uint64_t maxBytes, bool atLeastOne)
{
    if (closed()) {
        return closedError(m_id);
    }
    return m_log->read(from, maxBytes, highWatermark(), atLeastOne);
}

Result<Offset> Partition::deleteRecords(Offset before)
{
    if (closed()) {
        return closedError(m_id);
    }
    const Offset target = before.value == -1 ? highWatermark() : before;
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
