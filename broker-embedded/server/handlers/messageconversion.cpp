// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/messageconversion.h"

#include "wire/messageset.h"

namespace ottla::server {

bool isMessageSet(BytesView records)
{
    return records.size() > wire::magicPosition
        && std::to_integer<int>(records[wire::magicPosition]) < 2;
}

std::int8_t messageFormatOf(std::int16_t fetchVersion)
{
    constexpr std::int16_t firstWithFormatV1 = 2;
    constexpr std::int16_t firstWithFormatV2 = 4;
    if (fetchVersion >= firstWithFormatV2) {
        return 2;
    }
    return fetchVersion >= firstWithFormatV1 ? 1 : 0;
}

Result<Bytes> readAsMessageSet(const std::vector<FileRegion>& regions, std::int8_t magic,
                               Offset from)
{
    Bytes batches;
    for (const FileRegion& region : regions) {
        const std::size_t at = batches.size();
        batches.resize(at + region.size);
        const auto read = region.file->read(region.position, std::span(batches).subspan(at));
        if (!read) {
            return read.error();
        }
        if (*read != region.size) {
            return Error{Errc::Io, "A segment ends before its batches do"};
        }
    }
    return wire::toMessageSet(batches, magic, from);
}

} // namespace ottla::server
