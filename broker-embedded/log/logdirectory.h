// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/failstopfiles.h"
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
    ~LogDirectory();

    [[nodiscard]] std::optional<MetaProperties> meta() const;
    [[nodiscard]] Result<void> setMeta(const MetaProperties& meta);

    /// The partitions that have a folder, with their topic id out of partition.metadata;
    /// none where that is missing, or damaged, of which openLog() tells.
    [[nodiscard]] Result<std::map<TopicPartition, Uuid>> partitions();
    /// Opens or makes one log and its partition.metadata; the same log when it is open already.
    /// Nothing may be done to it after the directory object is gone.
    /// Errc::Conflict when the folder belongs to another topic id.
    [[nodiscard]] Result<std::shared_ptr<Log>> openLog(const TopicPartition& partition,
                                                       Uuid topicId, LogConfig config);
    /// Renames the folder away at once (`topic-partition.<uuid>-delete`) and removes it.
    [[nodiscard]] Result<void> deleteLog(const TopicPartition& partition);
    /// Syncs the segments that are complete, and writes recovery-point-offset-checkpoint and
    /// log-start-offset-checkpoint. To be called every now and then, off the append path.
    [[nodiscard]] Result<void> writeCheckpoints();
    /// Closes every log and leaves the clean shutdown marker.
    [[nodiscard]] Result<void> close();

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    /// Its files, for what else is kept there: they stop with it.
    [[nodiscard]] FileSystem& files() { return m_files; }
    /// What took the directory offline (FailStopFiles); none while it works.
    [[nodiscard]] std::optional<Error> failure() const { return m_files.failure(); }
    /// As FailStopFiles::setListener().
    void setFailureListener(std::function<void(const Error&)> listener)
    {
        m_files.setListener(std::move(listener));
    }

private:
    struct Checkpoint
    {
        Offset recoveryPoint{0};
        Offset start{0};
    };

    LogDirectory(FileSystem& files, const Clock& clock, std::filesystem::path folder,
                 std::unique_ptr<FileLock> lock);
    [[nodiscard]] Result<void> readMeta();
    [[nodiscard]] Result<void> readCheckpoints();
    [[nodiscard]] Result<void> removeLeftovers();
    [[nodiscard]] std::vector<std::shared_ptr<Log>> openLogs() const;
    /// The checkpoint files as the logs stand, which keep what is not open as it was.
    [[nodiscard]] Result<void> storeCheckpoints();
    [[nodiscard]] Result<Uuid> readTopicId(const std::filesystem::path& folder);

    FailStopFiles m_files;
    const Clock& m_clock;
    const std::filesystem::path m_folder;
    const std::unique_ptr<FileLock> m_lock;
    bool m_cleanShutdown = false; ///< Constant after open().

    std::mutex m_storeMutex; ///< One writer of the checkpoint files; taken before m_mutex.
    mutable std::mutex m_mutex; ///< Guards what follows. No log is called under it.
    std::optional<MetaProperties> m_meta;
    std::map<TopicPartition, std::shared_ptr<Log>> m_logs;
    std::map<TopicPartition, Checkpoint> m_checkpoints; ///< Last known, of logs open or not.
};

} // namespace ottla::log
