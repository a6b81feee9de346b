// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/compactor.h"

#include "wire/recordbatchbuilder.h"

#include <algorithm>

namespace ottla::log {

using wire::BatchHeader;
using wire::RecordBatchView;
using wire::RecordView;

namespace {

Result<RecordBatchView> soundBatch(BatchScanner& scanner, const File& file)
{
    auto bytes = scanner.bytes();
    if (!bytes) {
        return bytes.error();
    }
    auto batch = RecordBatchView::parse(*bytes);
    if (batch && !batch->checksumMatches()) {
        // Left alone, so that the damage is not written anew with a sum that fits.
        return Error{Errc::Corrupt, "A record batch's checksum does not match",
                     placeIn(file, scanner.position() - bytes->size())};
    }
    return batch;
}

/// Calls `visit` for each record of a batch.
template <typename Visit>
Result<void> forEachRecord(const RecordBatchView& batch, const Visit& visit)
{
    auto reader = wire::RecordReader::open(batch);
    if (!reader) {
        return reader.error();
    }
    while (true) {
        auto record = reader->next();
        if (!record) {
            return record.error();
        }
        if (!*record) {
            return {};
        }
        visit(**record);
    }
}

} // namespace

Result<bool> Compactor::learn(const Segment& segment)
{
    BatchScanner scanner(*segment.file(), 0, segment.size(), BatchScanner::largeChunk);
    while (m_keyBytes <= maxKeyBytes) {
        auto found = scanner.next();
        if (!found) {
            return found.error();
        }
        if (!*found) {
            return true;
        }
        if ((*found)->header.control() || isAborted((*found)->header)) {
            continue;
        }
        auto batch = soundBatch(scanner, *segment.file());
        if (!batch) {
            return batch.error();
        }
        auto learnt = forEachRecord(*batch, [this](const RecordView& record) {
            if (!record.key) {
                return;
            }
            const auto [it, fresh] =
                m_latest.insert_or_assign(std::string(asText(*record.key)), record.offset);
            m_keyBytes += fresh ? it->first.size() + sizeof *it : 0;
        });
        if (!learnt) {
            return learnt.error();
        }
    }
    return false;
}

bool Compactor::isAborted(const BatchHeader& header) const
{
    return header.transactional()
        && std::any_of(m_aborted.begin(), m_aborted.end(), [&header](const auto& transaction) {
               return transaction.producer == header.producerId
                   && transaction.first <= header.baseOffset
                   && header.baseOffset <= transaction.last;
           });
}

bool Compactor::superseded(const RecordView& record) const
{
    if (!record.key) {
        return false; // from before the topic was compacted; nothing says that it is old
    }
    const auto it = m_latest.find(std::string(asText(*record.key)));
    return it != m_latest.end() && record.offset < it->second;
}

Result<std::optional<Bytes>> Compactor::reduce(const RecordBatchView& batch) const
{
    const BatchHeader& header = batch.header();
    if (header.control()) {
        return std::optional<Bytes>{};
    }
    const bool hasHorizon = (header.attributes & BatchHeader::deleteHorizonBit) != 0;
    const bool horizonPassed = hasHorizon && header.baseTimestampMs <= m_nowMs;
    std::int32_t kept = 0;
    bool tombstones = false;
    const auto stays = [&](const RecordView& record) {
        return !superseded(record) && (record.value || !horizonPassed || !record.key);
    };
    auto counted = forEachRecord(batch, [&](const RecordView& record) {
        if (stays(record)) {
            ++kept;
            tombstones = tombstones || !record.value;
        }
    });
    if (!counted) {
        return counted.error();
    }
    const bool setsHorizon = tombstones && !hasHorizon;
    if (kept == header.recordCount && !setsHorizon) {
        return std::optional<Bytes>{};
    }
    // An empty batch remembers where its producer's sequence stands.
    if (kept == 0 && !(header.hasProducer() && m_producerEnds.contains(header.lastOffset()))) {
        return std::optional(Bytes{});
    }
    wire::RecordBatchBuilder::Options options{
        .codec = kept > 0 ? header.codec().value_or(wire::Codec::None) : wire::Codec::None,
        .baseOffset = header.baseOffset,
        .leaderEpoch = header.leaderEpoch,
        .producerId = header.producerId,
        .producerEpoch = header.producerEpoch,
        .baseSequence = header.baseSequence,
        .attributes = static_cast<std::int16_t>(
            header.attributes & ~(BatchHeader::codecMask | BatchHeader::deleteHorizonBit))};
    if (tombstones) {
        options.deleteHorizonMs =
            hasHorizon ? header.baseTimestampMs : m_nowMs + m_deleteRetentionMs;
    }
    if (header.stampedOnAppend() || kept == 0) {
        options.maxTimestampMs = header.maxTimestampMs;
    }
    wire::RecordBatchBuilder builder(options);
    auto built = forEachRecord(batch, [&](const RecordView& record) {
        if (stays(record)) {
            builder.addAt(record.offsetDelta, record.timestampMs, record.key, record.value,
                          record.headers);
        }
    });
    if (!built) {
        return built.error();
    }
    builder.setLastOffsetDelta(header.lastOffsetDelta);
    auto bytes = std::move(builder).build();
    return bytes ? Result<std::optional<Bytes>>(std::optional(std::move(*bytes)))
                 : Result<std::optional<Bytes>>(bytes.error());
}

Result<bool> Compactor::write(const Segment& segment, File& file, std::uint64_t& position)
{
    BatchScanner scanner(*segment.file(), 0, segment.size(), BatchScanner::largeChunk);
    bool changed = false;
    while (true) {
        auto found = scanner.next();
        if (!found) {
            return found.error();
        }
        if (!*found) {
            return changed;
        }
        auto batch = soundBatch(scanner, *segment.file());
        if (!batch) {
            return batch.error();
        }
        auto reduced = reduce(*batch);
        if (!reduced) {
            return reduced.error();
        }
        changed = changed || reduced->has_value();
        const BytesView bytes = *reduced ? BytesView(**reduced) : batch->bytes();
        if (!bytes.empty()) {
            if (auto written = file.write(position, bytes); !written) {
                return written.error();
            }
            position += bytes.size();
        }
    }
}

} // namespace ottla::log
