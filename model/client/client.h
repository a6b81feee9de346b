// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/clustertypes.h"
#include "model/client/messagereader.h"
#include "model/client/writegate.h"

#include <QString>

#include <chrono>
#include <memory>

struct rd_kafka_s;

namespace ottla {

/// librdkafka's admin handle of one open connection. Functions block until the cluster answered or
/// the time-out passed: call them on jobThreads(), never on the GUI thread; several at a time are
/// fine. Errors say what failed on which cluster and what to do; their context holds librdkafka's
/// error name and words. Writes pass the gate first.
class Client
{
public:
    static Result<std::shared_ptr<Client>> create(const KafkaProperties& properties,
                                                  const QString& clusterName,
                                                  std::shared_ptr<const WriteGate> gate);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    /// How long a call may take at most.
    void setTimeout(std::chrono::milliseconds timeout)
    {
        m_timeoutMs = static_cast<int>(timeout.count());
    }
    [[nodiscard]] const QString& clusterName() const { return m_clusterName; }
    [[nodiscard]] const WriteGate& gate() const { return *m_gate; }

    [[nodiscard]] Result<ClusterMetadata> metadata();
    /// Many partitions cost one request for each leader, not one each. A partition that has no
    /// answer is not in the result.
    [[nodiscard]] Result<WatermarksByPartition>
    watermarks(const std::vector<TopicPartition>& partitions);
    /// The first offset not older than `time` (ms since 1970), or the end where there is none.
    [[nodiscard]] Result<OffsetsByPartition>
    offsetsForTime(const std::vector<TopicPartition>& partitions, std::int64_t time);

    [[nodiscard]] Result<std::vector<ConfigEntry>> describeConfigs(const ConfigResource& resource);
    [[nodiscard]] Result<QStringList> listGroups();
    [[nodiscard]] Result<std::vector<GroupInfo>> describeGroups(const QStringList& groups);
    [[nodiscard]] Result<OffsetsByPartition> committedOffsets(const QString& group);

    [[nodiscard]] Result<void> createTopic(const NewTopic& topic);
    [[nodiscard]] Result<void> deleteTopics(const QStringList& names);
    /// `total` counts those that are there already.
    [[nodiscard]] Result<void> createPartitions(const QString& topic, int total);
    /// Sets and resets single values; all others stay.
    [[nodiscard]] Result<void> alterConfigs(const ConfigResource& resource,
                                            const std::vector<std::pair<QString, QString>>& set,
                                            const QStringList& reset);
    /// Deletes what lies before each offset.
    [[nodiscard]] Result<void> deleteRecords(const OffsetsByPartition& before);
    [[nodiscard]] Result<void> alterGroupOffsets(const QString& group,
                                                 const OffsetsByPartition& offsets);
    [[nodiscard]] Result<void> deleteGroups(const QStringList& groups);

private:
    class Trouble;
    Client(QString clusterName, std::shared_ptr<const WriteGate> gate);
    friend class AdminCall;

    const QString m_clusterName;
    const std::shared_ptr<const WriteGate> m_gate;
    std::unique_ptr<Trouble> m_trouble;
    rd_kafka_s* m_kafka = nullptr;
    std::atomic<int> m_timeoutMs = 10'000;
};

/// What a test of a connection found.
struct ConnectionTest
{
    QString clusterId;
    int brokers = 0;
    int topics = 0;
    std::int32_t controller = -1;
};

/// Connects, asks for the metadata and lets go again. Blocks.
[[nodiscard]] Result<ConnectionTest> testConnection(const KafkaProperties& properties,
                                                    const QString& clusterName,
                                                    std::chrono::milliseconds timeout);

} // namespace ottla
