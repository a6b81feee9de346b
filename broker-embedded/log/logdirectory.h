// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/log.h"

#include <functional>
#include <map>
#include <string>

namespace ottla::log {

/// meta.properties: whose data a folder holds.
struct MetaProperties
{
    std::string clusterId;
    NodeId brokerId{};
};

struct TopicPartition
{
    std::string topic;
    PartitionId partition{};

    friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

/// A broker's data directory, laid out as Kafka's: a folder `topic-partition` for each log,
/// meta.properties, the recovery-point and log-start checkpoints, `.kafka_cleanshutdown`, `.lock`.
/// Held exclusively while the object lives. Callable from any thread.
class LogDirectory
{
public:
    /// Makes the folder when missing. Errc::Busy when another process holds it, Errc::Denied
    /// without rights; the message says what to do.
    [[nodiscard]] static Result<std::unique_ptr<LogDirectory>>
    open(FileSystem& files, const Clock& clock, std::filesystem::path folder);
    virtual ~LogDirectory() = default;

    [[nodiscard]] virtual std::optional<MetaProperties> meta() const = 0;
    [[nodiscard]] virtual Result<void> setMeta(const MetaProperties& meta) = 0;

    /// The partitions that have a folder, with their topic id out of partition.metadata.
    [[nodiscard]] virtual Result<std::map<TopicPartition, Uuid>> partitions() = 0;
    /// Opens or makes one log and its partition.metadata.
    /// Errc::Conflict when the folder belongs to another topic id.
    [[nodiscard]] virtual Result<std::shared_ptr<Log>> openLog(const TopicPartition& partition,
                                                               Uuid topicId, LogConfig config) = 0;
    /// Renames the folder away at once (`topic-partition.<uuid>-delete`) and removes it.
    [[nodiscard]] virtual Result<void> deleteLog(const TopicPartition& partition) = 0;
    /// Writes recovery-point-offset-checkpoint and log-start-offset-checkpoint.
    [[nodiscard]] virtual Result<void> writeCheckpoints() = 0;
    /// Closes every log and leaves the clean shutdown marker.
    [[nodiscard]] virtual Result<void> close() = 0;

    [[nodiscard]] virtual const std::filesystem::path& folder() const = 0;
};

} // namespace ottla::log
