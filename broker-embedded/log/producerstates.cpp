// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/producerstates.h"

#include "base/crc32c.h"

#include <algorithm>
#include <utility>

namespace ottla::log {

using wire::BatchHeader;
using wire::ErrorCode;

namespace {

constexpr std::int16_t snapshotVersion = 1;
constexpr std::size_t producerBytes = 46;
constexpr std::size_t headBytes = 2 + 4 + 4;
constexpr std::size_t summedFrom = 6;
constexpr std::size_t markerKeyBytes = 4; // version, kind
constexpr std::int16_t abortMarker = 0;
constexpr std::int16_t commitMarker = 1;

/// Sequences count from 0 to 2^31-1 and round again.
std::int32_t firstSequenceOf(std::int32_t last, std::int32_t delta)
{
    const std::int64_t period = std::int64_t{1} << 31U;
    return static_cast<std::int32_t>((std::int64_t{last} - delta + period) % period);
}

template <typename T>
void put(Bytes& into, T value)
{
    const std::size_t at = into.size();
    into.resize(at + sizeof value);
    storeBigEndian(into.data() + at, value);
}

template <typename T>
T take(BytesView& from)
{
    const T value = loadBigEndian<T>(from.data());
    from = from.subspan(sizeof value);
    return value;
}

} // namespace

ProducerStates::Verdict ProducerStates::judge(const BatchHeader& header) const
{
    const auto it = m_producers.find(header.producerId);
    if (it == m_producers.end()) {
        return {};
    }
    const Producer& producer = it->second;
    const std::string who = "Producer " + std::to_string(header.producerId.value);
    if (header.producerEpoch < producer.epoch) {
        return {ErrorCode::InvalidProducerEpoch,
                who + " has epoch " + std::to_string(header.producerEpoch)
                    + ", but a newer one wrote with epoch " + std::to_string(producer.epoch)};
    }
    if (header.producerEpoch > producer.epoch) {
        if (header.baseSequence == 0) {
            return {};
        }
        return {ErrorCode::OutOfOrderSequenceNumber,
                who + " begins epoch " + std::to_string(header.producerEpoch) + " with sequence "
                    + std::to_string(header.baseSequence) + " instead of 0"};
    }
    for (const Batch& batch : producer.batches) {
        if (batch.firstSequence == header.baseSequence
            && batch.lastSequence == header.lastSequence()) {
            return {.duplicate = batch};
        }
    }
    const std::int32_t expected = producer.batches.empty()
        ? 0
        : wire::advanceSequence(producer.batches.back().lastSequence, 1);
    if (header.baseSequence != expected) {
        return {ErrorCode::OutOfOrderSequenceNumber,
                who + " sends sequence " + std::to_string(header.baseSequence) + " where "
                    + std::to_string(expected) + " is due"};
    }
    return {};
}

std::optional<AbortedTransaction> ProducerStates::updateWith(const wire::RecordBatchView& batch,
                                                             std::int64_t nowMs)
{
    update(batch.header(), nowMs);
    return batch.header().control() && batch.header().hasProducer() ? endTransaction(batch)
                                                                    : std::nullopt;
}

void ProducerStates::update(const BatchHeader& header, std::int64_t nowMs)
{
    if (!header.hasProducer()) {
        return;
    }
    Producer& producer = m_producers[header.producerId];
    if (header.producerEpoch != producer.epoch) {
        producer.epoch = header.producerEpoch;
        producer.batches.clear();
    }
    producer.timestampMs = header.maxTimestampMs;
    producer.lastSeenMs = nowMs;
    if (header.control()) {
        return; // a transaction's marker has no sequence
    }
    if (header.transactional() && producer.transactionStart < 0) {
        producer.transactionStart = header.baseOffset.value;
    }
    if (header.baseSequence < 0) {
        return;
    }
    producer.batches.push_back({header.baseSequence, header.lastSequence(), header.lastOffset(),
                                header.lastOffsetDelta, header.maxTimestampMs});
    if (producer.batches.size() > remembered) {
        producer.batches.pop_front();
    }
}

std::optional<AbortedTransaction>
ProducerStates::endTransaction(const wire::RecordBatchView& marker)
{
    auto records = wire::RecordReader::open(marker);
    const auto record = records
        ? records->next()
        : Result<std::optional<wire::RecordView>>(std::optional<wire::RecordView>{});
    // The key says which kind of marker it is; kinds that end no transaction may come one day.
    if (!record || !*record || !(*record)->key || (*record)->key->size() < markerKeyBytes) {
        return std::nullopt;
    }
    const auto kind = loadBigEndian<std::int16_t>((*record)->key->data() + 2);
    if (kind != abortMarker && kind != commitMarker) {
        return std::nullopt;
    }
    const ProducerId id = marker.header().producerId;
    const std::int64_t start = std::exchange(m_producers[id].transactionStart, -1);
    if (kind == commitMarker || start < 0) {
        return std::nullopt;
    }
    const Offset last = marker.header().baseOffset;
    return AbortedTransaction{id, Offset{start}, last, firstOpenTransaction().value_or(last + 1)};
}

std::optional<Offset> ProducerStates::firstOpenTransaction() const
{
    std::optional<Offset> first;
    for (const auto& [id, producer] : m_producers) {
        if (producer.transactionStart >= 0) {
            first = std::min(first.value_or(Offset{producer.transactionStart}),
                             Offset{producer.transactionStart});
        }
    }
    return first;
}

void ProducerStates::expire(std::int64_t nowMs, std::int64_t maxIdleMs)
{
    std::erase_if(m_producers, [&](const auto& entry) {
        return entry.second.transactionStart < 0 && nowMs - entry.second.lastSeenMs >= maxIdleMs;
    });
}

std::set<Offset> ProducerStates::lastOffsets() const
{
    std::set<Offset> offsets;
    for (const auto& [id, producer] : m_producers) {
        if (!producer.batches.empty()) {
            offsets.insert(producer.batches.back().lastOffset);
        }
    }
    return offsets;
}

Result<void> ProducerStates::save(FileSystem& files, const std::filesystem::path& path) const
{
    Bytes image;
    image.reserve(headBytes + m_producers.size() * producerBytes);
    put(image, snapshotVersion);
    put(image, std::uint32_t{0});
    put(image, static_cast<std::int32_t>(m_producers.size()));
    for (const auto& [id, producer] : m_producers) {
        const Batch last = producer.batches.empty() ? Batch{} : producer.batches.back();
        put(image, id.value);
        put(image, producer.epoch);
        put(image, last.lastSequence);
        put(image, last.lastOffset.value);
        put(image, last.offsetDelta);
        put(image, producer.timestampMs);
        put(image, producer.coordinatorEpoch);
        put(image, producer.transactionStart);
    }
    storeBigEndian(image.data() + 2, crc32c(BytesView(image).subspan(summedFrom)));
    return files.replace(path, image);
}

Result<ProducerStates> ProducerStates::load(FileSystem& files, const std::filesystem::path& path,
                                            std::int64_t nowMs)
{
    auto image = files.readAll(path);
    if (!image) {
        return image.error();
    }
    const auto corrupt = [&path](std::string message) {
        return Error{Errc::Corrupt, std::move(message), path.string()};
    };
    BytesView rest(*image);
    if (rest.size() < headBytes) {
        return corrupt("The producer snapshot is cut short");
    }
    const auto version = take<std::int16_t>(rest);
    if (version != snapshotVersion) {
        return corrupt("The producer snapshot has the unknown version " + std::to_string(version));
    }
    if (take<std::uint32_t>(rest) != crc32c(BytesView(*image).subspan(summedFrom))) {
        return corrupt("The producer snapshot's checksum does not match");
    }
    const auto count = take<std::int32_t>(rest);
    if (count < 0 || rest.size() != static_cast<std::size_t>(count) * producerBytes) {
        return corrupt("The producer snapshot has the wrong size");
    }
    ProducerStates states;
    while (!rest.empty()) {
        Producer& producer = states.m_producers[ProducerId{take<std::int64_t>(rest)}];
        producer.epoch = take<std::int16_t>(rest);
        Batch last;
        last.lastSequence = take<std::int32_t>(rest);
        last.lastOffset = Offset{take<std::int64_t>(rest)};
        last.offsetDelta = take<std::int32_t>(rest);
        producer.timestampMs = take<std::int64_t>(rest);
        producer.coordinatorEpoch = take<std::int32_t>(rest);
        producer.transactionStart = take<std::int64_t>(rest);
        producer.lastSeenMs = nowMs;
        if (last.lastSequence >= 0) {
            last.firstSequence = firstSequenceOf(last.lastSequence, last.offsetDelta);
            last.timestampMs = producer.timestampMs;
            producer.batches.push_back(last);
        }
    }
    return states;
}

} // namespace ottla::log
