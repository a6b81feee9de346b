// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla {

/// Offsets [from, to) of a partition that were asked for and passed over.
struct UnreadOffsets
{
    enum class Reason
    {
        Deleted, ///< By retention or on demand.
        Undecodable, ///< Damaged, or packed in a way that the client library does not know.
        OpenTransaction, ///< Not committed when reading began.
    };

    std::int64_t from = 0;
    std::int64_t to = 0;
    Reason reason = Reason::Deleted;
    std::string words; ///< For a person.

    friend bool operator==(const UnreadOffsets&, const UnreadOffsets&) = default;
};

/// How far a partition has been read. What lies in [start, next) has been looked at, but for
/// `passedOver`: every message there was delivered. Offsets without a message (compacted, control
/// records) count too. While the newest messages are looked for, [start, limit) is being read, and
/// what lies behind it has been.
struct PartitionProgress
{
    std::uint16_t topic = 0; ///< Its place in ReadProgress::topics.
    std::int32_t partition = 0;
    bool known = false; ///< Its offsets were told by its leader.
    std::int64_t start = 0; ///< As asked, where the log had it.
    std::int64_t next = 0;
    std::int64_t limit = 0; ///< Where reading stops, unless it is live.
    std::int64_t end = 0; ///< As asked; at most the high watermark when reading began.
    std::int64_t delivered = 0;
    std::vector<UnreadOffsets> passedOver = {}; ///< Ascending.
    bool done = false;
    std::string waiting; ///< What reading waits for at the moment; empty while all is well.
    std::string error; ///< Why this partition ended early; empty while all is well.

    /// Offsets that were asked for and are not read, or not yet.
    [[nodiscard]] std::int64_t unread() const;
    [[nodiscard]] bool readWhole() const { return known && done && unread() == 0; }
};

/// Something that went wrong, whether or not it was made good again.
struct ReadTrouble
{
    std::chrono::system_clock::time_point at;
    int times = 1; ///< The same one after another.
    bool timeout = false;
    std::string where; ///< Topic, partition and offset, where it concerns one.
    std::string what;
};

/// A truthful account of a read, at one moment.
struct ReadProgress
{
    enum class State
    {
        Idle,
        Connecting, ///< Asking for partitions and their ends.
        Reading,
        Live, ///< At the end, waiting for more.
        Finished, ///< Every partition was read to its end as of the start.
        Incomplete, ///< Nothing more to do, but something that was asked for is unread.
        Stopped, ///< Before the end: by the user, or after as many messages as were asked for.
        Failed, ///< See `error`.
    };

    static constexpr std::size_t maxTroubles = 200;

    State state = State::Idle;
    std::vector<std::string> topics = {}; ///< As they were asked for.
    std::vector<PartitionProgress> partitions = {};
    std::int64_t delivered = 0; ///< Messages handed to the sink.
    std::int64_t kept = 0; ///< Of them, those that the sink kept.
    std::int64_t outside = 0; ///< Messages that were read but lie outside of the times asked for.
    bool enough = false; ///< Stopped after as many messages as were asked for.
    std::chrono::system_clock::time_point watermarksAt; ///< When the ends were asked for.
    std::optional<Error> error; ///< Failed: why.
    std::vector<ReadTrouble> troubles = {}; ///< The latest, oldest first.
    std::int64_t troubleCount = 0; ///< All, also those that are no longer in the list.
    std::int64_t timeouts = 0; ///< Of them, time-outs.
    std::string trouble; ///< What goes wrong at the moment; empty when all is well.

    [[nodiscard]] bool active() const
    {
        return state == State::Connecting || state == State::Reading || state == State::Live;
    }
    /// Read to where they were asked for, with nothing left out.
    [[nodiscard]] std::size_t partitionsDone() const;
    /// All offsets and partitions that were asked for have been read.
    [[nodiscard]] bool readWhole() const;
};

} // namespace ottla
