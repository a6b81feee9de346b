// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/batchvalidator.h"

#include <algorithm>

namespace ottla::log {

using wire::BatchHeader;
using wire::ErrorCode;
using wire::RecordBatchView;

namespace {

Validation refuse(ErrorCode error, std::string message)
{
    return {error, std::move(message)};
}

bool timestampAllowed(std::int64_t timestampMs, std::int64_t nowMs, const LogConfig& config)
{
    if (timestampMs < 0) {
        return timestampMs == -1; // none
    }
    return timestampMs < nowMs ? nowMs - timestampMs <= config.timestampBeforeMaxMs
                               : timestampMs - nowMs <= config.timestampAfterMaxMs;
}

/// What the header alone tells of a client's batch.
Validation checkClientHeader(const BatchHeader& header, const LogConfig& config)
{
    if (header.control()) {
        return refuse(ErrorCode::InvalidRecord, "Clients may not write control records");
    }
    if (header.transactional()) {
        return refuse(ErrorCode::InvalidTxnState, "This broker does not do transactions");
    }
    if (header.baseOffset.value != 0) {
        return refuse(ErrorCode::InvalidRecord,
                      "A producer's batch must have base offset 0, not "
                          + std::to_string(header.baseOffset.value));
    }
    if (header.hasProducer() && (header.producerEpoch < 0 || header.baseSequence < 0)) {
        return refuse(ErrorCode::InvalidRecord,
                      "A batch with a producer id needs an epoch and a sequence number");
    }
    if (header.stampedOnAppend()) {
        return refuse(ErrorCode::InvalidTimestamp,
                      "A producer may not set the timestamp type LogAppendTime");
    }
    if (header.totalBytes() > config.maxMessageBytes) {
        return refuse(ErrorCode::MessageTooLarge,
                      "The batch has " + std::to_string(header.totalBytes())
                          + " bytes; max.message.bytes is "
                          + std::to_string(config.maxMessageBytes));
    }
    return {};
}

/// Walks the records; tells the greatest timestamp through `maxTimestampMs`.
Validation checkRecords(const RecordBatchView& batch, const LogConfig& config, std::int64_t nowMs,
                        std::int64_t& maxTimestampMs)
{
    auto reader = wire::RecordReader::open(batch);
    if (!reader) {
        if (reader.error().code == Errc::TooLarge) {
            return refuse(ErrorCode::MessageTooLarge, reader.error().message);
        }
        return refuse(batch.header().codec() ? ErrorCode::CorruptMessage
                                             : ErrorCode::UnsupportedCompressionType,
                      reader.error().message);
    }
    const bool createTime = config.timestampType == TimestampType::CreateTime;
    std::int32_t expected = 0;
    while (true) {
        auto next = reader->next();
        if (!next) {
            return refuse(ErrorCode::InvalidRecord, next.error().message);
        }
        if (!*next) {
            return {};
        }
        const wire::RecordView& record = **next;
        if (record.offsetDelta != expected++) {
            return refuse(ErrorCode::InvalidRecord,
                          "Record " + std::to_string(expected - 1) + " has offset delta "
                              + std::to_string(record.offsetDelta));
        }
        if (config.cleanupCompact && !record.key && !batch.header().control()) {
            return refuse(ErrorCode::InvalidRecord,
                          "A compacted topic needs a key in every record");
        }
        if (createTime && !timestampAllowed(record.timestampMs, nowMs, config)) {
            return refuse(ErrorCode::InvalidTimestamp,
                          "The timestamp " + std::to_string(record.timestampMs)
                              + " is outside of what the topic allows");
        }
        maxTimestampMs = std::max(maxTimestampMs, record.timestampMs);
    }
}

Validation checkBatch(const RecordBatchView& batch, const LogConfig& config, bool fromClient,
                      std::int64_t nowMs, ValidBatch& valid)
{
    const BatchHeader& header = batch.header();
    if (!batch.checksumMatches()) {
        return refuse(ErrorCode::CorruptMessage, "The batch's checksum does not match");
    }
    if (header.recordCount <= 0 || header.lastOffsetDelta != header.recordCount - 1) {
        return refuse(ErrorCode::InvalidRecord,
                      "The batch has " + std::to_string(header.recordCount)
                          + " records and a last offset delta of "
                          + std::to_string(header.lastOffsetDelta));
    }
    if (fromClient) {
        if (auto checked = checkClientHeader(header, config); checked.error != ErrorCode::None) {
            return checked;
        }
    }
    if (header.totalBytes() > config.segmentBytes) {
        return refuse(ErrorCode::RecordListTooLarge, "The batch is larger than a segment");
    }
    valid.header = header;
    // The records' offsets count from the log's end, not from what the sender wrote.
    std::int64_t maxTimestampMs = -1;
    if (auto checked = checkRecords(batch, config, nowMs, maxTimestampMs);
        checked.error != ErrorCode::None) {
        return checked;
    }
    if (config.timestampType == TimestampType::LogAppendTime) {
        valid.header.attributes =
            static_cast<std::int16_t>(header.attributes | BatchHeader::appendTimeBit);
        valid.header.maxTimestampMs = nowMs;
        valid.changed = true;
    } else if (header.maxTimestampMs != maxTimestampMs) {
        valid.header.maxTimestampMs = maxTimestampMs;
        valid.changed = true;
    }
    return {};
}

} // namespace

Validation validateBatches(BytesView records, const LogConfig& config, bool fromClient,
                           std::int64_t nowMs)
{
    if (records.empty()) {
        return refuse(ErrorCode::InvalidRecord, "There is no record batch to append");
    }
    Validation result;
    for (std::size_t position = 0; position < records.size();) {
        auto batch = RecordBatchView::parse(records.subspan(position));
        if (!batch) {
            return refuse(batch.error().code == Errc::Unsupported
                              ? ErrorCode::UnsupportedForMessageFormat
                              : ErrorCode::CorruptMessage,
                          batch.error().message);
        }
        if (fromClient && !result.batches.empty()) {
            return refuse(ErrorCode::InvalidRecord,
                          "A produce request holds exactly one batch for a partition");
        }
        ValidBatch valid;
        valid.position = position;
        if (auto checked = checkBatch(*batch, config, fromClient, nowMs, valid);
            checked.error != ErrorCode::None) {
            return checked;
        }
        result.batches.push_back(valid);
        position += batch->bytes().size();
    }
    return result;
}

} // namespace ottla::log
