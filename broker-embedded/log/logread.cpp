// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include "log/leaderepochs.h"
#include "log/producerstates.h"
#include "log/segment.h"

#include <algorithm>

namespace ottla::log {

namespace {

/// The number of the segment whose offsets `offset` is among.
template <typename Segments>
std::size_t segmentOf(const Segments& segments, Offset offset)
{
    const auto next = std::upper_bound(
        segments.begin(), segments.end(), offset,
        [](Offset value, const auto& segment) { return value < segment->baseOffset(); });
    return next == segments.begin() ? 0 : static_cast<std::size_t>(next - segments.begin()) - 1;
}

/// The first record of a stored batch that `wanted` accepts.
template <typename Wanted>
Result<std::optional<TimestampOffset>> firstRecord(BatchScanner& scanner, const Wanted& wanted)
{
    auto bytes = scanner.bytes();
    if (!bytes) {
        return bytes.error();
    }
    auto batch = wire::RecordBatchView::parse(*bytes);
    if (!batch) {
        return batch.error();
    }
    auto reader = wire::RecordReader::open(*batch);
    if (!reader) {
        return reader.error();
    }
    while (true) {
        auto record = reader->next();
        if (!record) {
            return record.error();
        }
        if (!*record) {
            return std::optional<TimestampOffset>{};
        }
        if (wanted(**record)) {
            return std::optional(TimestampOffset{(*record)->timestampMs, (*record)->offset,
                                                 batch->header().leaderEpoch});
        }
    }
}

/// The first record from `position` on in a batch that `candidate` accepts and that is `wanted`.
template <typename Candidate, typename Wanted>
Result<std::optional<TimestampOffset>> search(const Segment& segment, std::uint64_t position,
                                              std::uint64_t limit, const Candidate& candidate,
                                              const Wanted& wanted)
{
    BatchScanner scanner(*segment.file(), std::min(position, limit), limit);
    while (true) {
        auto found = scanner.next();
        if (!found) {
            return found.error();
        }
        if (!*found) {
            return std::optional<TimestampOffset>{};
        }
        if (candidate((*found)->header)) {
            auto record = firstRecord(scanner, wanted);
            if (!record || *record) {
                return record;
            }
        }
    }
}

} // namespace

Result<ReadResult> Log::read(Offset from, std::uint64_t maxBytes, Offset upTo, bool atLeastOne)
{
    const View now = view();
    if (from < startOffset() || from > now.end) {
        return Error{Errc::OutOfRange,
                     "Offset " + std::to_string(from.value) + " is outside of the log's "
                         + std::to_string(startOffset().value) + " to "
                         + std::to_string(now.end.value)};
    }
    ReadResult result;
    const Segments& segments = *now.segments;
    for (std::size_t i = segmentOf(segments, from); i < segments.size(); ++i) {
        const Segment& segment = *segments[i];
        const std::uint64_t bytes = bytesOf(now, i);
        const bool isFull = result.bytes >= maxBytes && !(atLeastOne && result.regions.empty());
        if (segment.baseOffset() >= upTo || isFull) {
            break;
        }
        std::uint64_t begin = 0;
        if (from > segment.baseOffset()) {
            auto first = segment.find(from, bytes);
            if (!first) {
                return first.error();
            }
            begin = *first ? (*first)->position : bytes;
        }
        std::uint64_t end = bytes;
        if (upTo < now.end && (i + 1 == segments.size() || segments[i + 1]->baseOffset() > upTo)) {
            auto bound = segment.find(upTo, bytes); // the batch with upTo, or the first behind it
            if (!bound) {
                return bound.error();
            }
            end = *bound ? (*bound)->position : bytes;
        }
        const std::uint64_t room = maxBytes - result.bytes;
        if (begin < end && end - begin > room) {
            auto boundary = segment.boundaryBelow(begin, begin + room);
            if (!boundary) {
                return boundary.error();
            }
            end = std::min(end, *boundary);
            if (end == begin && atLeastOne && result.regions.empty()) {
                BatchScanner scanner(*segment.file(), begin, bytes);
                auto first = scanner.next();
                if (!first) {
                    return first.error();
                }
                end = scanner.position();
            }
        }
        if (begin < end) {
            result.regions.push_back({segment.file(), begin, end - begin});
            result.bytes += end - begin;
        }
        if (end < bytes) {
            break;
        }
    }
    return result;
}

Result<std::optional<TimestampOffset>> Log::offsetForTimestamp(std::int64_t timestampMs)
{
    const View now = view();
    const Offset start = startOffset();
    for (std::size_t i = segmentOf(*now.segments, start); i < now.segments->size(); ++i) {
        const Segment& segment = *(*now.segments)[i];
        if (segment.maxTimestamp().timestampMs < timestampMs) {
            continue;
        }
        auto found = search(
            segment, segment.searchStart(timestampMs), bytesOf(now, i),
            [&](const wire::BatchHeader& header) {
                return header.maxTimestampMs >= timestampMs && header.lastOffset() >= start;
            },
            [&](const wire::RecordView& record) {
                return record.timestampMs >= timestampMs && record.offset >= start;
            });
        if (!found || *found) {
            return found;
        }
    }
    return std::optional<TimestampOffset>{};
}

Result<std::optional<TimestampOffset>> Log::offsetOfMaxTimestamp()
{
    const View now = view();
    const Offset start = startOffset();
    std::int64_t greatest = -1;
    std::size_t where = 0;
    for (std::size_t i = segmentOf(*now.segments, start); i < now.segments->size(); ++i) {
        const std::int64_t here = (*now.segments)[i]->maxTimestamp().timestampMs;
        if (here > greatest) {
            greatest = here;
            where = i;
        }
    }
    if (greatest < 0) {
        return std::optional<TimestampOffset>{};
    }
    const Segment& segment = *(*now.segments)[where];
    return search(
        segment, segment.searchStart(greatest), bytesOf(now, where),
        [&](const wire::BatchHeader& header) { return header.maxTimestampMs == greatest; },
        [&](const wire::RecordView& record) {
            return record.timestampMs == greatest && record.offset >= start;
        });
}

std::vector<TimestampOffset> Log::segmentTimes() const
{
    const View now = view();
    const Offset start = startOffset();
    std::vector<TimestampOffset> times;
    for (std::size_t i = segmentOf(*now.segments, start); i < now.segments->size(); ++i) {
        const Segment& segment = *(*now.segments)[i];
        times.push_back({segment.maxTimestamp().timestampMs, std::max(segment.baseOffset(), start),
                         LeaderEpoch{}});
    }
    return times;
}

} // namespace ottla::log
