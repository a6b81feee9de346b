// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <span>

namespace ottla::net {

/// Cuts a stream into frames: a 4-byte big-endian length, then that many bytes. What is allocated
/// follows what has arrived, never the length that the other side names. One thread.
class FrameReader
{
public:
    explicit FrameReader(std::uint32_t maxFrameBytes)
        : m_maxFrameBytes(maxFrameBytes)
    { }

    /// Where to put the next bytes; never empty.
    [[nodiscard]] std::span<std::byte> space();
    /// Tells that `count` bytes were put into space().
    void arrived(std::size_t count);
    /// The next complete frame without its length; null when more bytes are needed.
    /// Errc::TooLarge or Errc::Malformed for an impossible length: the stream is lost.
    [[nodiscard]] Result<std::shared_ptr<Bytes>> next();

private:
    [[nodiscard]] std::size_t buffered() const { return m_end - m_begin; }

    const std::uint32_t m_maxFrameBytes;
    Bytes m_buffer; ///< Small frames, and the beginnings of large ones: [m_begin, m_end).
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::shared_ptr<Bytes> m_large; ///< A frame that does not fit m_buffer, being filled.
    std::size_t m_largeFilled = 0;
    std::size_t m_largeSize = 0;
};

} // namespace ottla::net
