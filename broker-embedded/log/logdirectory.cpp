// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/logdirectory.h"

#include "log/checkpointfile.h"
#include "log/logfilenames.h"

#include <algorithm>
#include <limits>
#include <sstream>

namespace ottla::log {

namespace {

constexpr const char* lockName = ".lock";
constexpr const char* cleanMarkerName = ".kafka_cleanshutdown";
constexpr const char* metaName = "meta.properties";
constexpr const char* recoveryPointsName = "recovery-point-offset-checkpoint";
constexpr const char* startOffsetsName = "log-start-offset-checkpoint";
constexpr const char* partitionMetadataName = "partition.metadata";
constexpr std::string_view deletedFolderSuffix = "-delete";
constexpr std::size_t maxNameBytes = 255;

std::string folderName(const TopicPartition& partition)
{
    return partition.topic + "-" + std::to_string(partition.partition.value);
}

std::optional<TopicPartition> partitionOf(const std::string& name)
{
    const auto dash = name.rfind('-');
    if (dash == std::string::npos || dash == 0 || name.ends_with(deletedFolderSuffix)) {
        return std::nullopt;
    }
    const auto number = parseNumber(std::string_view(name).substr(dash + 1));
    if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max()) {
        return std::nullopt;
    }
    return TopicPartition{name.substr(0, dash), PartitionId{static_cast<std::int32_t>(*number)}};
}

/// The lines `key=value` or `key: value` of a small file.
std::map<std::string, std::string> parseLines(std::string_view text, char separator)
{
    std::map<std::string, std::string> values;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find(separator);
        if (at == std::string::npos || line.starts_with('#')) {
            continue;
        }
        const auto value = line.find_first_not_of(' ', at + 1);
        values[line.substr(0, at)] = value == std::string::npos ? "" : line.substr(value);
    }
    return values;
}

} // namespace

LogDirectory::LogDirectory(FileSystem& files, const Clock& clock, std::filesystem::path folder,
                           std::unique_ptr<FileLock> lock)
    : m_files(files)
    , m_clock(clock)
    , m_folder(std::move(folder))
    , m_lock(std::move(lock))
{ }

LogDirectory::~LogDirectory() = default;

Result<std::unique_ptr<LogDirectory>> LogDirectory::open(FileSystem& files, const Clock& clock,
                                                         std::filesystem::path folder)
{
    const auto explained = [&folder](const Error& error) {
        switch (error.code) {
        case Errc::Busy:
            return Error{error.code,
                         "The data directory " + folder.string()
                             + " is in use by another broker; stop that one or choose another"
                               " directory",
                         error.context};
        case Errc::Denied:
            return Error{error.code,
                         error.message + "; give this user the right to write in " + folder.string()
                             + " or choose another data directory",
                         error.context};
        default:
            return error;
        }
    };
    if (auto made = files.createDirectories(folder); !made) {
        return explained(made.error());
    }
    auto lock = files.lock(folder / lockName);
    if (!lock) {
        return explained(lock.error());
    }
    std::unique_ptr<LogDirectory> directory(
        new LogDirectory(files, clock, std::move(folder), std::move(*lock)));
    for (const auto step : {&LogDirectory::readMeta, &LogDirectory::readCheckpoints,
                            &LogDirectory::removeLeftovers}) {
        if (auto done = ((*directory).*step)(); !done) {
            return done.error();
        }
    }
    const auto marker = directory->m_folder / cleanMarkerName;
    directory->m_cleanShutdown = files.exists(marker);
    if (directory->m_cleanShutdown) {
        // Gone for good before anything is written: a crash from here on is not clean.
        if (auto removed = files.remove(marker); !removed) {
            return removed.error();
        }
        if (auto synced = files.syncDirectory(directory->m_folder); !synced) {
            return synced.error();
        }
    }
    return directory;
}

Result<void> LogDirectory::readMeta()
{
    const auto path = m_folder / metaName;
    if (!m_files.exists(path)) {
        return {};
    }
    auto content = m_files.readAll(path);
    if (!content) {
        return content.error();
    }
    auto values = parseLines(asText(*content), '=');
    if (values["version"] != "0") {
        return Error{Errc::Unsupported,
                     "The data directory has format version \"" + values["version"]
                         + "\"; this program reads version 0",
                     path.string()};
    }
    const auto id = parseNumber(values["broker.id"]);
    if (!id || *id < 0 || *id > std::numeric_limits<std::int32_t>::max()
        || values["cluster.id"].empty()) {
        return Error{Errc::Corrupt, "meta.properties lacks broker.id or cluster.id", path.string()};
    }
    m_meta = MetaProperties{values["cluster.id"], NodeId{static_cast<std::int32_t>(*id)}};
    return {};
}

Result<void> LogDirectory::readCheckpoints()
{
    for (const auto& [name, member] : {std::pair{recoveryPointsName, &Checkpoint::recoveryPoint},
                                       std::pair{startOffsetsName, &Checkpoint::start}}) {
        auto entries = CheckpointFile::read(m_files, m_folder / name, 3);
        if (!entries) {
            return entries.error();
        }
        for (const CheckpointFile::Entry& entry : *entries) {
            const auto partition = partitionOf(entry[0] + "-" + entry[1]);
            const auto offset = parseNumber(entry[2]);
            if (!partition || !offset || *offset < 0) {
                return Error{Errc::Corrupt, "The checkpoint file has a bad entry",
                             (m_folder / name).string()};
            }
            m_checkpoints[*partition].*member = Offset{*offset};
        }
    }
    return {};
}

Result<void> LogDirectory::removeLeftovers()
{
    auto names = m_files.list(m_folder);
    if (!names) {
        return names.error();
    }
    for (const std::string& name : *names) {
        if (name.ends_with(deletedFolderSuffix) && m_files.isDirectory(m_folder / name)) {
            if (auto removed = m_files.removeTree(m_folder / name); !removed) {
                return removed;
            }
        }
    }
    return {};
}

std::optional<MetaProperties> LogDirectory::meta() const
{
    const std::lock_guard lock(m_mutex);
    return m_meta;
}

Result<void> LogDirectory::setMeta(const MetaProperties& meta)
{
    const std::string text = "#\nversion=0\nbroker.id=" + std::to_string(meta.brokerId.value)
        + "\ncluster.id=" + meta.clusterId + "\n";
    if (auto written = m_files.replace(m_folder / metaName, asBytes(text)); !written) {
        return written;
    }
    const std::lock_guard lock(m_mutex);
    m_meta = meta;
    return {};
}

Result<Uuid> LogDirectory::readTopicId(const std::filesystem::path& folder)
{
    const auto path = folder / partitionMetadataName;
    auto content = m_files.readAll(path);
    if (!content) {
        return content.error();
    }
    auto values = parseLines(asText(*content), ':');
    if (values["version"] != "0") {
        return Error{Errc::Corrupt, "partition.metadata is not of version 0", path.string()};
    }
    auto id = Uuid::parse(values["topic_id"]);
    if (!id) {
        return Error{Errc::Corrupt, "partition.metadata has no valid topic id", path.string()};
    }
    return id;
}

Result<std::map<TopicPartition, Uuid>> LogDirectory::partitions()
{
    auto names = m_files.list(m_folder);
    if (!names) {
        return names.error();
    }
    std::map<TopicPartition, Uuid> found;
    for (const std::string& name : *names) {
        const auto partition = partitionOf(name);
        const auto folder = m_folder / name;
        if (!partition || !m_files.isDirectory(folder)) {
            continue;
        }
        // Without the file a crash met the folder's making; nothing was ever in it.
        if (!m_files.exists(folder / partitionMetadataName)) {
            found.emplace(*partition, Uuid{});
            continue;
        }
        auto id = readTopicId(folder);
        if (!id && id.error().code != Errc::Corrupt) {
            return id.error();
        }
        found.emplace(*partition, id ? *id : Uuid{});
    }
    return found;
}

Result<std::shared_ptr<Log>> LogDirectory::openLog(const TopicPartition& partition, Uuid topicId,
                                                   LogConfig config)
{
    Checkpoint checkpoint;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto it = m_logs.find(partition); it != m_logs.end()) {
            return it->second;
        }
        checkpoint = m_checkpoints[partition];
    }
    const auto folder = m_folder / folderName(partition);
    if (m_files.exists(folder / partitionMetadataName)) {
        auto id = readTopicId(folder);
        if (!id) {
            return id.error();
        }
        if (*id != topicId) {
            return Error{Errc::Conflict,
                         "The folder belongs to the topic with id " + id->toString() + ", not "
                             + topicId.toString(),
                         folder.string()};
        }
    } else {
        checkpoint = {}; // of a topic of the same name that was deleted
        if (auto made = m_files.createDirectories(folder); !made) {
            return made.error();
        }
        const std::string text = "version: 0\ntopic_id: " + topicId.toString() + "\n";
        if (auto written = m_files.replace(folder / partitionMetadataName, asBytes(text));
            !written) {
            return written.error();
        }
        if (auto synced = m_files.syncDirectory(m_folder); !synced) {
            return synced.error();
        }
    }
    auto log = Log::open(m_files, m_clock, folder,
                         OpenOptions{.config = config,
                                     .cleanShutdown = m_cleanShutdown,
                                     .recoveryPoint = checkpoint.recoveryPoint,
                                     .startOffset = checkpoint.start,
                                     .persistCheckpoints = [this] {
                                         return storeCheckpoints();
                                     }});
    if (!log) {
        return log.error();
    }
    const std::lock_guard lock(m_mutex);
    return m_logs.emplace(partition, std::shared_ptr<Log>(std::move(*log))).first->second;
}

Result<void> LogDirectory::deleteLog(const TopicPartition& partition)
{
    std::string name = folderName(partition);
    const auto folder = m_folder / name;
    std::shared_ptr<Log> log;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto it = m_logs.find(partition); it != m_logs.end()) {
            log = it->second;
            m_logs.erase(it);
        }
        m_checkpoints.erase(partition);
    }
    if (log) {
        log->abandon();
    }
    if (!m_files.exists(folder)) {
        return {};
    }
    std::string mark = "." + Uuid::random().toString();
    mark += deletedFolderSuffix;
    name.resize(std::min(name.size(), maxNameBytes - mark.size()));
    const auto doomed = m_folder / (name + mark);
    if (auto renamed = m_files.rename(folder, doomed); !renamed) {
        return renamed;
    }
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced;
    }
    if (auto stored = storeCheckpoints(); !stored) {
        return stored;
    }
    return m_files.removeTree(doomed);
}

std::vector<std::shared_ptr<Log>> LogDirectory::openLogs() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<Log>> logs;
    logs.reserve(m_logs.size());
    for (const auto& [partition, log] : m_logs) {
        logs.push_back(log);
    }
    return logs;
}

Result<void> LogDirectory::storeCheckpoints()
{
    const std::lock_guard storeLock(m_storeMutex);
    std::vector<CheckpointFile::Entry> recoveryPoints;
    std::vector<CheckpointFile::Entry> starts;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [partition, log] : m_logs) { // both of these take no lock
            m_checkpoints[partition] = {log->recoveryPoint(), log->startOffset()};
        }
        for (const auto& [partition, checkpoint] : m_checkpoints) {
            const auto number = std::to_string(partition.partition.value);
            recoveryPoints.push_back(
                {partition.topic, number, std::to_string(checkpoint.recoveryPoint.value)});
            starts.push_back({partition.topic, number, std::to_string(checkpoint.start.value)});
        }
    }
    if (auto stored = CheckpointFile::write(m_files, m_folder / recoveryPointsName, recoveryPoints);
        !stored) {
        return stored;
    }
    return CheckpointFile::write(m_files, m_folder / startOffsetsName, starts);
}

Result<void> LogDirectory::writeCheckpoints()
{
    for (const auto& log : openLogs()) {
        if (auto flushed = log->flushRolled(); !flushed) {
            return flushed;
        }
    }
    return storeCheckpoints();
}

Result<void> LogDirectory::close()
{
    for (const auto& log : openLogs()) {
        if (auto closed = log->close(); !closed) {
            return closed;
        }
    }
    if (auto stored = storeCheckpoints(); !stored) {
        return stored;
    }
    return m_files.replace(m_folder / cleanMarkerName,
                           asBytes("{\"version\":0,\"brokerEpoch\":-1}"));
}

} // namespace ottla::log
