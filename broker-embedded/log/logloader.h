// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/leaderepochs.h"
#include "log/log.h"
#include "log/producerstates.h"
#include "log/segment.h"

namespace ottla::log {

/// A log's folder read in, ready to be served from.
struct LoadedLog
{
    std::vector<std::shared_ptr<Segment>> segments; ///< Not empty.
    Offset start{};
    Offset end{};
    std::unique_ptr<LeaderEpochs> epochs;
    ProducerStates producers;
    std::vector<AbortedTransaction> aborted; ///< That the index knew.
    std::vector<AbortedTransaction> foundAborted; ///< Behind those, in the log.
};

/// Reads a partition's folder in and repairs it; see Log::open().
[[nodiscard]] Result<LoadedLog> loadLog(FileSystem& files, const Clock& clock,
                                        const std::filesystem::path& folder,
                                        const OpenOptions& options);

/// What the batches at the end of a log say of their producers.
struct RebuiltProducers
{
    ProducerStates states;
    Offset from{}; ///< Batches from here on were walked.
    std::vector<AbortedTransaction> aborted; ///< Whose markers lie there.
};
/// The producers' state at `end`: the last usable snapshot at or below `atMost`, and what the
/// batches behind it say. `visit`, if given, sees each header that is walked.
[[nodiscard]] Result<RebuiltProducers>
rebuildProducers(FileSystem& files, const std::filesystem::path& folder,
                 const std::vector<std::shared_ptr<Segment>>& segments, Offset atMost,
                 std::int64_t nowMs,
                 const std::function<Result<void>(const wire::BatchHeader&)>& visit = {});

} // namespace ottla::log
