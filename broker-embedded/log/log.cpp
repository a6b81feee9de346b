// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include "log/abortedtransactions.h"
#include "log/batchvalidator.h"
#include "log/logfilenames.h"
#include "log/logloader.h"

#include <algorithm>

namespace ottla::log {

using wire::BatchHeader;
using wire::ErrorCode;

namespace {

AppendResult refused(ErrorCode error, std::string message)
{
    return {error, std::move(message)};
}

AppendResult storageFailed(const Error& error)
{
    return {ErrorCode::KafkaStorageError, error.describe()};
}

} // namespace

Result<std::unique_ptr<Log>> Log::open(FileSystem& files, const Clock& clock,
                                       std::filesystem::path folder, OpenOptions options)
{
    auto loaded = loadLog(files, clock, folder, options);
    if (!loaded) {
        return loaded.error();
    }
    const auto aborted = std::move(loaded->aborted);
    const auto foundAborted = std::move(loaded->foundAborted);
    std::unique_ptr<Log> log(
        new Log(files, clock, std::move(folder), std::move(options), std::move(*loaded)));
    if (auto kept =
            log->m_aborted->reset(files, log->m_folder, log->segmentBases(), aborted, foundAborted);
        !kept) {
        return kept.error();
    }
    return log;
}

Result<std::unique_ptr<Log>> Log::open(FileSystem& files, const Clock& clock,
                                       std::filesystem::path folder, LogConfig config,
                                       bool cleanShutdown, Offset recoveryPoint)
{
    return open(files, clock, std::move(folder),
                OpenOptions{.config = config,
                            .cleanShutdown = cleanShutdown,
                            .recoveryPoint = recoveryPoint});
}

Log::Log(FileSystem& files, const Clock& clock, std::filesystem::path folder, OpenOptions options,
         LoadedLog loaded)
    : m_files(files)
    , m_clock(clock)
    , m_folder(std::move(folder))
    , m_persistCheckpoints(std::move(options.persistCheckpoints))
    , m_start(loaded.start.value)
    , m_recoveryPoint(options.recoveryPoint.value)
    , m_producers(std::make_unique<ProducerStates>(std::move(loaded.producers)))
    , m_lastFlush(clock.now())
    , m_segments(std::make_shared<const Segments>(std::move(loaded.segments)))
    , m_end(loaded.end)
    , m_config(std::make_shared<const LogConfig>(options.config))
    , m_epochs(std::move(loaded.epochs))
    , m_aborted(std::make_unique<AbortedTransactions>())
    , m_firstOpen(m_producers->firstOpenTransaction().value_or(Offset{-1}).value)
{ }

Log::~Log() = default;

Log::View Log::view() const
{
    const std::shared_lock lock(m_stateMutex);
    return {m_segments, m_end, m_segments->back()->size(), m_config};
}

std::uint64_t Log::bytesOf(const View& view, std::size_t number)
{
    return number + 1 == view.segments->size() ? view.activeBytes
                                               : (*view.segments)[number]->size();
}

void Log::publish(Segments segments)
{
    auto published = std::make_shared<const Segments>(std::move(segments));
    const std::unique_lock lock(m_stateMutex);
    m_segments = std::move(published);
}

void Log::publish(Segments segments, Offset end)
{
    auto published = std::make_shared<const Segments>(std::move(segments));
    const std::unique_lock lock(m_stateMutex);
    m_segments = std::move(published);
    m_end = end;
}

Offset Log::endOffset() const
{
    const std::shared_lock lock(m_stateMutex);
    return m_end;
}

std::uint64_t Log::sizeBytes() const
{
    const View now = view();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < now.segments->size(); ++i) {
        sum += bytesOf(now, i);
    }
    return sum;
}

void Log::setConfig(LogConfig config)
{
    auto next = std::make_shared<const LogConfig>(config);
    const std::unique_lock lock(m_stateMutex);
    m_config = std::move(next);
}

LeaderEpoch Log::latestEpoch() const
{
    return m_epochs->latest();
}

std::optional<std::pair<LeaderEpoch, Offset>> Log::endOffsetForEpoch(LeaderEpoch epoch) const
{
    return m_epochs->endOf(epoch, endOffset());
}

AppendResult Log::append(std::span<std::byte> records, const AppendOrigin& origin)
{
    const auto config = view().config;
    const std::int64_t nowMs = m_clock.wallMs();
    Validation valid = validateBatches(records, *config, origin.fromClient, nowMs);
    if (valid.error != ErrorCode::None) {
        return refused(valid.error, std::move(valid.message));
    }

    const std::lock_guard lock(m_appendMutex);
    if (m_closed) {
        return refused(ErrorCode::KafkaStorageError, "The log was closed");
    }
    if (isOffline()) { // a retry of what is here is not acknowledged either
        return refused(ErrorCode::KafkaStorageError, "The log directory is offline");
    }
    const bool stamped = config->timestampType == TimestampType::LogAppendTime;
    if (origin.fromClient && valid.batches.front().header.hasProducer()) {
        auto verdict = m_producers->judge(valid.batches.front().header);
        if (verdict.error != ErrorCode::None) {
            return refused(verdict.error, std::move(verdict.message));
        }
        if (verdict.duplicate) {
            return {.baseOffset = verdict.duplicate->firstOffset(),
                    .lastOffset = verdict.duplicate->lastOffset,
                    .appendTimeMs = stamped ? verdict.duplicate->timestampMs : -1,
                    .duplicate = true};
        }
    }

    const Offset base = endOffset();
    Offset next = base;
    std::int64_t maxTimestampMs = -1;
    for (ValidBatch& batch : valid.batches) {
        batch.header.baseOffset = next;
        batch.header.leaderEpoch = origin.leaderEpoch;
        next = batch.header.lastOffset() + 1;
        maxTimestampMs = std::max(maxTimestampMs, batch.header.maxTimestampMs);
        const auto bytes = records.subspan(batch.position, batch.header.totalBytes());
        batch.header.store(bytes.first<BatchHeader::size>());
        if (batch.changed) {
            wire::updateChecksum(bytes);
        }
    }
    const Offset last = next + -1;

    if (rollDue(*config, records.size(), maxTimestampMs, last)) {
        if (auto rolled = roll(base); !rolled) {
            return storageFailed(rolled.error());
        }
    }
    if (auto assigned = m_epochs->assign(origin.leaderEpoch, base); !assigned) {
        return storageFailed(assigned.error());
    }
    Segment& active = *m_segments->back();
    if (auto written = active.write(records); !written) {
        return storageFailed(written.error());
    }
    if (auto synced = syncIfDue(*config, next); !synced) {
        active.discardUncommitted();
        return storageFailed(synced.error());
    }

    for (const ValidBatch& batch : valid.batches) {
        if (!batch.header.hasProducer()) {
            continue;
        }
        const auto written = wire::RecordBatchView::parse(
            records.subspan(batch.position, batch.header.totalBytes()));
        if (auto noted = written ? noteProducer(*written) : written.error(); !noted) {
            active.discardUncommitted();
            return storageFailed(noted.error());
        }
    }
    const std::unique_lock state(m_stateMutex);
    for (const ValidBatch& batch : valid.batches) {
        active.commit(batch.header, config->indexIntervalBytes);
    }
    m_end = next;
    return {.baseOffset = base, .lastOffset = last, .appendTimeMs = stamped ? nowMs : -1};
}

Result<void> Log::noteProducer(const wire::RecordBatchView& batch)
{
    if (const auto aborted = m_producers->updateWith(batch, m_clock.wallMs())) {
        const Offset base = m_segments->back()->baseOffset();
        if (auto added = m_aborted->add(m_files, m_folder, base, *aborted); !added) {
            return added;
        }
    }
    if (batch.header().transactional()) {
        m_firstOpen = m_producers->firstOpenTransaction().value_or(Offset{-1}).value;
    }
    return {};
}

std::vector<Offset> Log::segmentBases() const
{
    std::vector<Offset> bases;
    for (const auto& segment : *view().segments) {
        bases.push_back(segment->baseOffset());
    }
    return bases;
}

std::optional<Offset> Log::firstOpenTransaction() const
{
    const Offset first{m_firstOpen.load()};
    return first.value < 0 ? std::nullopt : std::optional(first);
}

std::vector<AbortedTransaction> Log::abortedTransactions(Offset from, Offset to) const
{
    return m_aborted->within(from, to);
}

bool Log::rollDue(const LogConfig& config, std::uint64_t bytes, std::int64_t maxTimestampMs,
                  Offset lastOffset) const
{
    const Segment& active = *m_segments->back();
    if (active.size() == 0) {
        return false;
    }
    // By the records' own time where they have one, so that a restart does not put it off.
    const auto first = active.firstTimestampMs();
    const std::int64_t ageMs = first && maxTimestampMs >= 0 ? maxTimestampMs - *first
                                                            : m_clock.wallMs() - active.openedMs();
    return active.size() + bytes > config.segmentBytes || ageMs > config.segmentMs
        || active.indexFull(config.segmentIndexBytes)
        || lastOffset - active.baseOffset() > std::numeric_limits<std::int32_t>::max();
}

Result<void> Log::roll(Offset base)
{
    const auto& old = m_segments->back();
    auto segment = Segment::open(m_files, m_folder, base, m_clock.wallMs());
    auto failed = segment ? std::optional<Error>{} : segment.error();
    if (!failed) {
        // Also syncs the folder: a segment must not be lost while what it replaces is deleted.
        auto saved =
            m_producers->save(m_files, m_folder / fileNameAt(base, suffix::producerSnapshot));
        if (!saved) {
            failed = saved.error();
        }
    }
    if (failed) {
        (void)removeSegmentFiles(m_files, m_folder, base).ok();
        return *failed;
    }
    old->finish();
    Segments segments = *m_segments;
    segments.push_back(std::move(*segment));
    publish(std::move(segments));
    return {};
}

bool Log::flushTimeIsOver(const LogConfig& config) const
{
    // "Never" is more milliseconds than a time point can hold.
    constexpr auto most = std::int64_t{1} << 40U;
    return m_clock.now() - m_lastFlush >= std::chrono::milliseconds(std::min(config.flushMs, most));
}

Result<void> Log::syncIfDue(const LogConfig& config, Offset end)
{
    if (end - recoveryPoint() < config.flushMessages && !flushTimeIsOver(config)) {
        return {};
    }
    const std::lock_guard lock(m_flushMutex);
    if (auto synced = syncUpTo(view(), true); !synced) {
        return synced;
    }
    m_recoveryPoint = std::max(m_recoveryPoint.load(), end.value);
    m_lastFlush = m_clock.now();
    return {};
}

} // namespace ottla::log
