// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/abortedtransactions.h"
#include "log/compactor.h"
#include "log/leaderepochs.h"
#include "log/log.h"
#include "log/logfilenames.h"
#include "log/producerstates.h"

#include <algorithm>

namespace ottla::log {

Result<std::size_t> Log::compact(Offset upTo)
{
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
    for (std::size_t i = 0; i < complete; ++i) {
        const auto path = m_folder / fileNameAt(segments[i]->baseOffset(), suffix::cleaned);
        if (auto removed = m_files.remove(path); !removed) {
            return removed.error();
        }
        auto file = m_files.open(path, OpenMode::CreateNew);
        if (!file) {
            return file.error();
        }
        auto changed = compactor.write(*segments[i], **file);
        if (changed && *changed) {
            if (auto synced = (*file)->sync(); !synced) {
                return synced.error();
            }
            const std::lock_guard lock(m_appendMutex);
            changed = adoptCleaned(segments[i], now.config->indexIntervalBytes);
        }
        if (!changed || !*changed) {
            if (auto removed = m_files.remove(path); !removed) {
                return removed.error();
            }
        }
        if (!changed) {
            return changed.error();
        }
        count += *changed ? 1U : 0U;
    }
    m_compactedTo = end;
    return count;
}

Result<bool> Log::adoptCleaned(const std::shared_ptr<Segment>& old,
                               std::uint32_t indexIntervalBytes)
{
    const Offset base = old->baseOffset();
    Segments segments = *m_segments;
    const auto place = std::find(segments.begin(), segments.end(), old);
    if (m_closed || place == segments.end()) {
        return false; // truncated or deleted meanwhile
    }
    // The indexes first: without them the next opening makes them anew, for the old or the new
    // file.
    for (const auto what : {suffix::offsetIndex, suffix::timeIndex}) {
        if (auto removed = m_files.remove(m_folder / fileNameAt(base, what)); !removed) {
            return removed.error();
        }
    }
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced.error();
    }
    if (auto renamed = m_files.rename(m_folder / fileNameAt(base, suffix::cleaned),
                                      m_folder / fileNameAt(base, suffix::log));
        !renamed) {
        return renamed.error();
    }
    auto segment = Segment::open(m_files, m_folder, base, m_clock.wallMs());
    if (!segment) {
        return segment.error();
    }
    auto recovered = (*segment)->recover(indexIntervalBytes);
    if (!recovered) {
        return recovered.error();
    }
    if (recovered->damage) {
        return *recovered->damage;
    }
    (*segment)->finish();
    if (auto synced = (*segment)->sync(true); !synced) {
        return synced.error();
    }
    *place = std::move(*segment);
    publish(std::move(segments));
    auto synced = m_files.syncDirectory(m_folder);
    return synced ? Result<bool>(true) : Result<bool>(synced.error());
}

} // namespace ottla::log
