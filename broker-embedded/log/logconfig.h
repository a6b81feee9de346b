// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace ottla::log {

enum class TimestampType
{
    CreateTime,
    LogAppendTime
};

/// A topic's settings as far as its log needs them, under Kafka's names; Kafka's defaults.
struct LogConfig
{
    std::uint64_t segmentBytes = 1U << 30U; ///< segment.bytes
    std::int64_t segmentMs = 7LL * 24 * 3600 * 1000; ///< segment.ms
    std::uint32_t indexIntervalBytes = 4096; ///< index.interval.bytes
    std::uint32_t segmentIndexBytes = 10U << 20U; ///< segment.index.bytes
    std::int64_t retentionMs = 7LL * 24 * 3600 * 1000; ///< retention.ms; -1 is for ever
    std::int64_t retentionBytes = -1; ///< retention.bytes; -1 is without bound
    bool cleanupDelete = true; ///< cleanup.policy contains "delete"
    bool cleanupCompact = false; ///< cleanup.policy contains "compact"
    std::int64_t deleteRetentionMs = 24LL * 3600 * 1000; ///< delete.retention.ms, of tombstones
    std::uint32_t maxMessageBytes = 1048588; ///< max.message.bytes, of one batch
    TimestampType timestampType = TimestampType::CreateTime; ///< message.timestamp.type
    std::int64_t timestampBeforeMaxMs = std::numeric_limits<std::int64_t>::max();
    std::int64_t timestampAfterMaxMs = std::numeric_limits<std::int64_t>::max();
    std::int64_t flushMessages = std::numeric_limits<std::int64_t>::max(); ///< flush.messages
    std::int64_t flushMs = std::numeric_limits<std::int64_t>::max(); ///< flush.ms
    std::int64_t producerIdExpirationMs = 24LL * 3600 * 1000; ///< producer.id.expiration.ms
};

} // namespace ottla::log
