// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/partitions.h"

#include "log/checkpointfile.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

constexpr const char* highWatermarksName = "replication-offset-checkpoint";

/// Trying again is of no use.
bool isDamage(const Error& error)
{
    return error.code == Errc::Corrupt || error.code == Errc::Malformed || error.code == Errc::Io;
}

/// Others have what there is, and do not count on what `self` has.
bool isCopied(const PartitionState& state, NodeId self)
{
    return state.hasState() && state.leader.value >= 0 && state.leader != self
        && std::find(state.isr.begin(), state.isr.end(), self) == state.isr.end();
}

} // namespace

Partitions::Partitions(log::LogDirectory& directory, const Topics& topics, NodeId self,
                       const Clock& clock, LogSettings settings)
    : m_directory(directory)
    , m_topics(topics)
    , m_self(self)
    , m_clock(clock)
    , m_settings(std::move(settings))
{ }

bool Partitions::isHere(const PartitionState& state) const
{
    return std::find(state.replicas.begin(), state.replicas.end(), m_self) != state.replicas.end();
}

void Partitions::setState(const std::shared_ptr<Partition>& partition, const PartitionState& state)
{
    // Of a topic's partitions most are as they were whenever one is not.
    if (state.hasState() && partition->setState(state) && m_roleListener) {
        m_roleListener(partition);
    }
}

Result<void> Partitions::openAll()
{
    if (auto read = readHighWatermarks(); !read) {
        return read;
    }
    const auto stored = m_directory.partitions();
    if (!stored) {
        return stored.error();
    }
    for (const auto& [id, topicId] : *stored) {
        const auto topic = m_topics.find(id.topic);
        // A folder without an id holds no log: its making was interrupted, or it is not ours.
        if (topicId.isZero() || (topic && topic->id == topicId)) {
            continue;
        }
        if (!Topics::isValidName(id.topic)) {
            continue; // not one that was a topic here: whoever made it may want it
        }
        spdlog::info("{}-{}: its topic was deleted; so is the folder", id.topic,
                     id.partition.value);
        if (auto deleted = m_directory.deleteLog(id); !deleted) {
            if (m_directory.failure()) {
                return deleted;
            }
            spdlog::error("{}-{}: not deleted: {}", id.topic, id.partition.value,
                          deleted.error().describe());
        }
    }
    for (const auto& topic : m_topics.all()) {
        for (const PartitionState& partition : topic->partitions) {
            // A leader's log of an internal topic opens when it is first asked for, unless there is
            // something in it.
            const bool later = topic->internal && partition.replicas.size() == 1
                && !stored->contains({topic->name, partition.id});
            if (later || !isHere(partition)) {
                continue;
            }
            const std::lock_guard changing(m_changes);
            if (auto opened = openOrLeaveOut(*topic, partition.id);
                !opened && m_directory.failure()) {
                return opened;
            }
        }
    }
    return {};
}

Result<void> Partitions::openOrLeaveOut(const Topic& topic, PartitionId id)
{
    auto opened = openPartition(topic, id);
    const log::TopicPartition name{topic.name, id};
    if (opened) {
        if (m_missing.erase(name) > 0) {
            spdlog::info("{}-{} is there again", topic.name, id.value);
        }
        return {};
    }
    const auto known = m_missing.find(name);
    if (known == m_missing.end() || known->second.code != opened.error().code) {
        spdlog::error("{}-{} is offline: {}", topic.name, id.value, opened.error().describe());
    }
    m_missing.insert_or_assign(name, opened.error());
    return opened.error();
}

void Partitions::openMissing()
{
    const std::lock_guard changing(m_changes);
    const auto missing = m_missing;
    for (const auto& [name, error] : missing) {
        const auto topic = m_topics.find(name.topic);
        const auto index = static_cast<std::size_t>(name.partition.value);
        if (!topic || index >= topic->partitions.size() || !isHere(topic->partitions[index])) {
            continue;
        }
        if (isDamage(error)) {
            const PartitionState& state = topic->partitions[index];
            if (!isCopied(state, m_self)) {
                continue;
            }
            spdlog::warn("{}-{}: the damaged log is deleted, and copied anew from broker {}",
                         name.topic, name.partition.value, state.leader.value);
            if (auto deleted = m_directory.deleteLog(name); !deleted) {
                spdlog::error("{}-{}: not deleted: {}", name.topic, name.partition.value,
                              deleted.error().describe());
                continue;
            }
            m_highWatermarks.erase(name);
        }
        (void)openOrLeaveOut(*topic, name.partition).ok();
    }
}

std::set<log::TopicPartition> Partitions::damaged() const
{
    const std::lock_guard changing(m_changes);
    std::set<log::TopicPartition> found;
    for (const auto& [name, error] : m_missing) {
        if (isDamage(error)) {
            found.insert(name);
        }
    }
    return found;
}

Result<void> Partitions::refresh(const std::string& name)
{
    const std::lock_guard changing(m_changes);
    const auto topic = m_topics.find(name);
    if (!topic) {
        return closeTopic(name);
    }
    const log::LogConfig config = m_settings(*topic);
    Result<void> result;
    for (const PartitionState& partition : topic->partitions) {
        auto present = lookUp({name, partition.id});
        if (present && present->topicId() != topic->id) {
            if (auto closed = closeTopic(name); !closed) {
                return closed;
            }
            present = nullptr;
        }
        if (!present && !isHere(partition) && m_missing.erase({name, partition.id}) > 0) {
            if (auto deleted = m_directory.deleteLog({name, partition.id}); !deleted) {
                return deleted;
            }
        }
        if (present && !isHere(partition)) {
            if (auto closed = closeReplica(present); !closed) {
                return closed;
            }
        } else if (present) {
            present->log().setConfig(config);
            setState(present, partition);
        } else if (isHere(partition) && !(topic->internal && partition.replicas.size() == 1)) {
            if (m_missing.contains({name, partition.id})) {
                continue; // openMissing() sees to it
            }
            if (auto opened = openOrLeaveOut(*topic, partition.id); !opened && result) {
                result = opened;
            }
        }
    }
    return result;
}

Result<std::shared_ptr<Partition>> Partitions::openPartition(const Topic& topic, PartitionId id)
{
    const log::TopicPartition name{topic.name, id};
    auto log = m_directory.openLog(name, topic.id, m_settings(topic));
    if (!log && log.error().code == Errc::Conflict) {
        // The folder of an earlier topic of this name, whose deletion failed.
        if (auto deleted = m_directory.deleteLog(name); !deleted) {
            return deleted.error();
        }
        log = m_directory.openLog(name, topic.id, m_settings(topic));
    }
    if (!log) {
        return log.error();
    }
    const auto known = m_highWatermarks.find(name);
    auto partition =
        std::make_shared<Partition>(name, topic.id, *log, m_self, m_clock,
                                    known == m_highWatermarks.end() ? Offset{0} : known->second);
    partition->setIsrChangeWanted(m_isrChangeWanted);
    {
        const std::unique_lock lock(m_mutex);
        m_partitions[name] = partition;
    }
    setState(partition, topic.partitions[static_cast<std::size_t>(id.value)]);
    return partition;
}

Result<void> Partitions::closeReplica(const std::shared_ptr<Partition>& partition)
{
    {
        const std::unique_lock lock(m_mutex);
        m_partitions.erase(partition->id());
    }
    partition->close();
    if (m_roleListener) {
        m_roleListener(partition);
    }
    return m_directory.deleteLog(partition->id());
}

Result<void> Partitions::readHighWatermarks()
{
    const auto entries = log::CheckpointFile::read(m_directory.files(),
                                                   m_directory.folder() / highWatermarksName, 3);
    if (!entries) {
        return entries.error();
    }
    for (const log::CheckpointFile::Entry& entry : *entries) {
        const auto partition = log::parseNumber(entry[1]);
        const auto offset = log::parseNumber(entry[2]);
        if (partition && offset) {
            m_highWatermarks[{entry[0], PartitionId{static_cast<std::int32_t>(*partition)}}] =
                Offset{*offset};
        }
    }
    return {};
}

Result<void> Partitions::writeHighWatermarks()
{
    std::vector<log::CheckpointFile::Entry> entries;
    for (const auto& partition : all()) {
        entries.push_back({partition->id().topic, std::to_string(partition->id().partition.value),
                           std::to_string(partition->highWatermark().value)});
    }
    return log::CheckpointFile::write(m_directory.files(),
                                      m_directory.folder() / highWatermarksName, entries);
}

Result<void> Partitions::closeTopic(const std::string& topic)
{
    std::vector<std::shared_ptr<Partition>> closed;
    {
        const std::unique_lock lock(m_mutex);
        auto at = m_partitions.lower_bound({topic, PartitionId{-1}});
        while (at != m_partitions.end() && at->first.topic == topic) {
            closed.push_back(at->second);
            at = m_partitions.erase(at);
        }
    }
    for (const auto& partition : closed) {
        partition->close();
        if (m_roleListener) {
            m_roleListener(partition);
        }
    }
    Result<void> result;
    for (auto at = m_missing.lower_bound({topic, PartitionId{-1}});
         at != m_missing.end() && at->first.topic == topic;) {
        if (auto deleted = m_directory.deleteLog(at->first); !deleted && result) {
            result = deleted;
        }
        at = m_missing.erase(at);
    }
    for (const auto& partition : closed) {
        if (auto deleted = m_directory.deleteLog(partition->id()); !deleted && result) {
            result = deleted;
        }
    }
    return result;
}

std::shared_ptr<Partition> Partitions::lookUp(const log::TopicPartition& id) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_partitions.find(id);
    return found == m_partitions.end() ? nullptr : found->second;
}

std::shared_ptr<Partition> Partitions::find(const std::string& name, PartitionId id)
{
    if (auto present = lookUp({name, id})) {
        return present;
    }
    if (const auto topic = m_topics.find(name); !topic || !topic->internal) {
        return nullptr;
    }
    const std::lock_guard changing(m_changes);
    if (auto present = lookUp({name, id})) {
        return present;
    }
    const auto topic = m_topics.find(name); // as it is now that nobody changes it
    if (!topic || id.value < 0 || static_cast<std::size_t>(id.value) >= topic->partitions.size()
        || !isHere(topic->partitions[static_cast<std::size_t>(id.value)])) {
        return nullptr;
    }
    const auto missing = m_missing.find({name, id});
    if (missing != m_missing.end() && isDamage(missing->second)) {
        return nullptr;
    }
    return openOrLeaveOut(*topic, id) ? lookUp({name, id}) : nullptr;
}

std::vector<std::shared_ptr<Partition>> Partitions::all() const
{
    const std::shared_lock lock(m_mutex);
    std::vector<std::shared_ptr<Partition>> partitions;
    for (const auto& [id, partition] : m_partitions) {
        partitions.push_back(partition);
    }
    return partitions;
}

} // namespace ottla::cluster
