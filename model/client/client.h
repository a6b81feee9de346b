// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"
#include "model/client/writegate.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ottla {

struct BrokerInfo
{
    std::int32_t id = -1;
    std::string host;
    std::int32_t port = 0;
    bool operator==(const BrokerInfo&) const = default;
};

struct PartitionInfo
{
    std::int32_t id = -1;
    std::int32_t leader = -1; ///< -1: none.
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> isr;
    bool operator==(const PartitionInfo&) const = default;
};

struct TopicInfo
{
    std::string name;
    std::vector<PartitionInfo> partitions; ///< By id.
    bool operator==(const TopicInfo&) const = default;
};

struct ClusterInfo
{
    std::string clusterId;
    std::int32_t controller = -1;
    std::vector<BrokerInfo> brokers;
    std::vector<TopicInfo> topics;
};

/// Offsets that a partition has: [low, high).
struct Watermarks
{
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
};

struct MemberInfo
{
    std::string id;
    std::string clientId;
    std::string host;
    std::vector<std::pair<std::string, std::int32_t>> assignment; ///< Topic and partition.
    bool operator==(const MemberInfo&) const = default;
};

struct GroupInfo
{
    std::string id;
    std::string state; ///< Kafka's: Empty, Stable, PreparingRebalance, …
    std::string protocolType;
    std::string protocol;
    std::vector<MemberInfo> members;

    /// A group that is listed cannot be dead: its broker says so of groups whose type
    /// DescribeGroups does not know (consumer groups of KIP-848, share groups, streams groups).
    [[nodiscard]] bool isOfUnknownType() const { return state == "Dead"; }
    bool operator==(const GroupInfo&) const = default;
};

/// A place in a partition: a committed offset, or one to be committed. -1 is none.
struct PartitionOffset
{
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = -1;
    bool operator==(const PartitionOffset&) const = default;
};

struct TopicSpec
{
    std::string name;
    std::int32_t partitions = 1;
    std::int16_t replicationFactor = 1;
};

/// A property of a topic, as the cluster tells it.
struct ConfigEntry
{
    std::string name;
    std::optional<std::string> value; ///< Nothing for a secret, or where the cluster has none.
    bool isOwn = false; ///< Set for this topic; else it is the broker's or Kafka's default.
    bool isReadOnly = false;
    bool operator==(const ConfigEntry&) const = default;
};

/// Talks to one cluster, through librdkafka. Every call blocks until it is answered or its time is
/// up: never on the GUI thread (runInBackground). Callable from several threads at once.
///
/// Errors say what failed; `context` has librdkafka's own words. Writes pass the gate first.
class Client
{
public:
    /// Errc::InvalidArgument with librdkafka's words where a property is not one of its own.
    [[nodiscard]] static Result<std::shared_ptr<Client>> create(const KafkaProperties& properties,
                                                                WriteGate gate);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    [[nodiscard]] const WriteGate& gate() const { return m_gate; }

    [[nodiscard]] Result<ClusterInfo> describeCluster();
    [[nodiscard]] Result<void> createTopic(const TopicSpec& topic);
    /// Deletes each; the first failure is returned, and the others are deleted all the same.
    [[nodiscard]] Result<void> deleteTopics(const std::vector<std::string>& names);

    /// All properties of a topic, by name.
    [[nodiscard]] Result<std::vector<ConfigEntry>> topicConfig(const std::string& topic);
    /// Sets a property of a topic; without a value it goes back to the default. Others stay as they
    /// are, unless somebody else changes one at the same moment: what is sent is the whole.
    [[nodiscard]] Result<void> alterTopicConfig(const std::string& topic, const std::string& name,
                                                const std::optional<std::string>& value);
    /// Raises a topic's number of partitions to `total`.
    [[nodiscard]] Result<void> addPartitions(const std::string& topic, std::int32_t total);

    /// Of each partition of the topics; one that cannot answer is left out.
    [[nodiscard]] Result<std::vector<Watermarks>> watermarks(const std::vector<TopicInfo>& topics);
    /// The same partitions with their ends as they are now and their starts as they are given: half
    /// the requests. One that cannot answer is left out.
    [[nodiscard]] Result<std::vector<Watermarks>> withEndsOfNow(std::vector<Watermarks> marks);
    /// The first offset with a timestamp of at least `timestampMs`, or the end where there is none.
    [[nodiscard]] Result<std::vector<PartitionOffset>>
    offsetsForTime(std::vector<PartitionOffset> partitions, std::int64_t timestampMs);

    [[nodiscard]] Result<std::vector<GroupInfo>> groups();
    [[nodiscard]] Result<GroupInfo> group(const std::string& id);
    [[nodiscard]] Result<std::vector<PartitionOffset>> committedOffsets(const std::string& group);
    /// The same of many groups, in their order, many requests at a time.
    [[nodiscard]] std::vector<Result<std::vector<PartitionOffset>>>
    committedOffsetsOf(const std::vector<std::string>& groups);
    /// Errc::InvalidState while the group has members.
    [[nodiscard]] Result<void> alterOffsets(const std::string& group,
                                            const std::vector<PartitionOffset>& offsets);
    [[nodiscard]] Result<void> deleteGroup(const std::string& group);

private:
    class Impl;
    Client(std::unique_ptr<Impl> impl, WriteGate gate);
    Result<void> readMarks(std::vector<Watermarks>& marks, std::int64_t end,
                           std::int64_t Watermarks::*mark);

    std::unique_ptr<Impl> m_impl;
    WriteGate m_gate;
};

} // namespace ottla
