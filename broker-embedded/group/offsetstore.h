// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "cluster/partitions.h"
#include "cluster/topics.h"
#include "group/group.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::group {

/// Groups' state as records of the topic __consumer_offsets, in Kafka's format: the key of a
/// committed offset has version 1, that of a group version 2, and no value means that it is gone. A
/// group's records are all in one partition, chosen by its id. The topic is made when first needed,
/// and its partitions' logs when something is first written to them. Not thread-safe: the
/// coordinator's owner loop calls everything.
class OffsetStore
{
public:
    static constexpr const char* topicName = "__consumer_offsets";

    using Offsets = std::map<log::TopicPartition, CommittedOffset>;

    /// Who is told what load() finds. An absent value is a removal.
    struct Loader
    {
        std::function<void(const std::string& group, const log::TopicPartition&,
                           const std::optional<CommittedOffset>&)>
            offset;
        std::function<void(const std::string& group,
                           const std::optional<wire::GroupMetadataValue>&)>
            group;
    };

    OffsetStore(const Clock& clock, cluster::Topics& topics, cluster::Partitions& partitions,
                const GroupConfig& config);

    /// Makes the topic unless it is there.
    [[nodiscard]] wire::ErrorCode ensureTopic();
    /// Reads every record of one partition, in the order in which they were written. Records that
    /// make no sense are passed over, with a line in the log.
    [[nodiscard]] Result<void> load(cluster::Partition& partition, const Loader& loader);

    /// What was appended where. It is safe from the loss of a broker when the high watermark
    /// reaches `end`, in the same leader epoch.
    struct Stored
    {
        wire::ErrorCode error = wire::ErrorCode::None; ///< Anything else: nothing was appended.
        std::shared_ptr<cluster::Partition> partition = {}; ///< Null when there was nothing to do.
        Offset end{};
        LeaderEpoch epoch{};
    };

    // InvalidRequest means that a text is too long for a record, NotCoordinator that another broker
    // leads the partition. What is stored without a look at the high watermark may be lost with
    // this broker: then a client finds an earlier state, and begins anew.
    [[nodiscard]] Stored storeOffsets(const std::string& group, const Offsets& offsets);
    [[nodiscard]] wire::ErrorCode removeOffsets(const std::string& group,
                                                const std::vector<log::TopicPartition>& offsets);
    [[nodiscard]] wire::ErrorCode storeGroup(const Group& group);
    [[nodiscard]] wire::ErrorCode removeGroup(const std::string& group);

private:
    struct Record
    {
        Result<Bytes> key;
        std::optional<Result<Bytes>> value; ///< None is a tombstone.
    };

    [[nodiscard]] Stored append(const std::string& group, const std::vector<Record>& records);

    const Clock& m_clock;
    cluster::Topics& m_topics;
    cluster::Partitions& m_partitions;
    const GroupConfig& m_config;
};

/// The partition of __consumer_offsets that keeps a group: the id's hash as Java's String has it
/// (of UTF-16 units), without its sign, modulo the number of partitions.
[[nodiscard]] PartitionId partitionFor(std::string_view group, std::int32_t partitions);

} // namespace ottla::group
