// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/partition.h"
#include "cluster/topics.h"
#include "log/logdirectory.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>

namespace ottla::cluster {

/// The partitions whose replicas this broker holds. Callable from any thread.
class Partitions
{
public:
    /// `settings` turns a topic's own configuration into what its log needs (broker's defaults).
    using LogSettings = std::function<log::LogConfig(const Topic&)>;
    /// Told of replicas whose role may be another, and of those that are no more (closed), within
    /// openAll() and refresh().
    using RoleListener = std::function<void(const std::shared_ptr<Partition>&)>;

    /// `clock` must outlive it.
    Partitions(log::LogDirectory& directory, const Topics& topics, NodeId self, const Clock& clock,
               LogSettings settings);

    /// To be set once, before openAll().
    void setRoleListener(RoleListener listener) { m_roleListener = std::move(listener); }
    /// Called when a replica of a partition that this broker leads may join those in sync; as
    /// above.
    void setIsrChangeWanted(std::function<void()> wanted) { m_isrChangeWanted = std::move(wanted); }
    /// Writes replication-offset-checkpoint: the high watermarks. To be called every now and then.
    [[nodiscard]] Result<void> writeHighWatermarks();

    /// Opens the logs that the metadata gives to this broker, and deletes logs of topics that it
    /// no longer knows (a deletion that a crash interrupted); folders that are no log's stay. A log
    /// that does not open is left out, named in the broker's log; it fails when the directory does.
    [[nodiscard]] Result<void> openAll();
    /// Tries those again that were left out: what lacked room or descriptors may have them now. A
    /// damaged log is deleted, and begun anew as a follower, as soon as another broker leads that
    /// has everything and this one does not count as in sync. To be called every now and then.
    void openMissing();
    /// What was left out for damage. While others are in sync they are to lead.
    [[nodiscard]] std::set<log::TopicPartition> damaged() const;
    /// Brings the open logs in line with one topic after it was created, changed or deleted. Logs
    /// of a topic marked internal are opened when first asked for.
    [[nodiscard]] Result<void> refresh(const std::string& topic);

    /// This broker.
    [[nodiscard]] NodeId self() const { return m_self; }
    /// Null when this broker has no replica of it, or cannot open its log.
    [[nodiscard]] std::shared_ptr<Partition> find(const std::string& topic, PartitionId id);
    [[nodiscard]] std::vector<std::shared_ptr<Partition>> all() const;

private:
    [[nodiscard]] Result<std::shared_ptr<Partition>> openPartition(const Topic& topic,
                                                                   PartitionId id);
    /// openPartition(), which notes what does not open. Under m_changes.
    [[nodiscard]] Result<void> openOrLeaveOut(const Topic& topic, PartitionId id);
    [[nodiscard]] Result<void> closeTopic(const std::string& topic);
    [[nodiscard]] Result<void> closeReplica(const std::shared_ptr<Partition>& partition);
    [[nodiscard]] bool isHere(const PartitionState& state) const;
    void setState(const std::shared_ptr<Partition>& partition, const PartitionState& state);
    [[nodiscard]] Result<void> readHighWatermarks();
    [[nodiscard]] std::shared_ptr<Partition> lookUp(const log::TopicPartition& id) const;

    log::LogDirectory& m_directory;
    const Topics& m_topics;
    const NodeId m_self;
    const Clock& m_clock;
    const LogSettings m_settings;
    RoleListener m_roleListener;
    std::function<void()> m_isrChangeWanted;
    std::map<log::TopicPartition, Offset> m_highWatermarks; ///< As they were at the start.
    /// Held while logs are opened or deleted. Guards m_missing.
    mutable std::mutex m_changes;
    std::map<log::TopicPartition, Error> m_missing; ///< Logs of this broker that did not open.
    mutable std::shared_mutex m_mutex; ///< Guards m_partitions.
    std::map<log::TopicPartition, std::shared_ptr<Partition>> m_partitions;
};

} // namespace ottla::cluster
