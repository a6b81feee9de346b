// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/logloader.h"

#include "log/logfilenames.h"

#include <algorithm>
#include <set>

namespace ottla::log {

namespace {

/// Reads one folder in; lives for one call of loadLog().
class Loader
{
public:
    Loader(FileSystem& files, const Clock& clock, const std::filesystem::path& folder,
           const OpenOptions& options)
        : m_files(files)
        , m_clock(clock)
        , m_folder(folder)
        , m_options(options)
    { }

    Result<LoadedLog> load();

private:
    /// Removes what a crash left half made or half removed, and lists the segments.
    Result<std::vector<Offset>> tidy();
    /// Finishes putting a compacted segment in the place of the others whose offsets it covers.
    Result<void> placeSwapped(Offset base, std::set<Offset>& bases);
    Result<void> openSegments(const std::vector<Offset>& bases);
    /// One segment; false when its tail is damaged, so that it and those behind it must go.
    Result<bool> openSegment(Segment& segment, bool trusted);
    Result<void> dropFrom(const std::vector<Offset>& bases, std::size_t first);
    Result<void> checkEnd() const;
    Result<void> dropBelowStart();
    Result<void> restoreState();

    FileSystem& m_files;
    const Clock& m_clock;
    const std::filesystem::path& m_folder;
    const OpenOptions& m_options;
    LoadedLog m_log;
    bool m_removed = false; ///< Names went from the folder: it needs a sync.
    /// Snapshots above it may tell of batches that were cut.
    Offset m_snapshotLimit{};
};

Result<std::vector<Offset>> Loader::tidy()
{
    auto names = m_files.list(m_folder);
    if (!names) {
        return names.error();
    }
    std::set<Offset> bases;
    for (const std::string& name : *names) {
        if (const auto base = offsetOfFileName(name, suffix::log)) {
            bases.insert(*base);
        }
    }
    for (const std::string& name : *names) {
        if (const auto base = offsetOfFileName(name, suffix::swap)) {
            if (auto placed = placeSwapped(*base, bases); !placed) {
                return placed.error();
            }
        }
    }
    for (const std::string& name : *names) {
        auto indexed = offsetOfFileName(name, suffix::offsetIndex);
        if (!indexed) {
            indexed = offsetOfFileName(name, suffix::timeIndex);
        }
        const bool orphan = indexed && !bases.contains(*indexed);
        if (orphan || name.ends_with(suffix::deleted) || name.ends_with(suffix::cleaned)
            || name.ends_with(".index.swap") || name.ends_with(".timeindex.swap")
            || name.ends_with(".tmp")) {
            if (auto removed = m_files.remove(m_folder / name); !removed) {
                return removed.error();
            }
        }
    }
    return std::vector<Offset>(bases.begin(), bases.end());
}

Result<void> Loader::placeSwapped(Offset base, std::set<Offset>& bases)
{
    auto file = m_files.open(m_folder / fileNameAt(base, suffix::swap), OpenMode::Read);
    if (!file) {
        return file.error();
    }
    auto size = (*file)->size();
    if (!size) {
        return size.error();
    }
    Offset end = base;
    BatchScanner scanner(**file, 0, *size);
    while (true) {
        auto found = scanner.next();
        if (!found) {
            return found.error();
        }
        if (!*found) {
            break;
        }
        end = (*found)->header.lastOffset() + 1;
    }
    std::vector<Offset> joined;
    for (auto at = bases.upper_bound(base); at != bases.end() && *at < end; at = bases.erase(at)) {
        joined.push_back(*at);
    }
    bases.insert(base);
    m_removed = true; // the folder is synced in the end
    if (auto removed = makeRoomForSwapped(m_files, m_folder, base, joined); !removed) {
        return removed;
    }
    return m_files.rename(m_folder / fileNameAt(base, suffix::swap),
                          m_folder / fileNameAt(base, suffix::log));
}

Result<bool> Loader::openSegment(Segment& segment, bool trusted)
{
    const std::uint32_t interval = m_options.config.indexIntervalBytes;
    if (trusted) {
        auto end = segment.openTrusted(interval);
        if (!end) {
            return end.error();
        }
        m_log.end = *end;
        return true;
    }
    auto recovered = segment.recover(interval);
    if (!recovered) {
        return recovered.error();
    }
    m_log.end = recovered->end;
    if (!recovered->damage) {
        return true;
    }
    if (recovered->end < m_options.recoveryPoint) {
        return *recovered->damage; // not a torn tail: this was on the disk once
    }
    return false;
}

Result<void> Loader::openSegments(const std::vector<Offset>& bases)
{
    // Without compaction offsets go on from segment to segment: a gap behind one that was not
    // flushed means that its tail never reached the disk.
    const bool gapsAllowed = m_options.config.cleanupCompact;
    for (std::size_t i = 0; i < bases.size(); ++i) {
        const bool flushed = i + 1 < bases.size() && bases[i + 1] <= m_options.recoveryPoint;
        const bool trusted = m_options.cleanShutdown || flushed;
        const bool gap = bases[i] > m_log.end && m_snapshotLimit.value >= 0 && !gapsAllowed;
        if (gap || bases[i] < m_log.end) {
            return dropFrom(bases, i);
        }
        auto segment = Segment::open(m_files, m_folder, bases[i], m_clock.wallMs());
        if (!segment) {
            return segment.error();
        }
        if (!trusted && m_snapshotLimit.value < 0) {
            m_snapshotLimit = bases[i];
        }
        m_log.end = bases[i];
        auto sound = openSegment(**segment, trusted);
        if (!sound) {
            return sound.error();
        }
        m_log.segments.push_back(std::move(*segment));
        if (!*sound) {
            // First what follows, for good: it must not come back behind the cut.
            if (auto dropped = dropFrom(bases, i + 1); !dropped) {
                return dropped;
            }
            return m_log.segments.back()->cut();
        }
    }
    return {};
}

Result<void> Loader::dropFrom(const std::vector<Offset>& bases, std::size_t first)
{
    for (std::size_t i = bases.size(); i-- > first;) {
        if (auto removed = removeSegmentFiles(m_files, m_folder, bases[i]); !removed) {
            return removed;
        }
    }
    return first < bases.size() ? m_files.syncDirectory(m_folder) : Result<void>{};
}

Result<void> Loader::checkEnd() const
{
    if (m_log.end < m_options.recoveryPoint) {
        return Error{Errc::Corrupt,
                     "The log ends at offset " + std::to_string(m_log.end.value)
                         + ", but was on disk up to "
                         + std::to_string(m_options.recoveryPoint.value),
                     m_folder.string()};
    }
    return {};
}

Result<void> Loader::dropBelowStart()
{
    auto& segments = m_log.segments;
    while (segments.size() > 1 && segments[1]->baseOffset() <= m_log.start) {
        if (auto removed = segments.front()->remove(m_files); !removed) {
            return removed;
        }
        m_removed = true;
        segments.erase(segments.begin());
    }
    m_log.start = std::max(m_log.start, segments.front()->baseOffset());
    return {};
}

Result<void> Loader::restoreState()
{
    const Offset limit =
        m_snapshotLimit.value < 0 ? m_log.end : std::min(m_snapshotLimit, m_log.end);
    auto names = m_files.list(m_folder);
    if (!names) {
        return names.error();
    }
    for (const std::string& name : *names) {
        const auto offset = offsetOfFileName(name, suffix::producerSnapshot);
        if (offset && *offset > limit) {
            if (auto removed = m_files.remove(m_folder / name); !removed) {
                return removed;
            }
            m_removed = true;
        }
    }
    auto epochs = LeaderEpochs::load(m_files, m_folder / leaderEpochFileName);
    if (!epochs) {
        return epochs.error();
    }
    m_log.epochs = std::move(*epochs);
    auto producers =
        rebuildProducers(m_files, m_folder, m_log.segments, limit, m_clock.wallMs(),
                         [this](const wire::BatchHeader& header) {
                             return m_log.epochs->assign(header.leaderEpoch, header.baseOffset);
                         });
    if (!producers) {
        return producers.error();
    }
    m_log.producers = std::move(producers->states);
    m_log.foundAborted = std::move(producers->aborted);
    auto aborted = AbortedTransactions::load(m_files, m_folder, producers->from);
    if (!aborted) {
        return aborted.error();
    }
    m_log.aborted = std::move(*aborted);
    if (auto cut = m_log.epochs->truncateFromEnd(m_log.end); !cut) {
        return cut;
    }
    return m_log.epochs->truncateFromStart(m_log.start);
}

Result<LoadedLog> Loader::load()
{
    if (auto made = m_files.createDirectories(m_folder); !made) {
        return made.error();
    }
    auto bases = tidy();
    if (!bases) {
        return bases.error();
    }
    m_log.start = m_options.startOffset;
    if (bases->empty()) {
        bases->push_back(std::max(m_options.startOffset, Offset{0}));
        m_removed = true; // the names of the new files need the sync just as well
    }
    m_log.end = bases->front();
    if (auto opened = openSegments(*bases); !opened) {
        return opened.error();
    }
    if (auto checked = checkEnd(); !checked) {
        return checked.error();
    }
    m_log.start = std::min(m_log.start, m_log.end);
    if (auto dropped = dropBelowStart(); !dropped) {
        return dropped.error();
    }
    if (auto restored = restoreState(); !restored) {
        return restored.error();
    }
    if (m_removed) {
        if (auto synced = m_files.syncDirectory(m_folder); !synced) {
            return synced.error();
        }
    }
    return std::move(m_log);
}

} // namespace

Result<LoadedLog> loadLog(FileSystem& files, const Clock& clock,
                          const std::filesystem::path& folder, const OpenOptions& options)
{
    return Loader(files, clock, folder, options).load();
}

namespace {

// Only of a marker more than the header is read.
Result<void> takeProducer(BatchScanner& scanner, const wire::BatchHeader& header,
                          std::int64_t nowMs, RebuiltProducers& rebuilt)
{
    if (!header.control()) {
        rebuilt.states.update(header, nowMs);
        return {};
    }
    const auto bytes = scanner.bytes();
    if (!bytes) {
        return bytes.error();
    }
    const auto batch = wire::RecordBatchView::parse(*bytes);
    if (!batch) {
        return batch.error();
    }
    if (const auto aborted = rebuilt.states.updateWith(*batch, nowMs)) {
        rebuilt.aborted.push_back(*aborted);
    }
    return {};
}

} // namespace

Result<RebuiltProducers>
rebuildProducers(FileSystem& files, const std::filesystem::path& folder,
                 const std::vector<std::shared_ptr<Segment>>& segments, Offset atMost,
                 std::int64_t nowMs,
                 const std::function<Result<void>(const wire::BatchHeader&)>& visit)
{
    auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    std::set<Offset, std::greater<>> snapshots;
    for (const std::string& name : *names) {
        const auto offset = offsetOfFileName(name, suffix::producerSnapshot);
        if (offset && *offset <= atMost) {
            snapshots.insert(*offset);
        }
    }
    RebuiltProducers rebuilt;
    Offset& from = rebuilt.from;
    from = segments.front()->baseOffset();
    for (const Offset offset : snapshots) {
        auto loaded = ProducerStates::load(
            files, folder / fileNameAt(offset, suffix::producerSnapshot), nowMs);
        if (loaded) {
            rebuilt.states = std::move(*loaded);
            from = offset;
            break;
        }
        if (loaded.error().code != Errc::Corrupt) {
            return loaded.error();
        }
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& segment = *segments[i];
        if (i + 1 < segments.size() && segments[i + 1]->baseOffset() <= from) {
            continue;
        }
        auto first = segment.find(from, segment.size());
        if (!first) {
            return first.error();
        }
        if (!*first) {
            continue;
        }
        BatchScanner scanner(*segment.file(), (*first)->position, segment.size());
        while (true) {
            auto found = scanner.next();
            if (!found) {
                return found.error();
            }
            if (!*found) {
                break;
            }
            if (auto taken = takeProducer(scanner, (*found)->header, nowMs, rebuilt); !taken) {
                return taken.error();
            }
            if (visit) {
                if (auto visited = visit((*found)->header); !visited) {
                    return visited.error();
                }
            }
        }
    }
    return rebuilt;
}

} // namespace ottla::log
