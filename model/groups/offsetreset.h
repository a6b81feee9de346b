// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"

namespace ottla {

/// What a group's offsets are to become.
struct OffsetTarget
{
    enum class Kind
    {
        Earliest,
        Latest,
        Offset, ///< `value`
        Time, ///< The first message not older than `value` (ms since 1970).
        Shift, ///< By `value` messages, backwards when negative.
    };
    Kind kind = Kind::Earliest;
    std::int64_t value = 0;
};

/// One line of the preview.
struct OffsetChange
{
    TopicPartition partition;
    std::int64_t current = -1; ///< −1: nothing was committed
    std::int64_t target = 0; ///< Always within the partition's [low, high].
    bool clamped = false; ///< What was asked for lies outside.

    /// How many messages further (or back, negative); nothing when nothing was committed.
    [[nodiscard]] std::optional<std::int64_t> change() const
    {
        return current < 0 ? std::nullopt : std::optional(target - current);
    }
    friend bool operator==(const OffsetChange&, const OffsetChange&) = default;
};

/// Errc::InvalidState, with the reason, while the group has members. Blocks.
[[nodiscard]] Result<void> resetAllowed(Client& client, const QString& group);

/// What a reset would do to these partitions; nothing is written. Refused as resetAllowed().
/// Blocks.
[[nodiscard]] Result<std::vector<OffsetChange>>
previewReset(Client& client, const QString& group, const std::vector<TopicPartition>& partitions,
             const OffsetTarget& target);

/// Writes what the preview showed. Refused as resetAllowed(). Blocks.
[[nodiscard]] Result<void> applyReset(Client& client, const QString& group,
                                      const std::vector<OffsetChange>& changes);

} // namespace ottla
