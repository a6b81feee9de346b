// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ottla::registry {

/// Log file: header, then records. Record: length of the payload (4 bytes), CRC-32C of all that
/// follows (4), position of the batch's first record in the file (8), payload.
constexpr std::size_t recordOverhead = 16;
/// Log header and snapshot header: 8 letters, version (4), zxid (8), CRC-32C of these (4).
constexpr std::size_t fileHeaderSize = 24;
constexpr std::string_view logMagic = "OTTLATXN";
constexpr std::string_view snapshotMagic = "OTTLASNP";
/// No record is larger: a request has at most jute.maxbuffer bytes.
constexpr std::uint32_t maxRecordBytes = 1U << 30U;

void appendFileHeader(std::string& out, std::string_view magic, std::int64_t zxid);
/// The zxid in a header; nothing when it is not one, or damaged.
[[nodiscard]] std::optional<std::int64_t> parseFileHeader(BytesView bytes, std::string_view magic);

void appendRecord(std::string& out, std::uint64_t batchStart, std::string_view payload);

struct StoredRecord
{
    std::uint64_t batchStart = 0;
    BytesView payload;
};
/// Where the batch of the record begins that `bytes` begin with, if they do; they are
/// recordOverhead at least.
[[nodiscard]] std::uint64_t batchStartOf(BytesView bytes);
/// The record that `bytes` begin with; nothing when it is cut short or damaged.
[[nodiscard]] std::optional<StoredRecord> parseRecord(BytesView bytes);

} // namespace ottla::registry
