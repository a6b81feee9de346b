// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/file.h"
#include "base/ids.h"
#include "base/uuid.h"
#include "log/logconfig.h"
#include "wire/errorcode.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ottla::log {

/// What became of an append; `error` is what a producer is told. On an error nothing was stored.
struct AppendResult
{
    wire::ErrorCode error = wire::ErrorCode::None;
    std::string message = {}; ///< For the producer's log when `error` is set.
    Offset baseOffset{}; ///< Of the first record; for a duplicate, what the first attempt got.
    Offset lastOffset{}; ///< Of the last record, inclusive.
    std::int64_t appendTimeMs = -1; ///< Set when the topic stamps batches with the append time.
    bool duplicate = false; ///< An idempotent producer sent these sequence numbers before.
};

/// A run of whole batches, as stored.
struct ReadResult
{
    std::vector<FileRegion> regions;
    std::uint64_t bytes = 0; ///< Sum of the regions' sizes.
};

struct TimestampOffset
{
    std::int64_t timestampMs = -1;
    Offset offset{};
    LeaderEpoch leaderEpoch{};
};

/// Who may append, and what is checked: a leader gives out offsets and validates as for a client.
struct AppendOrigin
{
    LeaderEpoch leaderEpoch{}; ///< Stamped into each batch.
    /// False for the broker's own appends (committed offsets): they are not held to
    /// max.message.bytes.
    bool fromClient = true;
};

/// One partition's log on disk: segments of record batches v2 with offset and time indexes, the
/// producers' state and the leader epochs, in Apache Kafka's own formats.
///
/// Threads: every function may be called from any thread; appends take turns inside.
/// Lifetime: regions that read() returned stay readable after a segment was deleted.
class Log
{
public:
    /// Opens the log in `folder`, which is made when missing. After anything but a clean shutdown
    /// the segments from the recovery point on are read through: a torn or damaged tail is cut,
    /// indexes and producers' state are rebuilt. Errc::Corrupt names file and position where damage
    /// lies before the recovery point.
    [[nodiscard]] static Result<std::unique_ptr<Log>> open(FileSystem& files, const Clock& clock,
                                                           std::filesystem::path folder,
                                                           LogConfig config, bool cleanShutdown,
                                                           Offset recoveryPoint);
    virtual ~Log() = default;

    /// Validates `records` (whole v2 batches: lengths, CRC-32C, counts, sequence numbers), gives
    /// them the next offsets, and stores them otherwise as sent. The bytes are changed in place
    /// (base offset, leader epoch, and the timestamp where the topic stamps it).
    virtual AppendResult append(std::span<std::byte> records, const AppendOrigin& origin) = 0;
    /// Whole batches from the one that holds `from`, at most `maxBytes`, of offsets below `upTo`;
    /// the first batch comes even when it is larger, if `atLeastOne`. An empty result at the end.
    /// Errc::OutOfRange outside [startOffset(), endOffset()].
    [[nodiscard]] virtual Result<ReadResult> read(Offset from, std::uint64_t maxBytes, Offset upTo,
                                                  bool atLeastOne) = 0;

    [[nodiscard]] virtual Offset startOffset() const = 0;
    /// Of the next record to be appended (log end offset).
    [[nodiscard]] virtual Offset endOffset() const = 0;
    /// Below it everything was synced to the disk.
    [[nodiscard]] virtual Offset recoveryPoint() const = 0;
    [[nodiscard]] virtual std::uint64_t sizeBytes() const = 0;

    /// The first record with a timestamp of at least `timestampMs`; none when there is none.
    [[nodiscard]] virtual Result<std::optional<TimestampOffset>>
    offsetForTimestamp(std::int64_t timestampMs) = 0;
    /// The record with the greatest timestamp (KIP-734); none in an empty log.
    [[nodiscard]] virtual Result<std::optional<TimestampOffset>> offsetOfMaxTimestamp() = 0;
    /// Epoch of the last record; -1 in an empty log.
    [[nodiscard]] virtual LeaderEpoch latestEpoch() const = 0;
    /// KIP-101: the greatest epoch not above `epoch`, and where it ends (exclusive).
    [[nodiscard]] virtual std::optional<std::pair<LeaderEpoch, Offset>>
    endOffsetForEpoch(LeaderEpoch epoch) const = 0;

    /// Moves the start of the log up to `offset` (DeleteRecords); whole segments below it go.
    /// Errc::OutOfRange above endOffset().
    [[nodiscard]] virtual Result<void> advanceStart(Offset offset) = 0;
    /// Cuts everything from `offset` on.
    [[nodiscard]] virtual Result<void> truncateTo(Offset offset) = 0;
    /// Deletes segments past retention.ms and retention.bytes. Returns how many.
    [[nodiscard]] virtual Result<std::size_t> applyRetention() = 0;
    [[nodiscard]] virtual Result<void> flush() = 0;
    virtual void setConfig(LogConfig config) = 0;
    /// Flushes, and writes the producers' snapshot, so that the next open() needs no recovery.
    [[nodiscard]] virtual Result<void> close() = 0;
};

} // namespace ottla::log
