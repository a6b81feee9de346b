// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/abortedtransactions.h"
#include "log/compactor.h"
#include "log/leaderepochs.h"
#include "log/log.h"
#include "log/logfilenames.h"
#include "log/producerstates.h"

#include <algorithm>
#include <limits>

namespace ottla::log {

namespace {

std::vector<Offset> basesBehind(const std::vector<std::shared_ptr<Segment>>& group)
{
    std::vector<Offset> bases;
    for (std::size_t i = 1; i < group.size(); ++i) {
        bases.push_back(group[i]->baseOffset());
    }
    return bases;
}

} // namespace

Result<std::size_t> Log::compact(Offset upTo)
{
    {
        const std::lock_guard lock(m_appendMutex);
        if (auto completed = completeSwap(); !completed) {
            return completed.error();
        }
    }
    const View now = view();
    const Segments& segments = *now.segments;
    std::size_t complete = 0; // segments that end at or below the bound
    while (complete + 1 < segments.size() && segments[complete + 1]->baseOffset() <= upTo) {
        ++complete;
    }
    const Offset end = segments[complete]->baseOffset();
    if (!now.config->cleanupCompact || complete == 0 || end <= m_compactedTo) {
        return std::size_t{0};
    }
    // What is rewritten must not be taken for a torn tail later.
    if (auto flushed = flushRolled(); !flushed) {
        return flushed.error();
    }
    std::set<Offset> producerEnds;
    {
        const std::lock_guard lock(m_appendMutex);
        if (auto persisted = persistCheckpoints(); !persisted) {
            return persisted.error();
        }
        producerEnds = m_producers->lastOffsets();
    }
    Compactor compactor(m_clock.wallMs(), now.config->deleteRetentionMs, std::move(producerEnds),
                        m_aborted->within(segments.front()->baseOffset(), end));
    for (std::size_t i = 0; i < complete; ++i) {
        auto room = compactor.learn(*segments[i]);
        if (!room) {
            return room.error();
        }
        if (!*room) {
            break;
        }
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < complete;) {
        const std::size_t size = groupSize(segments, i, complete, *now.config);
        const auto first = segments.begin() + static_cast<std::ptrdiff_t>(i);
        auto changed =
            compactGroup(compactor, Segments(first, first + static_cast<std::ptrdiff_t>(size)));
        if (!changed) {
            return changed.error();
        }
        count += *changed ? size : 0U;
        i += size;
    }
    m_compactedTo = end;
    return count;
}

// By what they are now, not by what is left of them, as Kafka: what shrinks is joined next time.
std::size_t Log::groupSize(const Segments& segments, std::size_t first, std::size_t end,
                           const LogConfig& config) const
{
    std::uint64_t bytes = segments[first]->size();
    std::uint64_t indexBytes = segments[first]->indexBytes();
    std::size_t count = 1;
    while (first + count < end) {
        const Segment& next = *segments[first + count];
        const Offset behind = segments[first + count + 1]->baseOffset();
        bytes += next.size();
        indexBytes += next.indexBytes();
        // An index of aborted transactions belongs to a segment: those stay apart.
        if (bytes > config.segmentBytes || indexBytes > config.segmentIndexBytes
            || behind - segments[first]->baseOffset() > std::numeric_limits<std::int32_t>::max()
            || m_files.exists(m_folder / fileNameAt(next.baseOffset(), suffix::transactionIndex))) {
            break;
        }
        ++count;
    }
    return count;
}

Result<bool> Log::compactGroup(Compactor& compactor, const Segments& group)
{
    const auto path = m_folder / fileNameAt(group.front()->baseOffset(), suffix::cleaned);
    if (auto removed = m_files.remove(path); !removed) {
        return removed.error();
    }
    auto file = m_files.open(path, OpenMode::CreateNew);
    if (!file) {
        return file.error();
    }
    Result<bool> changed = group.size() > 1;
    std::uint64_t position = 0;
    for (const auto& segment : group) {
        auto reduced = compactor.write(*segment, **file, position);
        if (!reduced) {
            changed = reduced;
            break;
        }
        changed = *changed || *reduced;
    }
    if (changed && *changed) {
        if (auto synced = (*file)->sync(); !synced) {
            return synced.error();
        }
        const std::lock_guard lock(m_appendMutex);
        changed = adoptCleaned(group);
    }
    if (!changed || !*changed) {
        if (auto removed = m_files.remove(path); !removed) {
            return removed.error();
        }
    }
    return changed;
}

// From the rename to `.swap` on the new segment counts, and an opening of the log finishes what
// follows; before it, the old ones do.
Result<bool> Log::adoptCleaned(const Segments& group)
{
    if (auto completed = completeSwap(); !completed) {
        return completed.error();
    }
    const Segments& present = *m_segments;
    if (m_closed
        || std::search(present.begin(), present.end(), group.begin(), group.end())
            == present.end()) {
        return false; // truncated or deleted meanwhile
    }
    const Offset base = group.front()->baseOffset();
    if (auto renamed = m_files.rename(m_folder / fileNameAt(base, suffix::cleaned),
                                      m_folder / fileNameAt(base, suffix::swap));
        !renamed) {
        return renamed.error();
    }
    m_swapped = group;
    auto completed = completeSwap();
    return completed ? Result<bool>(true) : Result<bool>(completed.error());
}

Result<void> Log::completeSwap()
{
    if (m_swapped.empty() || m_closed) {
        return {};
    }
    const Offset base = m_swapped.front()->baseOffset();
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced;
    }
    if (auto removed = makeRoomForSwapped(m_files, m_folder, base, basesBehind(m_swapped));
        !removed) {
        return removed;
    }
    // Its indexes are on the disk before its name tells that they can be trusted.
    auto segment = Segment::openSwapped(m_files, m_folder, base, m_clock.wallMs());
    if (!segment) {
        return segment.error();
    }
    auto recovered = (*segment)->recover(view().config->indexIntervalBytes);
    if (!recovered) {
        return recovered.error();
    }
    if (recovered->damage) {
        return *recovered->damage;
    }
    (*segment)->finish();
    if (auto synced = (*segment)->sync(true); !synced) {
        return synced;
    }
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced;
    }
    if (auto renamed = m_files.rename(m_folder / fileNameAt(base, suffix::swap),
                                      m_folder / fileNameAt(base, suffix::log));
        !renamed) {
        return renamed;
    }
    Segments segments = *m_segments;
    const auto place =
        std::search(segments.begin(), segments.end(), m_swapped.begin(), m_swapped.end());
    *place = std::move(*segment);
    segments.erase(place + 1, place + static_cast<std::ptrdiff_t>(m_swapped.size()));
    publish(std::move(segments));
    m_swapped.clear();
    return m_files.syncDirectory(m_folder);
}

} // namespace ottla::log
