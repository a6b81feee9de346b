// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/batchscanner.h"
#include "log/indexfile.h"

#include <algorithm>
#include <atomic>
#include <functional>

namespace ottla::log {

/// Removes a segment's files, and the producers' snapshot taken where it begins.
[[nodiscard]] Result<void> removeSegmentFiles(FileSystem& files,
                                              const std::filesystem::path& folder, Offset base);

/// Removes, for good, what the compacted `N.log.swap` of `base` stands for: the segments that begin
/// at `joined`, and the indexes of the one at `base`. Its name may change then: two segments never
/// hold the same offsets.
[[nodiscard]] Result<void> makeRoomForSwapped(FileSystem& files,
                                              const std::filesystem::path& folder, Offset base,
                                              const std::vector<Offset>& joined);

/// A stretch of a partition's log: a file of batches and its two indexes.
///
/// Threads: one writer (under the log's append lock), any number of readers, who must stay below a
/// size that was published to them. Files stay open while somebody holds the segment, deleted or
/// not.
class Segment
{
public:
    /// Opens the files, making them when missing; looks at nothing inside.
    [[nodiscard]] static Result<std::shared_ptr<Segment>>
    open(FileSystem& files, const std::filesystem::path& folder, Offset base, std::int64_t nowMs);
    /// The same with `N.log.swap`, which is to be renamed to `N.log`.
    [[nodiscard]] static Result<std::shared_ptr<Segment>>
    openSwapped(FileSystem& files, const std::filesystem::path& folder, Offset base,
                std::int64_t nowMs);

    [[nodiscard]] Offset baseOffset() const { return m_base; }
    [[nodiscard]] const std::shared_ptr<File>& file() const { return m_file; }
    /// Bytes of whole batches.
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// Greatest timestamp of a record here, and the last offset of the batch that holds it.
    [[nodiscard]] TimeEntry maxTimestamp() const;
    /// When the first batch is from, for rolling by time; else when the segment was opened.
    [[nodiscard]] std::optional<std::int64_t> firstTimestampMs() const
    {
        return m_firstTimestampMs;
    }
    [[nodiscard]] std::int64_t openedMs() const { return m_openedMs; }
    [[nodiscard]] bool indexFull(std::uint32_t maxIndexBytes) const;
    /// Of the larger index.
    [[nodiscard]] std::uint64_t indexBytes() const
    {
        return std::max(m_offsets->count() * OffsetEntry::bytes,
                        m_times->count() * TimeEntry::bytes);
    }

    /// Writes behind the last batch without counting it in. What a failed write left is cut off.
    [[nodiscard]] Result<void> write(BytesView batches);
    /// Takes back what write() wrote last.
    void discardUncommitted();
    /// Counts a batch in that write() wrote at the end, and puts it into the indexes.
    void commit(const wire::BatchHeader& header, std::uint32_t indexIntervalBytes);
    /// Completes the time index when no more batches will come.
    void finish();

    /// The first batch below `limit` bytes whose last offset is at least `offset`.
    [[nodiscard]] Result<std::optional<BatchScanner::Found>> find(Offset offset,
                                                                  std::uint64_t limit) const;
    /// Where the last batch that ends at or below `limit` bytes ends, searching from `from`, which
    /// must be where a batch begins.
    [[nodiscard]] Result<std::uint64_t> boundaryBelow(std::uint64_t from,
                                                      std::uint64_t limit) const;
    /// A place at or before the first batch with a record of at least `timestampMs`.
    [[nodiscard]] std::uint64_t searchStart(std::int64_t timestampMs) const;

    /// Trusts the file and its indexes (clean shutdown, or flushed): finds the next offset and the
    /// greatest timestamp with little reading, and rebuilds indexes that cannot be right.
    /// Errc::Corrupt when the file does not end with a whole batch.
    [[nodiscard]] Result<Offset> openTrusted(std::uint32_t indexIntervalBytes);
    /// What recover() found.
    struct Recovered
    {
        Offset end{}; ///< Behind the last valid batch.
        std::optional<Error> damage = {}; ///< Why the file does not go on.
    };
    /// Reads the whole file, checks each batch's sum, and rebuilds the indexes; size() ends before
    /// the first damage. The file itself is left alone until cut().
    [[nodiscard]] Result<Recovered> recover(std::uint32_t indexIntervalBytes);
    /// Cuts what recover() did not accept.
    [[nodiscard]] Result<void> cut();
    /// Cuts the batch at `position` and all behind it, and rebuilds the indexes.
    [[nodiscard]] Result<void> truncate(std::uint64_t position, std::uint32_t indexIntervalBytes);

    /// Syncs the file; the indexes, too, when they are to be trusted after a crash.
    [[nodiscard]] Result<void> sync(bool withIndexes);
    /// Removes the files. Readers that hold the segment go on.
    [[nodiscard]] Result<void> remove(FileSystem& files) const
    {
        return removeSegmentFiles(files, m_folder, m_base);
    }

private:
    [[nodiscard]] static Result<std::shared_ptr<Segment>>
    openNamed(FileSystem& files, const std::filesystem::path& folder, Offset base,
              std::int64_t nowMs, std::string_view logSuffix);
    Segment(Offset base, std::int64_t nowMs)
        : m_base(base)
        , m_openedMs(nowMs)
    { }
    [[nodiscard]] Result<Recovered> rebuild(bool checkSums, std::uint64_t end,
                                            std::uint32_t indexIntervalBytes);
    [[nodiscard]] Result<void> resetIndexes();
    void noteTimestamp(const wire::BatchHeader& header);

    const Offset m_base;
    const std::int64_t m_openedMs;
    std::filesystem::path m_folder;
    std::shared_ptr<File> m_file;
    std::unique_ptr<OffsetIndex> m_offsets;
    std::unique_ptr<TimeIndex> m_times;
    std::atomic<std::uint64_t> m_size = 0;
    std::uint64_t m_bytesSinceEntry = 0; ///< Writer only.
    std::optional<std::int64_t> m_firstTimestampMs; ///< Writer only.
    mutable std::mutex m_timeMutex; ///< Guards m_maxTimestamp.
    TimeEntry m_maxTimestamp;
};

} // namespace ottla::log
