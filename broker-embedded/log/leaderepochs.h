// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/ids.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace ottla::log {

/// Where each leader epoch of a log begins (KIP-101), kept in `leader-epoch-checkpoint`.
/// Callable from any thread.
class LeaderEpochs
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LeaderEpochs>> load(FileSystem& files,
                                                                    std::filesystem::path path);

    /// Notes that `epoch` begins at `start`, if it is newer than all: in memory only, since an
    /// epoch in which nothing was written leaves no trace.
    void begin(LeaderEpoch epoch, Offset start);
    /// The same for an epoch in which something is about to be written: on disk before it returns.
    [[nodiscard]] Result<void> assign(LeaderEpoch epoch, Offset start);
    /// Forgets epochs that begin at or behind `end`.
    [[nodiscard]] Result<void> truncateFromEnd(Offset end);
    /// Forgets epochs that end at or before `start`, and moves the first one's beginning there.
    [[nodiscard]] Result<void> truncateFromStart(Offset start);

    [[nodiscard]] LeaderEpoch latest() const;
    /// Kafka's answer to OffsetForLeaderEpoch: the greatest epoch not above `epoch` and where it
    /// ends; `logEnd` is where the latest does. None for an epoch newer than the latest.
    [[nodiscard]] std::optional<std::pair<LeaderEpoch, Offset>> endOf(LeaderEpoch epoch,
                                                                      Offset logEnd) const;
    /// The epoch that `offset` was written in; -1 when unknown.
    [[nodiscard]] LeaderEpoch at(Offset offset) const;

private:
    struct Entry
    {
        LeaderEpoch epoch{};
        Offset start{};

        friend bool operator==(const Entry&, const Entry&) = default;
    };

    LeaderEpochs(FileSystem& files, std::filesystem::path path)
        : m_files(files)
        , m_path(std::move(path))
    { }
    /// The entries with `epoch` behind them; none when it is no newer one.
    [[nodiscard]] std::optional<std::vector<Entry>> with(LeaderEpoch epoch, Offset start) const;
    /// Writes `entries` and adopts them when that succeeds.
    [[nodiscard]] Result<void> adopt(std::vector<Entry> entries);

    FileSystem& m_files;
    const std::filesystem::path m_path;
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::vector<Entry> m_entries; ///< Ascending in both.
    bool m_lastIsStored = true; ///< False for an epoch that has only begun.
};

} // namespace ottla::log
