// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/partitions.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

Partitions::Partitions(log::LogDirectory& directory, const Topics& topics, NodeId self,
                       LogSettings settings)
    : m_directory(directory)
    , m_topics(topics)
    , m_self(self)
    , m_settings(std::move(settings))
{ }

Result<void> Partitions::openAll()
{
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
        spdlog::info("{}-{}: its topic was deleted; so is the folder", id.topic,
                     id.partition.value);
        if (auto deleted = m_directory.deleteLog(id); !deleted) {
            return deleted;
        }
    }
    const std::lock_guard changing(m_changes);
    for (const auto& topic : m_topics.all()) {
        for (const PartitionState& partition : topic->partitions) {
            if (topic->internal && !stored->contains({topic->name, partition.id})) {
                continue;
            }
            if (auto opened = openPartition(*topic, partition.id); !opened) {
                return opened.error();
            }
        }
    }
    return {};
}

Result<void> Partitions::refresh(const std::string& name)
{
    const std::lock_guard changing(m_changes);
    const auto topic = m_topics.find(name);
    if (!topic) {
        return closeTopic(name);
    }
    for (const PartitionState& partition : topic->partitions) {
        const auto present = lookUp({name, partition.id});
        if (present && present->topicId() != topic->id) {
            if (auto closed = closeTopic(name); !closed) {
                return closed;
            }
        } else if (present) {
            present->log().setConfig(m_settings(*topic));
            continue;
        }
        if (topic->internal) {
            continue;
        }
        if (auto opened = openPartition(*topic, partition.id); !opened) {
            return opened.error();
        }
    }
    return {};
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
    const PartitionState& state = topic.partitions[static_cast<std::size_t>(id.value)];
    auto partition = std::make_shared<Partition>(name, topic.id, *log, state.leaderEpoch);
    const std::unique_lock lock(m_mutex);
    m_partitions[name] = partition;
    return partition;
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
    }
    Result<void> result;
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
    if (!topic || id.value < 0 || static_cast<std::size_t>(id.value) >= topic->partitions.size()) {
        return nullptr;
    }
    auto opened = openPartition(*topic, id);
    if (!opened) {
        spdlog::error("{}-{} cannot be opened: {}", name, id.value, opened.error().describe());
        return nullptr;
    }
    return *opened;
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
