// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/abortedtransactions.h"
#include "log/segment.h"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace ottla::log {

/// Decides what of a compacted log stays, and writes it. For one thread.
class Compactor
{
public:
    /// Keys beyond so many bytes wait for the next time.
    static constexpr std::size_t maxKeyBytes = 128U << 20U;

    Compactor(std::int64_t nowMs, std::int64_t deleteRetentionMs, std::set<Offset> producerEnds,
              std::vector<AbortedTransaction> aborted)
        : m_nowMs(nowMs)
        , m_deleteRetentionMs(deleteRetentionMs)
        , m_producerEnds(std::move(producerEnds))
        , m_aborted(std::move(aborted))
    { }

    /// Takes a segment's keys in; false when there was no room for all of them, so that no later
    /// segment may be taken in.
    [[nodiscard]] Result<bool> learn(const Segment& segment);
    /// Writes what stays of `segment` to `file` at `position`, which moves on; false when all of it
    /// stays.
    [[nodiscard]] Result<bool> write(const Segment& segment, File& file, std::uint64_t& position);

private:
    [[nodiscard]] bool isAborted(const wire::BatchHeader& header) const;
    [[nodiscard]] bool superseded(const wire::RecordView& record) const;
    /// The batch as it is to be stored; empty when nothing of it is, none when it stays as it is.
    [[nodiscard]] Result<std::optional<Bytes>> reduce(const wire::RecordBatchView& batch) const;

    const std::int64_t m_nowMs;
    const std::int64_t m_deleteRetentionMs;
    const std::set<Offset> m_producerEnds; ///< Batches that end here stay, if empty.
    const std::vector<AbortedTransaction> m_aborted; ///< Whose records stand for nothing.
    std::unordered_map<std::string, Offset> m_latest; ///< Of each key.
    std::size_t m_keyBytes = 0;
};

} // namespace ottla::log
