// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ottla {

/// What to read, and when to stop.
struct ReadRequest
{
    enum class Start
    {
        Beginning,
        /// The `count` messages that are greatest by timestamp, topic, partition and offset, among
        /// the last `count` of each partition. They are not kept waiting for a partition without a
        /// leader: what one that gets it in time has among them follows.
        Newest,
        Offset, ///< From `offset` in each partition, to `endOffset` where it is given.
        Time, ///< Messages with a timestamp of `time` or later, before `endTime` where it is given.
        End, ///< Only what arrives from now on.
        Positions, ///< From `positions`, by topic and partition; from the end where there is none.
    };

    using Place = std::pair<std::uint16_t, std::int32_t>; ///< Topic, as its index; partition.

    static constexpr std::size_t maxTopics = std::size_t{1} << 14U;

    std::vector<std::string> topics = {};
    std::vector<std::int32_t> partitions = {}; ///< Of each topic; empty means all.
    Start start = Start::Newest;
    std::int64_t count = 1000;
    std::int64_t offset = 0;
    std::optional<std::int64_t> endOffset = {}; ///< Exclusive.
    std::int64_t time = 0; ///< Milliseconds since 1970 UTC.
    /// Exclusive. Where the range ends is asked of the cluster: the first message of that time or
    /// later. What was written behind it is not looked at, whatever its timestamp.
    std::optional<std::int64_t> endTime = {};
    std::map<Place, std::int64_t> positions = {};
    /// With Positions: to the partitions' ends, but only messages from `time` on, before `endTime`
    /// where it is given.
    bool withinTimes = false;
    /// Without messages of transactions that were aborted or are still open (isolation.level).
    bool committedOnly = false;
    std::size_t keepWhenLive = 10'000'000; ///< Messages; the oldest are dropped for newer ones.
    /// Goes on after the end that the partitions had when reading began. Not with an end.
    bool live = false;
    std::int64_t stopAfter = 0; ///< Messages; 0: no such limit.
    std::int64_t stopAfterKept = 0; ///< Messages that the sink kept; 0: no such limit.
    /// How long a partition without a leader is waited for while nothing else is left to read.
    std::chrono::milliseconds leaderPatience{10'000};
};

} // namespace ottla
