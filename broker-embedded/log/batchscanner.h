// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "wire/recordbatch.h"

#include <optional>

namespace ottla::log {

/// Walks the batches of a segment's file, reading it in chunks. For one thread.
class BatchScanner
{
public:
    struct Found
    {
        std::uint64_t position = 0;
        wire::BatchHeader header;

        [[nodiscard]] std::uint64_t end() const { return position + header.totalBytes(); }
    };

    static constexpr std::size_t smallChunk = 8U << 10U; ///< To look at a few headers.
    static constexpr std::size_t largeChunk = 1U << 20U; ///< To read a file through.

    /// From `position`, which must be where a batch begins, to `end`.
    BatchScanner(const File& file, std::uint64_t position, std::uint64_t end,
                 std::size_t chunkBytes = smallChunk);

    /// The next batch's header; none exactly at the end. Errc::Corrupt, with file and position,
    /// when no batch v2 begins there or it does not end within bounds. Looks at the header only.
    [[nodiscard]] Result<std::optional<Found>> next();
    /// The whole of the batch that next() found last; a view until the next call.
    [[nodiscard]] Result<BytesView> bytes();
    /// Where the next batch begins: the end of what was found sound.
    [[nodiscard]] std::uint64_t position() const { return m_position; }

private:
    /// Makes `count` bytes from `position` readable at the returned view; fewer at the file's end.
    [[nodiscard]] Result<BytesView> load(std::uint64_t position, std::size_t count);

    const File& m_file;
    std::uint64_t m_position;
    std::uint64_t m_end;
    std::size_t m_chunkBytes;
    std::optional<Found> m_found;
    Bytes m_buffer;
    std::uint64_t m_bufferAt = 0;
};

/// "file:position", for Error::context.
[[nodiscard]] std::string placeIn(const File& file, std::uint64_t position);

} // namespace ottla::log
