// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ottla {

struct TopicPartition
{
    QString topic;
    std::int32_t partition = 0;

    friend bool operator==(const TopicPartition&, const TopicPartition&) = default;
    friend auto operator<=>(const TopicPartition& a, const TopicPartition& b)
    {
        const int order = a.topic.compare(b.topic);
        return order != 0 ? order <=> 0 : a.partition <=> b.partition;
    }
};

struct BrokerInfo
{
    std::int32_t id = -1;
    QString host;
    int port = 0;

    friend bool operator==(const BrokerInfo&, const BrokerInfo&) = default;
};

struct PartitionInfo
{
    std::int32_t id = 0;
    std::int32_t leader = -1; ///< −1: none
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> inSync;

    friend bool operator==(const PartitionInfo&, const PartitionInfo&) = default;
};

struct TopicInfo
{
    QString name;
    bool internal = false;
    QString error; ///< Why the cluster tells nothing about it; empty when it does.
    std::vector<PartitionInfo> partitions;

    [[nodiscard]] int replicationFactor() const
    {
        return partitions.empty() ? 0 : static_cast<int>(partitions.front().replicas.size());
    }
    [[nodiscard]] int underReplicated() const;

    friend bool operator==(const TopicInfo&, const TopicInfo&) = default;
};

/// What a cluster consists of, at one moment. Brokers by id, topics by name.
struct ClusterMetadata
{
    QString clusterId;
    std::int32_t controller = -1; ///< −1: unknown
    std::vector<BrokerInfo> brokers;
    std::vector<TopicInfo> topics;

    [[nodiscard]] const TopicInfo* topic(const QString& name) const;
};

/// A partition's first offset and the one after its last.
struct Watermarks
{
    std::int64_t low = -1;
    std::int64_t high = -1;

    [[nodiscard]] bool known() const { return low >= 0 && high >= 0; }
    [[nodiscard]] std::int64_t count() const { return known() ? high - low : 0; }
    friend bool operator==(const Watermarks&, const Watermarks&) = default;
};

using WatermarksByPartition = std::map<TopicPartition, Watermarks>;
using OffsetsByPartition = std::map<TopicPartition, std::int64_t>;

struct NewTopic
{
    QString name;
    int partitions = 1;
    int replicationFactor = -1; ///< −1: the cluster's default
    std::vector<std::pair<QString, QString>> config = {};
};

struct ConfigEntry
{
    QString name;
    std::optional<QString> value; ///< Nothing for what the cluster keeps to itself.
    bool isDefault = false;
    bool readOnly = false;
    bool sensitive = false;
    QString source;
};

struct ConfigResource
{
    enum class Kind
    {
        Topic,
        Broker,
    };
    Kind kind = Kind::Topic;
    QString name; ///< The topic, or the broker's id.
};

struct GroupMember
{
    QString id;
    QString clientId;
    QString host;
    std::vector<TopicPartition> assignment;

    friend bool operator==(const GroupMember&, const GroupMember&) = default;
};

struct GroupInfo
{
    QString id;
    QString state; ///< Kafka's words: Stable, Empty, PreparingRebalance, CompletingRebalance, Dead.
    QString protocol; ///< The assignor.
    std::int32_t coordinator = -1;
    std::vector<GroupMember> members;
    QString error;

    /// Kafka takes offsets from outside only while no member is there.
    [[nodiscard]] bool active() const { return !members.empty(); }
    friend bool operator==(const GroupInfo&, const GroupInfo&) = default;
};

} // namespace ottla
