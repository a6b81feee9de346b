// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/logformat.h"

#include "base/crc32c.h"

#include <cassert>

namespace ottla::registry {

namespace {

constexpr std::int32_t formatVersion = 1;

template <typename T>
void append(std::string& out, T value)
{
    const std::size_t at = out.size();
    out.resize(at + sizeof(T));
    storeBigEndian(reinterpret_cast<std::byte*>(out.data()) + at, value);
}

} // namespace

void appendFileHeader(std::string& out, std::string_view magic, std::int64_t zxid)
{
    const std::size_t at = out.size();
    out += magic;
    append(out, formatVersion);
    append(out, zxid);
    append(out, crc32c(asBytes(out).subspan(at)));
    assert(out.size() - at == fileHeaderSize);
}

std::optional<std::int64_t> parseFileHeader(BytesView bytes, std::string_view magic)
{
    if (bytes.size() < fileHeaderSize || asText(bytes.first(magic.size())) != magic
        || loadBigEndian<std::int32_t>(&bytes[8]) != formatVersion
        || loadBigEndian<std::uint32_t>(&bytes[20]) != crc32c(bytes.first(20))) {
        return std::nullopt;
    }
    return loadBigEndian<std::int64_t>(&bytes[12]);
}

void appendRecord(std::string& out, std::uint64_t batchStart, std::string_view payload)
{
    const std::size_t at = out.size();
    append(out, static_cast<std::uint32_t>(payload.size()));
    append(out, std::uint32_t{0});
    append(out, batchStart);
    out += payload;
    storeBigEndian(reinterpret_cast<std::byte*>(out.data()) + at + 4,
                   crc32c(asBytes(out).subspan(at + 8)));
}

std::uint64_t batchStartOf(BytesView bytes)
{
    return loadBigEndian<std::uint64_t>(&bytes[8]);
}

std::optional<StoredRecord> parseRecord(BytesView bytes)
{
    if (bytes.size() < recordOverhead) {
        return std::nullopt;
    }
    const auto length = loadBigEndian<std::uint32_t>(bytes.data());
    if (length == 0 || length > maxRecordBytes || length > bytes.size() - recordOverhead) {
        return std::nullopt;
    }
    const BytesView checked = bytes.subspan(8, 8 + length);
    if (loadBigEndian<std::uint32_t>(&bytes[4]) != crc32c(checked)) {
        return std::nullopt;
    }
    return StoredRecord{batchStartOf(bytes), checked.subspan(8)};
}

} // namespace ottla::registry
