// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "log/abortedtransactions.h"
#include "wire/errorcode.h"
#include "wire/recordbatch.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace ottla::log {

/// What each idempotent producer wrote last (KIP-98): tells a retry from something new, and a gap
/// from a sequence. For one thread at a time (the log's append lock).
class ProducerStates
{
public:
    /// A batch that is in the log.
    struct Batch
    {
        std::int32_t firstSequence = -1;
        std::int32_t lastSequence = -1;
        Offset lastOffset{};
        std::int32_t offsetDelta = 0; ///< From the first to the last offset.
        std::int64_t timestampMs = -1;

        [[nodiscard]] Offset firstOffset() const { return lastOffset + -std::int64_t{offsetDelta}; }
    };
    struct Verdict
    {
        wire::ErrorCode error = wire::ErrorCode::None;
        std::string message = {};
        std::optional<Batch> duplicate = {}; ///< The same sequences came before, as this batch.
    };

    /// As Kafka judges a client's batch: an older epoch is fenced; one of the last five batches of
    /// the same epoch is a duplicate; a new epoch begins at sequence 0; else sequences go on
    /// without a gap. A producer that nothing is known of may begin anywhere, since retention may
    /// have taken what it wrote.
    [[nodiscard]] Verdict judge(const wire::BatchHeader& header) const;
    /// Takes in a batch that was appended, or found in the log at recovery.
    void update(const wire::BatchHeader& header, std::int64_t nowMs);
    /// The same, for a batch that may be a marker: one that aborts a transaction gives what is to
    /// be known of it.
    std::optional<AbortedTransaction> updateWith(const wire::RecordBatchView& batch,
                                                 std::int64_t nowMs);
    /// Where the oldest transaction begins that no marker has ended.
    [[nodiscard]] std::optional<Offset> firstOpenTransaction() const;
    /// Forgets producers that wrote nothing for so long, but for those with an open transaction.
    void expire(std::int64_t nowMs, std::int64_t maxIdleMs);
    /// Where the last batch of each producer ends.
    [[nodiscard]] std::set<Offset> lastOffsets() const;
    [[nodiscard]] std::size_t count() const { return m_producers.size(); }

    /// Kafka's snapshot, version 1: version i16, CRC-32C of what follows it u32, number of entries
    /// i32, and 46 bytes for each producer. It keeps the last batch of each.
    [[nodiscard]] Result<void> save(FileSystem& files, const std::filesystem::path& path) const;
    /// Errc::Corrupt for a snapshot that is not whole.
    [[nodiscard]] static Result<ProducerStates>
    load(FileSystem& files, const std::filesystem::path& path, std::int64_t nowMs);

private:
    static constexpr std::size_t remembered = 5; ///< max.in.flight of an idempotent producer.

    struct Producer
    {
        std::int16_t epoch = -1;
        std::deque<Batch> batches; ///< Of this epoch, oldest first.
        std::int64_t timestampMs = -1; ///< Of the last batch, as the snapshot keeps it.
        std::int64_t lastSeenMs = 0; ///< Wall time of the append, or of the loading.
        std::int32_t coordinatorEpoch = -1;
        std::int64_t transactionStart = -1; ///< Of the open one.
    };

    std::optional<AbortedTransaction> endTransaction(const wire::RecordBatchView& marker);

    std::map<ProducerId, Producer> m_producers;
};

} // namespace ottla::log
