// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/ids.h"

#include <mutex>
#include <vector>

namespace ottla::log {

/// A transaction that was aborted: what its producer wrote in [first, last] does not count. `last`
/// is the marker's offset.
struct AbortedTransaction
{
    ProducerId producer{};
    Offset first{};
    Offset last{};
    Offset lastStable{}; ///< Where the open transactions began when it was aborted.

    friend bool operator==(const AbortedTransaction&, const AbortedTransaction&) = default;
};

/// A partition's aborted transactions, of which read_committed consumers are told. In memory, and
/// in Kafka's `N.txnindex` beside each segment that has some: for each, by its last offset, version
/// i16 = 0, producer id i64, first, last, and last stable offset, each i64.
///
/// Threads: changed under the log's append lock; within() may be called from any thread.
class AbortedTransactions
{
public:
    /// What the folder's files say of offsets below `end`. A damaged file is Errc::Corrupt.
    [[nodiscard]] static Result<std::vector<AbortedTransaction>>
    load(FileSystem& files, const std::filesystem::path& folder, Offset end);

    /// Replaces all by `known` and `found` behind them, and writes the files of the segments, which
    /// begin at `bases`, that hold some of `found` or should no longer hold what they do.
    [[nodiscard]] Result<void> reset(FileSystem& files, const std::filesystem::path& folder,
                                     const std::vector<Offset>& bases,
                                     std::vector<AbortedTransaction> known,
                                     const std::vector<AbortedTransaction>& found);
    /// Adds one whose marker is in the last segment, which begins at `base`.
    [[nodiscard]] Result<void> add(FileSystem& files, const std::filesystem::path& folder,
                                   Offset base, const AbortedTransaction& aborted);
    /// Forgets those that end before the log's start.
    void dropBelow(Offset start);
    /// Those that have an offset in [from, to).
    [[nodiscard]] std::vector<AbortedTransaction> within(Offset from, Offset to) const;

private:
    [[nodiscard]] Result<void> write(FileSystem& files, const std::filesystem::path& folder,
                                     Offset base, Offset end) const;

    mutable std::mutex m_mutex; ///< Guards m_all against readers.
    std::vector<AbortedTransaction> m_all; ///< By last offset.
};

} // namespace ottla::log
