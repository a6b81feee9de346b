// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/leaderepochs.h"
#include "log/log.h"
#include "log/producerstates.h"
#include "log/segment.h"
#include "wire/recordbatch.h"

#include <algorithm>

// What a follower does with its log: it takes batches as its leader has them.

namespace ottla::log {

namespace {

Error corrupt(const std::string& what, Offset offset)
{
    return {Errc::Corrupt, "The leader sent a batch " + what,
            "offset " + std::to_string(offset.value)};
}

} // namespace

Result<void> Log::appendAsFollower(BytesView records)
{
    const auto config = view().config;
    const std::lock_guard lock(m_appendMutex);
    if (m_closed) {
        return Error{Errc::InvalidState, "The log was closed"};
    }
    while (!records.empty()) {
        const auto batch = wire::RecordBatchView::parse(records);
        if (!batch) {
            return batch.error();
        }
        records = records.subspan(batch->bytes().size());
        if (auto appended = appendReplicated(*batch, *config); !appended) {
            return appended;
        }
    }
    return {};
}

void Log::beginEpoch(LeaderEpoch epoch)
{
    const std::lock_guard lock(m_appendMutex);
    m_epochs->begin(epoch, m_end);
}

Result<void> Log::appendReplicated(const wire::RecordBatchView& batch, const LogConfig& config)
{
    const wire::BatchHeader& header = batch.header();
    if (!batch.checksumMatches()) {
        return corrupt("with a wrong checksum", header.baseOffset);
    }
    if (header.lastOffset() < m_end) {
        return {}; // a fetch begins with the batch that holds its offset: this one is here already
    }
    if (header.baseOffset < m_end || header.lastOffset() < header.baseOffset) {
        return corrupt("that does not follow what is here", header.baseOffset);
    }
    if (rollDue(config, batch.bytes().size(), header.maxTimestampMs, header.lastOffset())) {
        if (auto rolled = roll(m_end); !rolled) {
            return rolled;
        }
    }
    if (auto assigned = m_epochs->assign(header.leaderEpoch, header.baseOffset); !assigned) {
        return assigned;
    }
    Segment& active = *m_segments->back();
    if (auto written = active.write(batch.bytes()); !written) {
        return written;
    }
    const Offset next = header.lastOffset() + 1;
    if (auto synced = syncIfDue(config, next); !synced) {
        active.discardUncommitted();
        return synced;
    }
    if (auto noted = noteProducer(batch); !noted) {
        active.discardUncommitted();
        return noted;
    }
    const std::unique_lock state(m_stateMutex);
    active.commit(header, config.indexIntervalBytes);
    m_end = next;
    return {};
}

Result<void> Log::restartAt(Offset offset)
{
    if (auto emptied = truncateTo(startOffset()); !emptied) {
        return emptied;
    }
    const std::lock_guard lock(m_appendMutex);
    if (m_closed) {
        return Error{Errc::InvalidState, "The log was closed"};
    }
    auto fresh = Segment::open(m_files, m_folder, offset, m_clock.wallMs());
    if (!fresh) {
        return fresh.error();
    }
    const Segments former = *m_segments;
    m_start = offset.value;
    m_recoveryPoint = offset.value;
    publish({std::move(*fresh)}, offset);
    if (auto persisted = persistCheckpoints(); !persisted) {
        return persisted;
    }
    for (const auto& segment : former) {
        if (segment->baseOffset() == offset) {
            continue;
        }
        if (auto removed = segment->remove(m_files); !removed) {
            return removed;
        }
    }
    return m_epochs->truncateFromStart(offset);
}

} // namespace ottla::log
