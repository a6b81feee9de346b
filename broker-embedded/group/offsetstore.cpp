// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "group/offsetstore.h"

#include "wire/codec.h"
#include "wire/reader.h"
#include "wire/recordbatchbuilder.h"
#include "wire/writer.h"

#include <spdlog/spdlog.h>

namespace ottla::group {

namespace {

using wire::ErrorCode;

constexpr std::int16_t offsetKeyVersion = 1;
constexpr std::int16_t groupKeyVersion = 2;
// The newest that Kafka 2.1 and later read; later versions only add what is not kept here.
constexpr std::int16_t offsetValueVersion = 3;
constexpr std::int16_t groupValueVersion = 3;
constexpr std::uint64_t readBytes = 1U << 20U;

/// A record's key or value: its version, then its fields.
template <typename Payload>
Result<Bytes> encode(const Payload& payload, std::int16_t prefix, std::int16_t version)
{
    wire::EncodedMessage out;
    wire::Writer(out.bytes).integer(prefix);
    // Requests of flexible versions carry longer texts than a record can.
    if (auto encoded = wire::encodeMessage(out, payload, version); !encoded) {
        return encoded.error();
    }
    return std::move(out.bytes);
}

Result<Bytes> offsetKey(const std::string& group, const log::TopicPartition& partition)
{
    wire::OffsetCommitKey key;
    key.group = group;
    key.topic = partition.topic;
    key.partition = partition.partition.value;
    return encode(key, offsetKeyVersion, 0);
}

Result<Bytes> groupKey(const std::string& group)
{
    wire::GroupMetadataKey key;
    key.group = group;
    return encode(key, groupKeyVersion, 0);
}

template <typename Value>
Result<Value> decodeValue(BytesView bytes)
{
    wire::Reader reader(bytes);
    const auto version = reader.integer<std::int16_t>();
    return wire::decodeMessage<Value>(reader.rest(), version);
}

Result<void> loadRecord(const wire::RecordView& record, const OffsetStore::Loader& loader)
{
    wire::Reader reader(record.key.value_or(BytesView{}));
    const auto keyVersion = reader.integer<std::int16_t>();
    if (keyVersion == groupKeyVersion) {
        const auto key = wire::decodeMessage<wire::GroupMetadataKey>(reader.rest(), 0);
        if (!key) {
            return key.error();
        }
        if (!record.value) {
            loader.group(key->group, std::nullopt);
            return {};
        }
        auto value = decodeValue<wire::GroupMetadataValue>(*record.value);
        if (!value) {
            return value.error();
        }
        loader.group(key->group, std::move(*value));
        return {};
    }
    if (keyVersion < 0 || keyVersion > offsetKeyVersion) {
        return {}; // of a newer kind of group
    }
    const auto key = wire::decodeMessage<wire::OffsetCommitKey>(reader.rest(), 0);
    if (!key) {
        return key.error();
    }
    const log::TopicPartition partition{key->topic, PartitionId{key->partition}};
    if (!record.value) {
        loader.offset(key->group, partition, std::nullopt);
        return {};
    }
    const auto value = decodeValue<wire::OffsetCommitValue>(*record.value);
    if (!value) {
        return value.error();
    }
    loader.offset(key->group, partition,
                  CommittedOffset{Offset{value->offset}, LeaderEpoch{value->leaderEpoch},
                                  value->metadata, value->commitTimestamp});
    return {};
}

/// The code points of UTF-8 text as UTF-16 units, one call each.
template <typename Visit>
void forEachUtf16Unit(std::string_view text, Visit&& visit)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
            point = (point << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        i += length;
        if (point >= 0x10000) {
            visit(0xD800U + ((point - 0x10000U) >> 10U));
            visit(0xDC00U + ((point - 0x10000U) & 0x3FFU));
        } else {
            visit(point);
        }
    }
}

} // namespace

PartitionId partitionFor(std::string_view group, std::int32_t partitions)
{
    std::uint32_t hash = 0;
    forEachUtf16Unit(group, [&hash](std::uint32_t unit) { hash = 31 * hash + unit; });
    return PartitionId{static_cast<std::int32_t>(hash & 0x7FFF'FFFFU) % partitions};
}

OffsetStore::OffsetStore(const Clock& clock, cluster::Topics& topics,
                         cluster::Partitions& partitions, const GroupConfig& config)
    : m_clock(clock)
    , m_topics(topics)
    , m_partitions(partitions)
    , m_config(config)
{ }

ErrorCode OffsetStore::ensureTopic()
{
    if (m_topics.find(topicName)) {
        return ErrorCode::None;
    }
    const cluster::Outcome created = m_topics.create(
        {.name = topicName,
         .partitions = m_config.offsetsPartitions,
         .replicationFactor = static_cast<std::int16_t>(
             std::min<std::size_t>(static_cast<std::size_t>(m_config.offsetsReplicas),
                                   std::max<std::size_t>(m_topics.brokers()->size(), 1))),
         .config = {{"cleanup.policy", "compact"},
                    {"compression.type", "producer"},
                    {"segment.bytes", std::to_string(m_config.offsetsSegmentBytes)}}});
    if (created.ok() || created.error == ErrorCode::TopicAlreadyExists) {
        return ErrorCode::None;
    }
    spdlog::error("{} cannot be made: {}", topicName, created.message);
    return ErrorCode::CoordinatorNotAvailable;
}

OffsetStore::Stored OffsetStore::append(const std::string& group,
                                        const std::vector<Record>& records)
{
    if (const ErrorCode error = ensureTopic(); error != ErrorCode::None) {
        return {error};
    }
    const auto topic = m_topics.find(topicName);
    const auto partition = topic
        ? m_partitions.find(
            topicName, partitionFor(group, static_cast<std::int32_t>(topic->partitions.size())))
        : nullptr;
    if (!partition) {
        return {ErrorCode::NotCoordinator};
    }
    wire::RecordBatchBuilder builder;
    for (const Record& record : records) {
        const Result<Bytes>& value = record.value ? *record.value : record.key;
        if (!record.key || !value) {
            const Error& error = record.key ? value.error() : record.key.error();
            spdlog::warn("a group cannot be stored: {}", error.describe());
            return {ErrorCode::InvalidRequest};
        }
        builder.add(m_clock.wallMs(), record.key.value(),
                    record.value ? std::optional<BytesView>(value.value()) : std::nullopt);
    }
    auto batch = std::move(builder).build();
    if (!batch) {
        spdlog::error("group {}: {}", group, batch.error().describe());
        return {ErrorCode::UnknownServerError};
    }
    const log::AppendResult result = partition->append(*batch, false);
    if (result.error == ErrorCode::NotLeaderOrFollower) {
        return {ErrorCode::NotCoordinator};
    }
    if (result.error != ErrorCode::None) {
        spdlog::error("group {} cannot be stored: {}", group, result.message);
        return {ErrorCode::CoordinatorNotAvailable};
    }
    return {ErrorCode::None, partition, result.lastOffset + 1, result.leaderEpoch};
}

OffsetStore::Stored OffsetStore::storeOffsets(const std::string& group, const Offsets& offsets)
{
    std::vector<Record> records;
    for (const auto& [partition, committed] : offsets) {
        wire::OffsetCommitValue value;
        value.offset = committed.offset.value;
        value.leaderEpoch = committed.leaderEpoch.value;
        value.metadata = committed.metadata;
        value.commitTimestamp = committed.commitTimestampMs;
        records.push_back(
            {offsetKey(group, partition), encode(value, offsetValueVersion, offsetValueVersion)});
    }
    return records.empty() ? Stored{} : append(group, records);
}

ErrorCode OffsetStore::removeOffsets(const std::string& group,
                                     const std::vector<log::TopicPartition>& offsets)
{
    std::vector<Record> records;
    for (const log::TopicPartition& partition : offsets) {
        records.push_back({offsetKey(group, partition), std::nullopt});
    }
    return records.empty() ? ErrorCode::None : append(group, records).error;
}

ErrorCode OffsetStore::storeGroup(const Group& group)
{
    return append(group.id(),
                  {{groupKey(group.id()),
                    encode(group.metadataValue(), groupValueVersion, groupValueVersion)}})
        .error;
}

ErrorCode OffsetStore::removeGroup(const std::string& group)
{
    return append(group, {{groupKey(group), std::nullopt}}).error;
}

Result<void> OffsetStore::load(cluster::Partition& partition, const Loader& loader)
{
    Offset next = partition.log().startOffset();
    // To the log's end: a new leader's high watermark may be behind what is committed.
    const Offset end = partition.log().endOffset();
    while (next < end) {
        const auto read =
            partition.read(next, readBytes, true, cluster::Partition::Reader::Replica);
        if (!read) {
            return read.error();
        }
        Bytes bytes;
        for (const FileRegion& region : read->regions) {
            const std::size_t at = bytes.size();
            bytes.resize(at + static_cast<std::size_t>(region.size));
            if (auto filled = region.file->read(region.position, std::span(bytes).subspan(at));
                !filled) {
                return filled.error();
            }
        }
        if (bytes.empty()) {
            break;
        }
        for (BytesView rest = bytes; !rest.empty();) {
            const auto batch = wire::RecordBatchView::parse(rest);
            if (!batch) {
                return batch.error();
            }
            rest = rest.subspan(batch->bytes().size());
            next = batch->header().lastOffset() + 1;
            if (batch->header().control()) {
                continue; // a transaction's end, in a folder that Kafka wrote
            }
            auto records = wire::RecordReader::open(*batch);
            if (!records) {
                return records.error();
            }
            for (auto record = records->next(); !record || *record; record = records->next()) {
                if (!record) {
                    return record.error();
                }
                // One record that makes no sense must not cost all the others.
                if (auto loaded = loadRecord(**record, loader); !loaded) {
                    spdlog::warn("{}-{}, offset {}: passed over: {}", topicName,
                                 partition.id().partition.value, (**record).offset.value,
                                 loaded.error().describe());
                }
            }
        }
    }
    return {};
}

} // namespace ottla::group
