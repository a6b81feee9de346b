// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace ottla::group {

/// The coordinator's settings, with Kafka's defaults (but for the short wait before the first
/// rebalance, which suits one machine).
struct GroupConfig
{
    std::chrono::milliseconds minSessionTimeout{6000}; ///< group.min.session.timeout.ms
    std::chrono::milliseconds maxSessionTimeout{1'800'000}; ///< group.max.session.timeout.ms
    std::chrono::milliseconds initialRebalanceDelay{100}; ///< group.initial.rebalance.delay.ms
    std::size_t maxSize = 2'147'483'647; ///< group.max.size, in members
    std::int32_t offsetsPartitions = 50; ///< offsets.topic.num.partitions
    /// offsets.topic.replication.factor; at most as many as there are brokers.
    std::int16_t offsetsReplicas = 3;
    std::int64_t offsetsSegmentBytes = 104'857'600; ///< offsets.topic.segment.bytes
    std::chrono::milliseconds offsetsRetention{
        std::chrono::hours(7 * 24)}; ///< offsets.retention.minutes
    std::chrono::milliseconds retentionCheckInterval{600'000};
    std::size_t maxMetadataBytes = 4096; ///< offset.metadata.max.bytes
    std::chrono::milliseconds commitTimeout{5000}; ///< offsets.commit.timeout.ms
};

} // namespace ottla::group
