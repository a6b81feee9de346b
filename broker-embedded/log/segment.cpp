// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/segment.h"

#include "log/logfilenames.h"

namespace ottla::log {

using wire::BatchHeader;

namespace {

/// The tests build the library once more with the check taken out, to show that they notice.
#ifdef OTTLA_TEST_SKIP_TAIL_CHECK
constexpr bool tailIsChecked = false;
#else
constexpr bool tailIsChecked = true;
#endif

} // namespace

Result<std::shared_ptr<Segment>> Segment::open(FileSystem& files,
                                               const std::filesystem::path& folder, Offset base,
                                               std::int64_t nowMs)
{
    return openNamed(files, folder, base, nowMs, suffix::log);
}

Result<std::shared_ptr<Segment>> Segment::openSwapped(FileSystem& files,
                                                      const std::filesystem::path& folder,
                                                      Offset base, std::int64_t nowMs)
{
    return openNamed(files, folder, base, nowMs, suffix::swap);
}

Result<std::shared_ptr<Segment>> Segment::openNamed(FileSystem& files,
                                                    const std::filesystem::path& folder,
                                                    Offset base, std::int64_t nowMs,
                                                    std::string_view logSuffix)
{
    std::shared_ptr<Segment> segment(new Segment(base, nowMs));
    segment->m_folder = folder;
    auto file = files.open(folder / fileNameAt(base, logSuffix), OpenMode::ReadWrite);
    if (!file) {
        return file.error();
    }
    segment->m_file = std::move(*file);
    auto offsets = OffsetIndex::open(files, folder / fileNameAt(base, suffix::offsetIndex), base);
    if (!offsets) {
        return offsets.error();
    }
    segment->m_offsets = std::move(*offsets);
    auto times = TimeIndex::open(files, folder / fileNameAt(base, suffix::timeIndex), base);
    if (!times) {
        return times.error();
    }
    segment->m_times = std::move(*times);
    return segment;
}

TimeEntry Segment::maxTimestamp() const
{
    const std::lock_guard lock(m_timeMutex);
    return m_maxTimestamp;
}

bool Segment::indexFull(std::uint32_t maxIndexBytes) const
{
    // The time index keeps room for the entry that finish() adds.
    return m_offsets->count() >= maxIndexBytes / OffsetEntry::bytes
        || m_times->count() + 1 >= maxIndexBytes / TimeEntry::bytes;
}

Result<void> Segment::write(BytesView batches)
{
    auto written = m_file->write(m_size, batches);
    if (!written) {
        discardUncommitted();
    }
    return written;
}

void Segment::discardUncommitted()
{
    // When this fails, too, the rest lies behind the published end: nobody reads it, the next write
    // goes over it, and recovery cuts it.
    (void)m_file->truncate(m_size).ok();
}

void Segment::noteTimestamp(const BatchHeader& header)
{
    if (!m_firstTimestampMs && header.maxTimestampMs >= 0) {
        m_firstTimestampMs = header.maxTimestampMs;
    }
    const std::lock_guard lock(m_timeMutex);
    if (header.maxTimestampMs > m_maxTimestamp.timestampMs) {
        m_maxTimestamp = {header.maxTimestampMs, header.lastOffset()};
    }
}

void Segment::commit(const BatchHeader& header, std::uint32_t indexIntervalBytes)
{
    noteTimestamp(header);
    if (m_bytesSinceEntry > indexIntervalBytes) {
        m_offsets->append({header.lastOffset(), m_size});
        finish();
        m_bytesSinceEntry = 0;
    }
    m_bytesSinceEntry += header.totalBytes();
    m_size += header.totalBytes();
}

void Segment::finish()
{
    const TimeEntry entry = maxTimestamp();
    const auto last = m_times->last();
    if (entry.timestampMs >= 0 && (!last || entry.timestampMs > last->timestampMs)) {
        m_times->append(entry);
    }
}

Result<std::optional<BatchScanner::Found>> Segment::find(Offset offset, std::uint64_t limit) const
{
    const auto entry = m_offsets->lastThat(
        [offset](const OffsetEntry& candidate) { return candidate.offset <= offset; });
    BatchScanner scanner(*m_file, entry ? std::min(entry->position, limit) : 0, limit);
    while (true) {
        auto found = scanner.next();
        if (!found || !*found || (*found)->header.lastOffset() >= offset) {
            return found;
        }
    }
}

Result<std::uint64_t> Segment::boundaryBelow(std::uint64_t from, std::uint64_t limit) const
{
    const auto entry = m_offsets->lastThat(
        [limit](const OffsetEntry& candidate) { return candidate.position <= limit; });
    BatchScanner scanner(*m_file, entry ? std::max(entry->position, from) : from, m_size);
    std::uint64_t boundary = scanner.position();
    while (true) {
        auto found = scanner.next();
        if (!found) {
            return found.error();
        }
        if (!*found || (*found)->end() > limit) {
            return boundary;
        }
        boundary = (*found)->end();
    }
}

std::uint64_t Segment::searchStart(std::int64_t timestampMs) const
{
    // Strictly below: the batch of an entry may itself hold the first record sought.
    const auto time = m_times->lastThat(
        [timestampMs](const TimeEntry& entry) { return entry.timestampMs < timestampMs; });
    if (!time) {
        return 0;
    }
    const auto place = m_offsets->lastThat(
        [&time](const OffsetEntry& entry) { return entry.offset <= time->offset; });
    return place ? place->position : 0;
}

Result<void> Segment::resetIndexes()
{
    if (auto cleared = m_offsets->clear(); !cleared) {
        return cleared;
    }
    m_bytesSinceEntry = 0;
    m_size = 0;
    m_firstTimestampMs.reset();
    {
        const std::lock_guard lock(m_timeMutex);
        m_maxTimestamp = {};
    }
    return m_times->clear();
}

Result<Segment::Recovered> Segment::rebuild(bool checkSums, std::uint64_t end,
                                            std::uint32_t indexIntervalBytes)
{
    if (auto reset = resetIndexes(); !reset) {
        return reset.error();
    }
    Recovered result{m_base};
    BatchScanner scanner(*m_file, 0, end,
                         checkSums ? BatchScanner::largeChunk : BatchScanner::smallChunk);
    while (true) {
        auto found = scanner.next();
        if (!found) {
            if (found.error().code != Errc::Corrupt) {
                return found.error();
            }
            result.damage = found.error();
            return result;
        }
        if (!*found) {
            return result;
        }
        const BatchHeader& header = (*found)->header;
        if (header.baseOffset < result.end
            || header.lastOffset() - m_base > std::numeric_limits<std::int32_t>::max()) {
            result.damage = Error{Errc::Corrupt, "A record batch has offsets out of order",
                                  placeIn(*m_file, (*found)->position)};
            return result;
        }
        if (checkSums && tailIsChecked) {
            auto bytes = scanner.bytes();
            if (!bytes) {
                return bytes.error();
            }
            const auto batch = wire::RecordBatchView::parse(*bytes);
            if (!batch || !batch.value().checksumMatches()) {
                result.damage = Error{Errc::Corrupt, "A record batch's checksum does not match",
                                      placeIn(*m_file, (*found)->position)};
                return result;
            }
        }
        commit(header, indexIntervalBytes);
        result.end = header.lastOffset() + 1;
    }
}

Result<Segment::Recovered> Segment::recover(std::uint32_t indexIntervalBytes)
{
    auto size = m_file->size();
    return size ? rebuild(true, *size, indexIntervalBytes) : Result<Recovered>(size.error());
}

Result<void> Segment::cut()
{
    // Synced, so that what is cut never comes back behind what is appended next.
    auto cut = m_file->truncate(m_size);
    return cut ? m_file->sync() : cut;
}

Result<void> Segment::truncate(std::uint64_t position, std::uint32_t indexIntervalBytes)
{
    if (auto truncated = m_file->truncate(position); !truncated) {
        return truncated;
    }
    if (auto synced = m_file->sync(); !synced) {
        return synced;
    }
    auto rebuilt = rebuild(false, position, indexIntervalBytes);
    if (rebuilt && rebuilt->damage) {
        return *rebuilt->damage;
    }
    return rebuilt ? Result<void>{} : rebuilt.error();
}

Result<Offset> Segment::openTrusted(std::uint32_t indexIntervalBytes)
{
    auto size = m_file->size();
    if (!size) {
        return size.error();
    }
    if (!m_offsets->plausible(*size) || !m_times->plausible(*size)
        || (*size > 0 && m_times->count() == 0)) {
        auto rebuilt = rebuild(false, *size, indexIntervalBytes);
        if (rebuilt && rebuilt->damage) {
            return *rebuilt->damage;
        }
        if (!rebuilt) {
            return rebuilt.error();
        }
        finish();
        return rebuilt->end;
    }
    Offset end = m_base;
    const auto entry = m_offsets->last();
    if (const auto time = m_times->last()) {
        const std::lock_guard lock(m_timeMutex);
        m_maxTimestamp = *time;
    }
    for (const bool first : {true, false}) {
        // The first batch for its timestamp, then those behind the last entry.
        BatchScanner scanner(*m_file, !first && entry ? entry->position : 0, *size);
        while (true) {
            auto found = scanner.next();
            if (!found) {
                return found.error();
            }
            if (!*found) {
                break;
            }
            noteTimestamp((*found)->header);
            end = (*found)->header.lastOffset() + 1;
            if (first) {
                break;
            }
        }
    }
    m_size = *size;
    m_bytesSinceEntry = *size - (entry ? entry->position : 0);
    return end;
}

Result<void> Segment::sync(bool withIndexes)
{
    if (auto synced = m_file->sync(); !synced || !withIndexes) {
        return synced;
    }
    if (auto synced = m_offsets->sync(); !synced) {
        return synced;
    }
    return m_times->sync();
}

Result<void> removeSegmentFiles(FileSystem& files, const std::filesystem::path& folder, Offset base)
{
    // The log first: an index without one is cleared away when the folder is opened.
    for (const auto what : {suffix::log, suffix::offsetIndex, suffix::timeIndex,
                            suffix::transactionIndex, suffix::producerSnapshot}) {
        if (auto removed = files.remove(folder / fileNameAt(base, what)); !removed) {
            return removed;
        }
    }
    return {};
}

Result<void> makeRoomForSwapped(FileSystem& files, const std::filesystem::path& folder, Offset base,
                                const std::vector<Offset>& joined)
{
    for (const Offset offset : joined) {
        if (auto removed = removeSegmentFiles(files, folder, offset); !removed) {
            return removed;
        }
    }
    for (const auto what : {suffix::offsetIndex, suffix::timeIndex}) {
        if (auto removed = files.remove(folder / fileNameAt(base, what)); !removed) {
            return removed;
        }
    }
    return files.syncDirectory(folder);
}

} // namespace ottla::log
