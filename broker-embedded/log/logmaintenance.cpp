// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include "log/abortedtransactions.h"
#include "log/logfilenames.h"
#include "log/logloader.h"

#include <algorithm>

namespace ottla::log {

namespace {

Error closedError()
{
    return {Errc::InvalidState, "The log was closed"};
}

} // namespace

void Log::abandon()
{
    const std::lock_guard lock(m_appendMutex);
    m_closed = true;
}

Result<void> Log::persistCheckpoints()
{
    return m_persistCheckpoints ? m_persistCheckpoints() : Result<void>{};
}

Result<void> Log::removeSegments(std::size_t count)
{
    Segments kept = *m_segments;
    const Segments removed(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(count));
    kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(count));
    const Offset first = kept.front()->baseOffset();
    publish(std::move(kept));
    for (const auto& segment : removed) {
        if (auto gone = segment->remove(m_files); !gone) {
            return gone;
        }
    }
    m_aborted->dropBelow(startOffset());
    return m_epochs->truncateFromStart(std::max(first, startOffset()));
}

Result<void> Log::moveStart(Offset start)
{
    m_start = start.value;
    if (auto persisted = persistCheckpoints(); !persisted) {
        return persisted;
    }
    std::size_t below = 0;
    while (below + 1 < m_segments->size() && (*m_segments)[below + 1]->baseOffset() <= start) {
        ++below;
    }
    return removeSegments(below);
}

Result<void> Log::advanceStart(Offset offset)
{
    const std::lock_guard lock(m_appendMutex);
    if (m_closed) {
        return closedError();
    }
    if (offset > m_end) {
        return Error{Errc::OutOfRange,
                     "Offset " + std::to_string(offset.value) + " lies behind the log's end at "
                         + std::to_string(m_end.value)};
    }
    if (offset <= startOffset()) {
        return {};
    }
    if (auto completed = completeSwap(); !completed) {
        return completed;
    }
    return moveStart(offset);
}

Result<void> Log::truncateTo(Offset offset)
{
    const std::lock_guard lock(m_appendMutex);
    if (m_closed) {
        return closedError();
    }
    if (offset >= m_end) {
        return {};
    }
    if (auto completed = completeSwap(); !completed) {
        return completed;
    }
    const std::lock_guard flushLock(m_flushMutex);
    // On disk before the data goes: damage below the recovery point is not forgiven at the next
    // opening, and what is appended from here on is not yet synced.
    Offset end = offset;
    const Segments before = *m_segments;
    std::size_t kept = before.size();
    while (kept > 0 && before[kept - 1]->baseOffset() >= offset) {
        --kept;
    }
    std::optional<BatchScanner::Found> straddling;
    if (kept > 0) {
        auto found = before[kept - 1]->find(offset, before[kept - 1]->size());
        if (!found) {
            return found.error();
        }
        straddling = *found;
        if (straddling) {
            end = std::min(end, straddling->header.baseOffset);
        }
    }
    m_recoveryPoint = std::min(m_recoveryPoint.load(), end.value);
    m_start = std::min(m_start.load(), end.value);
    if (auto persisted = persistCheckpoints(); !persisted) {
        return persisted;
    }

    Segments segments(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(kept));
    for (std::size_t i = before.size(); i-- > kept;) {
        if (auto removed = before[i]->remove(m_files); !removed) {
            return removed;
        }
    }
    if (straddling) {
        const auto interval = view().config->indexIntervalBytes;
        if (auto cut = segments.back()->truncate(straddling->position, interval); !cut) {
            return cut;
        }
    }
    if (segments.empty()) {
        auto fresh = Segment::open(m_files, m_folder, end, m_clock.wallMs());
        if (!fresh) {
            return fresh.error();
        }
        segments.push_back(std::move(*fresh));
    }
    publish(std::move(segments), end);
    if (auto replayed = replayProducers(end); !replayed) {
        return replayed;
    }
    return m_epochs->truncateFromEnd(end);
}

Result<void> Log::replayProducers(Offset end)
{
    auto names = m_files.list(m_folder);
    if (!names) {
        return names.error();
    }
    for (const std::string& name : *names) {
        const auto offset = offsetOfFileName(name, suffix::producerSnapshot);
        if (offset && *offset > end) {
            if (auto removed = m_files.remove(m_folder / name); !removed) {
                return removed;
            }
        }
    }
    // A snapshot that came back after a crash would tell of batches that are no more.
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced;
    }
    auto states = rebuildProducers(m_files, m_folder, *m_segments, end, m_clock.wallMs());
    if (!states) {
        return states.error();
    }
    *m_producers = std::move(states->states);
    m_firstOpen = m_producers->firstOpenTransaction().value_or(Offset{-1}).value;
    auto known = AbortedTransactions::load(m_files, m_folder, std::min(states->from, end));
    return known
        ? m_aborted->reset(m_files, m_folder, segmentBases(), std::move(*known), states->aborted)
        : Result<void>(known.error());
}

Result<std::size_t> Log::applyRetention(Offset upTo)
{
    const std::lock_guard lock(m_appendMutex);
    const LogConfig config = *view().config;
    const std::int64_t nowMs = m_clock.wallMs();
    m_producers->expire(nowMs, config.producerIdExpirationMs);
    if (!config.cleanupDelete || m_closed) {
        return std::size_t{0};
    }
    const auto expired = [&](const Segment& segment) {
        const std::int64_t youngest = segment.maxTimestamp().timestampMs;
        return config.retentionMs >= 0
            && nowMs - (youngest >= 0 ? youngest : segment.openedMs()) > config.retentionMs;
    };
    std::uint64_t excess = 0;
    if (config.retentionBytes >= 0) {
        const std::uint64_t size = sizeBytes();
        const auto allowed = static_cast<std::uint64_t>(config.retentionBytes);
        excess = size > allowed ? size - allowed : 0;
    }
    std::size_t count = 0;
    while (count < m_segments->size()) {
        const Segment& segment = *(*m_segments)[count];
        const std::uint64_t size = segment.size();
        if (size == 0 || (!expired(segment) && excess < size)) {
            break;
        }
        const bool last = count + 1 == m_segments->size();
        if ((last ? m_end : (*m_segments)[count + 1]->baseOffset()) > upTo) {
            break;
        }
        excess -= std::min(excess, size);
        ++count;
    }
    if (count == 0) {
        return count;
    }
    if (!m_swapped.empty()) {
        auto completed = completeSwap(); // the next time it is another count
        return completed ? Result<std::size_t>(std::size_t{0}) : completed.error();
    }
    if (count == m_segments->size()) { // the one that is written to goes, too
        if (auto rolled = roll(m_end); !rolled) {
            return rolled.error();
        }
    }
    auto moved = moveStart(std::max(startOffset(), (*m_segments)[count]->baseOffset()));
    return moved ? Result<std::size_t>(count) : Result<std::size_t>(moved.error());
}

Result<void> Log::syncUpTo(const View& view, bool withActive)
{
    const Segments& segments = *view.segments;
    const Offset from = recoveryPoint();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool active = i + 1 == segments.size();
        if ((!active && segments[i + 1]->baseOffset() <= from) || (active && !withActive)) {
            continue;
        }
        // A finished segment's indexes are trusted from here on; the active one's are rebuilt after
        // a crash.
        if (auto synced = segments[i]->sync(!active); !synced) {
            return synced;
        }
    }
    return {};
}

Result<void> Log::flush()
{
    const std::lock_guard lock(m_flushMutex);
    const View now = view();
    if (now.end <= recoveryPoint()) {
        return {};
    }
    if (auto synced = syncUpTo(now, true); !synced) {
        return synced;
    }
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced;
    }
    m_recoveryPoint = std::max(m_recoveryPoint.load(), now.end.value);
    return {};
}

Result<void> Log::flushIfDue()
{
    {
        const std::lock_guard lock(m_appendMutex);
        if (m_closed || !flushTimeIsOver(*view().config)) {
            return {};
        }
        m_lastFlush = m_clock.now();
    }
    return flush();
}

Result<void> Log::flushRolled()
{
    const std::lock_guard lock(m_flushMutex);
    const View now = view();
    const Offset base = now.segments->back()->baseOffset();
    if (base <= recoveryPoint()) {
        return {};
    }
    if (auto synced = syncUpTo(now, false); !synced) {
        return synced;
    }
    m_recoveryPoint = std::max(m_recoveryPoint.load(), base.value);
    return {};
}

Result<void> Log::close()
{
    const std::lock_guard lock(m_appendMutex);
    if (m_closed) {
        return {};
    }
    if (m_segments->size() == 1 && m_segments->back()->size() == 0) {
        m_closed = true; // there is nothing to keep, which takes no sync: most logs of many
        return {};
    }
    m_segments->back()->finish();
    if (auto flushed = flush(); !flushed) {
        return flushed;
    }
    if (auto synced = m_segments->back()->sync(true); !synced) {
        return synced;
    }
    if (auto saved =
            m_producers->save(m_files, m_folder / fileNameAt(m_end, suffix::producerSnapshot));
        !saved) {
        return saved;
    }
    m_closed = true;
    return {};
}

} // namespace ottla::log
