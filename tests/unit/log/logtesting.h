// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/log.h"
#include "wire/recordbatchbuilder.h"

#include <string>
#include <vector>

namespace ottla::test {

/// A record as a consumer sees it.
struct SeenRecord
{
    std::int64_t offset = -1;
    std::string value;

    friend bool operator==(const SeenRecord&, const SeenRecord&) = default;
};

struct BatchSpec
{
    std::vector<std::string> values = {"value"};
    std::int64_t timestampMs = 1'700'000'000'000;
    wire::Codec codec = wire::Codec::None;
    std::int64_t producerId = -1;
    std::int16_t epoch = -1;
    std::int32_t sequence = -1;
    std::int16_t attributes = 0;
    bool withKeys = true;
};

inline Bytes makeBatch(const BatchSpec& spec)
{
    wire::RecordBatchBuilder builder({.codec = spec.codec,
                                      .producerId = ProducerId{spec.producerId},
                                      .producerEpoch = spec.epoch,
                                      .baseSequence = spec.sequence,
                                      .attributes = spec.attributes});
    for (const std::string& value : spec.values) {
        builder.add(spec.timestampMs, spec.withKeys ? std::optional(asBytes("key")) : std::nullopt,
                    asBytes(value));
    }
    return std::move(std::move(builder).build().value());
}

inline log::AppendResult append(log::Log& log, const BatchSpec& spec, std::int32_t epoch = 0)
{
    Bytes bytes = makeBatch(spec);
    return log.append(bytes, {.leaderEpoch = LeaderEpoch{epoch}});
}

/// The bytes of what a read gave.
inline Bytes contentOf(const log::ReadResult& read)
{
    Bytes all;
    for (const FileRegion& region : read.regions) {
        Bytes part(region.size);
        const auto got = region.file->read(region.position, part);
        part.resize(got.value());
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

/// The records of whole batches; an error when any is torn, damaged or out of order.
inline Result<std::vector<SeenRecord>> parseRecords(BytesView bytes, std::int64_t expected)
{
    std::vector<SeenRecord> records;
    while (!bytes.empty()) {
        auto batch = wire::RecordBatchView::parse(bytes);
        if (!batch) {
            return batch.error();
        }
        if (!batch->checksumMatches()) {
            return Error{Errc::Corrupt, "A batch was served whose checksum does not match"};
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
                break;
            }
            if ((*record)->offset.value != expected) {
                return Error{Errc::Corrupt,
                             "Offset " + std::to_string((*record)->offset.value) + " follows "
                                 + std::to_string(expected - 1)};
            }
            ++expected;
            records.push_back(
                {(*record)->offset.value, std::string(asText((*record)->value.value()))});
        }
        bytes = bytes.subspan(batch->bytes().size());
    }
    return records;
}

/// Everything from the batch with `from` on, read in steps of `maxBytes`.
inline Result<std::vector<SeenRecord>> readAll(log::Log& log, Offset from,
                                               std::uint64_t maxBytes = 1U << 20U)
{
    std::vector<SeenRecord> all;
    Offset next = from;
    while (next < log.endOffset()) {
        auto read = log.read(next, maxBytes, log.endOffset(), true);
        if (!read) {
            return read.error();
        }
        const Bytes bytes = contentOf(*read);
        if (bytes.empty()) {
            return Error{Errc::InvalidState,
                         "Nothing comes at offset " + std::to_string(next.value)};
        }
        // The first batch may begin before the offset that was asked for.
        auto records = parseRecords(
            bytes, all.empty() ? loadBigEndian<std::int64_t>(bytes.data()) : next.value);
        if (!records) {
            return records;
        }
        all.insert(all.end(), records->begin(), records->end());
        next = Offset{all.back().offset + 1};
    }
    return all;
}

} // namespace ottla::test
