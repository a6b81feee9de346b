// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/segmentwriter.h"

#include <array>
#include <fstream>

namespace ottla::test {

namespace {

BytesView bytesOf(const std::string& text)
{
    return std::as_bytes(std::span(text));
}

std::optional<BytesView> bytesOf(const std::optional<std::string>& text)
{
    return text ? std::optional(bytesOf(*text)) : std::nullopt;
}

std::filesystem::path folderOf(const std::filesystem::path& dataFolder, const std::string& topic,
                               std::int32_t partition)
{
    return dataFolder / (topic + "-" + std::to_string(partition));
}

constexpr const char* segmentName = "00000000000000000000.log";

} // namespace

wire::RecordBatchBuilder::Options SegmentWriter::options(std::optional<Transaction> transaction,
                                                         std::int32_t records)
{
    wire::RecordBatchBuilder::Options options;
    options.baseOffset = Offset{m_next};
    options.leaderEpoch = LeaderEpoch{0};
    options.producerId = ProducerId{-1};
    if (transaction) {
        options.producerId = ProducerId{transaction->producerId};
        options.producerEpoch = transaction->epoch;
        options.attributes = wire::BatchHeader::transactionalBit;
        std::int32_t& sequence = m_sequences[transaction->producerId];
        options.baseSequence = sequence;
        sequence += records;
    }
    return options;
}

std::int64_t SegmentWriter::append(wire::RecordBatchBuilder builder, std::int32_t span)
{
    const std::int64_t base = m_next;
    const Bytes batch = std::move(builder).build().value();
    m_file.insert(m_file.end(), batch.begin(), batch.end());
    m_next += span;
    return base;
}

std::int64_t SegmentWriter::add(const std::vector<Record>& records,
                                std::optional<Transaction> transaction, wire::Codec codec)
{
    const auto count = static_cast<std::int32_t>(records.size());
    auto how = options(transaction, count);
    how.codec = codec;
    wire::RecordBatchBuilder builder(how);
    for (const Record& record : records) {
        builder.add(record.timestamp, bytesOf(record.key), bytesOf(record.value));
    }
    return append(std::move(builder), count);
}

std::int64_t
SegmentWriter::addCompacted(const std::vector<std::pair<std::int32_t, Record>>& records,
                            std::int32_t span)
{
    wire::RecordBatchBuilder builder(options({}, 0));
    for (const auto& [delta, record] : records) {
        builder.addAt(delta, record.timestamp, bytesOf(record.key), bytesOf(record.value));
    }
    builder.setLastOffsetDelta(span - 1);
    return append(std::move(builder), span);
}

std::int64_t SegmentWriter::end(Transaction transaction, bool commit, std::int64_t timestamp)
{
    auto how = options(transaction, 0);
    how.baseSequence = -1;
    how.attributes = static_cast<std::int16_t>(how.attributes | wire::BatchHeader::controlBit);
    wire::RecordBatchBuilder builder(how);
    // Key: version, type (0 aborts, 1 commits); value: version, the coordinator's epoch.
    const std::array<std::byte, 4> key{std::byte{0}, std::byte{0}, std::byte{0},
                                       commit ? std::byte{1} : std::byte{0}};
    const std::array<std::byte, 6> value{};
    builder.add(timestamp, BytesView(key), BytesView(value));
    return append(std::move(builder), 1);
}

void SegmentWriter::install(const std::filesystem::path& dataFolder, const std::string& topic,
                            std::int32_t partition) const
{
    const auto folder = folderOf(dataFolder, topic, partition);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto extension = entry.path().extension();
        if (extension == ".log" || extension == ".index" || extension == ".timeindex"
            || extension == ".txnindex" || extension == ".snapshot") {
            std::filesystem::remove(entry.path());
        }
    }
    std::ofstream out(folder / segmentName, std::ios::binary);
    out.write(reinterpret_cast<const char*>(m_file.data()),
              static_cast<std::streamsize>(m_file.size()));
    for (const char* name : {".kafka_cleanshutdown", "recovery-point-offset-checkpoint",
                             "log-start-offset-checkpoint", "replication-offset-checkpoint"}) {
        std::filesystem::remove(dataFolder / name);
    }
}

void SegmentWriter::damage(const std::filesystem::path& dataFolder, const std::string& topic,
                           std::int32_t partition, std::size_t position)
{
    std::fstream file(folderOf(dataFolder, topic, partition) / segmentName,
                      std::ios::binary | std::ios::in | std::ios::out);
    const auto at = static_cast<std::streamoff>(position);
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 1));
}

} // namespace ottla::test
