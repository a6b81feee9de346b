// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/file.h"
#include "base/ids.h"
#include "base/uuid.h"
#include "log/logconfig.h"
#include "wire/errorcode.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

namespace ottla::wire {
class RecordBatchView;
}

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
    LeaderEpoch leaderEpoch{-1}; ///< Of the leader that took it in.
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

class AbortedTransactions;
class Compactor;
struct AbortedTransaction;
class LeaderEpochs;
class ProducerStates;
class Segment;
struct LoadedLog;

/// How Log::open() finds a folder, and what it tells its owner.
struct OpenOptions
{
    LogConfig config = {};
    bool cleanShutdown = false; ///< Nothing needs to be read through.
    Offset recoveryPoint{0}; ///< Below it everything was synced.
    Offset startOffset{0}; ///< Records below it were deleted.
    /// Called when the recovery point goes back or the start goes up, to have both on disk before
    /// data goes. Must not call the log, but for startOffset() and recoveryPoint().
    std::function<Result<void>()> persistCheckpoints = {};
};

/// One partition's log on disk: segments of record batches v2 with offset and time indexes, the
/// producers' state and the leader epochs, in Apache Kafka's own formats.
///
/// Threads: every function may be called from any thread; appends take turns inside, reads do not
/// wait for them.
/// Lifetime: regions that read() returned stay readable after a segment was deleted.
class Log
{
public:
    /// Opens the log in `folder`, which is made when missing. After anything but a clean shutdown
    /// the segments from the recovery point on are read through: a torn or damaged tail is cut,
    /// indexes and producers' state are rebuilt. Errc::Corrupt names file and position where damage
    /// lies before the recovery point.
    [[nodiscard]] static Result<std::unique_ptr<Log>>
    open(FileSystem& files, const Clock& clock, std::filesystem::path folder, OpenOptions options);
    [[nodiscard]] static Result<std::unique_ptr<Log>> open(FileSystem& files, const Clock& clock,
                                                           std::filesystem::path folder,
                                                           LogConfig config, bool cleanShutdown,
                                                           Offset recoveryPoint);
    ~Log();

    /// Validates `records` (whole v2 batches: lengths, CRC-32C, counts, sequence numbers), gives
    /// them the next offsets, and stores them otherwise as sent. The bytes are changed in place
    /// (base offset, leader epoch, and the timestamp where the topic stamps it).
    AppendResult append(std::span<std::byte> records, const AppendOrigin& origin);
    /// Stores whole batches as a leader has them: offsets, epochs and timestamps stay. Batches that
    /// are here already are passed over. Errc::Corrupt for a wrong sum or offsets that do not go on
    /// from the end; what came before it is stored.
    [[nodiscard]] Result<void> appendAsFollower(BytesView records);
    /// Notes that a leader of `epoch` begins at the log's end, so that followers find where theirs
    /// parts from it even before it writes.
    void beginEpoch(LeaderEpoch epoch);
    /// Whole batches from the one that holds `from`, at most `maxBytes`, of offsets below `upTo`;
    /// the first batch comes even when it is larger, if `atLeastOne`. An empty result at the end.
    /// Errc::OutOfRange outside [startOffset(), endOffset()].
    [[nodiscard]] Result<ReadResult> read(Offset from, std::uint64_t maxBytes, Offset upTo,
                                          bool atLeastOne);

    [[nodiscard]] Offset startOffset() const { return Offset{m_start.load()}; }
    /// Of the next record to be appended (log end offset).
    [[nodiscard]] Offset endOffset() const;
    /// Where the oldest transaction begins that is still open; none where none is.
    [[nodiscard]] std::optional<Offset> firstOpenTransaction() const;
    /// Aborted transactions with an offset in [from, to), by their ends.
    [[nodiscard]] std::vector<AbortedTransaction> abortedTransactions(Offset from, Offset to) const;
    /// Below it everything was synced to the disk.
    [[nodiscard]] Offset recoveryPoint() const { return Offset{m_recoveryPoint.load()}; }
    [[nodiscard]] std::uint64_t sizeBytes() const;
    /// Its directory has failed: nothing is stored any more, nor acknowledged.
    [[nodiscard]] bool isOffline() const { return m_files.failed(); }

    /// The first record with a timestamp of at least `timestampMs`; none when there is none.
    [[nodiscard]] Result<std::optional<TimestampOffset>>
    offsetForTimestamp(std::int64_t timestampMs);
    /// The record with the greatest timestamp (KIP-734); none in an empty log.
    [[nodiscard]] Result<std::optional<TimestampOffset>> offsetOfMaxTimestamp();
    /// Where each segment begins, ascending, with its greatest timestamp.
    [[nodiscard]] std::vector<TimestampOffset> segmentTimes() const;
    /// Epoch of the last record; -1 in an empty log.
    [[nodiscard]] LeaderEpoch latestEpoch() const;
    /// KIP-101: the greatest epoch not above `epoch`, and where it ends (exclusive); none for an
    /// epoch above the latest.
    [[nodiscard]] std::optional<std::pair<LeaderEpoch, Offset>>
    endOffsetForEpoch(LeaderEpoch epoch) const;

    /// Moves the start of the log up to `offset` (DeleteRecords); whole segments below it go.
    /// Errc::OutOfRange above endOffset().
    [[nodiscard]] Result<void> advanceStart(Offset offset);
    /// Cuts everything from `offset` on, and the whole batch that holds it.
    [[nodiscard]] Result<void> truncateTo(Offset offset);
    /// Gives up everything and goes on at `offset`, where a leader's log begins now.
    [[nodiscard]] Result<void> restartAt(Offset offset);
    /// Deletes segments past retention.ms and retention.bytes, and forgets producers that have been
    /// idle for long. What is at `upTo` (the high watermark) or behind it stays: it may yet be
    /// taken back. Returns how many segments went.
    [[nodiscard]] Result<std::size_t> applyRetention(Offset upTo);
    /// With cleanup.policy=compact: rewrites the segments that are no longer written to so that of
    /// each key only the last record stays, and joins them as far as segment.bytes and
    /// segment.index.bytes allow; offsets stay as they were. A record without a value
    /// goes when it was seen by a compaction delete.retention.ms ago. Segments that reach beyond
    /// `upTo` (the last stable offset) are neither rewritten nor is a record in them a reason for
    /// an older one to go, and no aborted one is. Returns how many segments changed. Appends and
    /// reads go on meanwhile; to be called from one thread at a time.
    [[nodiscard]] Result<std::size_t> compact(Offset upTo);
    /// Syncs everything up to the present end; appends go on meanwhile.
    [[nodiscard]] Result<void> flush();
    /// flush() when flush.ms have passed since the last one: for a log that nobody writes to, since
    /// appends see to themselves.
    [[nodiscard]] Result<void> flushIfDue();
    /// Syncs the segments that are no longer written to.
    [[nodiscard]] Result<void> flushRolled();
    void setConfig(LogConfig config);
    /// The folder is about to be deleted: later changes are refused, reads go on.
    void abandon();
    /// Flushes, and writes the producers' snapshot, so that the next open() needs no recovery.
    /// Later changes are refused; reads go on.
    [[nodiscard]] Result<void> close();

private:
    using Segments = std::vector<std::shared_ptr<Segment>>;

    /// What a reader needs, all of one moment.
    struct View
    {
        std::shared_ptr<const Segments> segments;
        Offset end{};
        std::uint64_t activeBytes = 0;
        std::shared_ptr<const LogConfig> config;
    };

    Log(FileSystem& files, const Clock& clock, std::filesystem::path folder, OpenOptions options,
        LoadedLog loaded);

    [[nodiscard]] View view() const;
    [[nodiscard]] static std::uint64_t bytesOf(const View& view, std::size_t number);
    void publish(Segments segments);
    void publish(Segments segments, Offset end);

    /// How many of `segments` from `first` on, below `end`, become one when they are compacted.
    [[nodiscard]] std::size_t groupSize(const Segments& segments, std::size_t first,
                                        std::size_t end, const LogConfig& config) const;
    /// Rewrites a group; false when there was nothing to do.
    [[nodiscard]] Result<bool> compactGroup(Compactor& compactor, const Segments& group);

    // Under m_appendMutex:
    [[nodiscard]] Result<void> roll(Offset base);
    [[nodiscard]] Result<void> appendReplicated(const wire::RecordBatchView& batch,
                                                const LogConfig& config);
    [[nodiscard]] bool rollDue(const LogConfig& config, std::uint64_t bytes,
                               std::int64_t maxTimestampMs, Offset lastOffset) const;
    [[nodiscard]] bool flushTimeIsOver(const LogConfig& config) const;
    [[nodiscard]] Result<void> syncIfDue(const LogConfig& config, Offset end);
    [[nodiscard]] Result<void> removeSegments(std::size_t count);
    [[nodiscard]] Result<void> replayProducers(Offset end);
    /// Tells the producers' state of a batch that was written, and keeps what an abort means.
    [[nodiscard]] Result<void> noteProducer(const wire::RecordBatchView& batch);
    [[nodiscard]] std::vector<Offset> segmentBases() const;
    [[nodiscard]] Result<void> moveStart(Offset start);
    [[nodiscard]] Result<void> persistCheckpoints();
    [[nodiscard]] Result<bool> adoptCleaned(const Segments& group);
    /// Goes on with what adoptCleaned() began and a failure stopped.
    [[nodiscard]] Result<void> completeSwap();
    // Under m_flushMutex:
    [[nodiscard]] Result<void> syncUpTo(const View& view, bool withActive);

    FileSystem& m_files;
    const Clock& m_clock;
    const std::filesystem::path m_folder;
    const std::function<Result<void>()> m_persistCheckpoints;

    std::atomic<std::int64_t> m_start;
    std::atomic<std::int64_t> m_recoveryPoint;

    /// Taken first: appends, rolls, truncation and deletion take turns under it. Guards
    /// m_producers, m_closed, m_swapped and m_lastFlush.
    std::mutex m_appendMutex;
    std::unique_ptr<ProducerStates> m_producers;
    Offset m_compactedTo{}; ///< Only compact() itself.
    bool m_closed = false;
    Segments m_swapped; ///< In whose place one compacted segment is to come; mostly none.
    Clock::TimePoint m_lastFlush;

    /// Taken second: one flush at a time, none during a truncation.
    std::mutex m_flushMutex;

    /// Taken last and shortly: what readers see. Guards m_segments, m_end and m_config.
    mutable std::shared_mutex m_stateMutex;
    std::shared_ptr<const Segments> m_segments; ///< Never empty; the last one is written to.
    Offset m_end{};
    std::shared_ptr<const LogConfig> m_config;

    const std::unique_ptr<LeaderEpochs> m_epochs; ///< Has a lock of its own.
    const std::unique_ptr<AbortedTransactions> m_aborted; ///< Has a lock of its own.
    std::atomic<std::int64_t> m_firstOpen = -1; ///< Transaction; -1: none.
};

} // namespace ottla::log
