// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::registry {

/// The transaction log, being written: files that follow one another, in the format that README.md
/// gives. append() gathers records in memory (owner's thread); what takeBatch() yields is made
/// durable by write(), which may run in another thread, one batch after the other.
class TxnLog
{
public:
    /// Records that become durable together.
    struct Batch
    {
        struct Piece
        {
            std::int64_t newFile = 0; ///< Not 0: they go into a new file of this name.
            std::string bytes;
        };
        std::vector<Piece> pieces;
        std::int64_t lastZxid = 0;

        /// Few records, into the present file.
        [[nodiscard]] bool isSmall() const
        {
            return pieces.size() == 1 && pieces[0].newFile == 0 && pieces[0].bytes.size() < 4096;
        }
    };

    /// Where an existing log is continued; without a file the first record begins one.
    struct Tail
    {
        std::shared_ptr<File> file;
        std::uint64_t end = 0;
    };

    struct Options
    {
        /// False: writes are left to the operating system, and a power cut may take what was
        /// acknowledged.
        bool sync = true;
        /// Zeros that are written ahead of small batches: as many as the file has bytes, and at
        /// most so many.
        std::size_t reserveBytes = 1U << 20U;
    };

    /// `files` must outlive it.
    TxnLog(FileSystem& files, std::filesystem::path folder, Tail tail, Options options);

    void append(std::string_view record, std::int64_t zxid);
    /// The next record begins a new file.
    void roll() { m_rollNext = true; }
    [[nodiscard]] bool hasPending() const { return !m_pending.pieces.empty(); }
    [[nodiscard]] Batch takeBatch();

    /// Returns when the batch is durable. After an error the log is lost: nothing more may be
    /// acknowledged.
    [[nodiscard]] Result<void> write(Batch& batch);
    /// Whether the file would grow by a small batch, which takes longer than the batch itself. Of
    /// the thread that writes.
    [[nodiscard]] bool growsBy(const Batch& batch) const
    {
        return m_written + batch.pieces[0].bytes.size() > m_reserved;
    }
    /// Cuts off what was reserved and syncs, even where write() does not.
    [[nodiscard]] Result<void> close();

private:
    Result<void> openNext(std::int64_t zxid);
    Result<void> writePiece(Batch::Piece& piece);

    FileSystem& m_files;
    const std::filesystem::path m_folder;
    const Options m_options;

    // Of the owner's thread.
    Batch m_pending;
    bool m_rollNext = false;
    std::uint64_t m_end = 0; ///< Where the next record will lie in its file.
    std::uint64_t m_batchStart = 0;

    // Of the thread that writes.
    std::shared_ptr<File> m_file;
    std::uint64_t m_written = 0;
    std::uint64_t m_reserved = 0; ///< Size of the file: from m_written on it holds zeros.
};

/// Reads a log back, to continue it.
struct LogReplay
{
    /// Gets each record in order; an error ends the reading and is passed on with file and offset.
    std::function<Result<void>(BytesView record)> apply;
    /// Records up to this zxid are passed over.
    std::int64_t after = 0;
};

/// Reads all log files of a folder that may hold records after `replay.after`. Cuts off a torn
/// end: a last batch that was never acknowledged. Errc::Corrupt with file and offset for damage
/// before that, and for missing files.
[[nodiscard]] Result<TxnLog::Tail> readLog(FileSystem& files, const std::filesystem::path& folder,
                                           const LogReplay& replay);

} // namespace ottla::registry
