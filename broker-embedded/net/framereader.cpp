// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/framereader.h"

#include <algorithm>

namespace ottla::net {

namespace {

constexpr std::size_t lengthBytes = 4;
constexpr std::size_t smallBuffer = 4096; ///< An idle connection holds no more.
constexpr std::size_t firstChunk = 64U << 10U; ///< A large frame's first allocation.

} // namespace

std::span<std::byte> FrameReader::space()
{
    if (m_large) {
        if (m_largeFilled == m_large->size()) {
            // At most doubles what has really come.
            const std::size_t grown = std::max(firstChunk, 2 * m_large->size());
            m_large->resize(std::min(m_largeSize, grown));
        }
        return std::span(*m_large).subspan(m_largeFilled);
    }
    if (m_buffer.empty()) {
        m_buffer.resize(smallBuffer);
    }
    if (m_end == m_buffer.size() && m_begin > 0) {
        std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
                  m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
        m_end -= m_begin;
        m_begin = 0;
    }
    return std::span(m_buffer).subspan(m_end);
}

void FrameReader::arrived(std::size_t count)
{
    (m_large ? m_largeFilled : m_end) += count;
}

Result<std::shared_ptr<Bytes>> FrameReader::next()
{
    if (m_large) {
        if (m_largeFilled < m_largeSize) {
            return std::shared_ptr<Bytes>();
        }
        return std::exchange(m_large, nullptr);
    }
    if (buffered() < lengthBytes) {
        return std::shared_ptr<Bytes>();
    }
    const auto length = loadBigEndian<std::int32_t>(m_buffer.data() + m_begin);
    if (length <= 0) {
        return Error{Errc::Malformed, "request of " + std::to_string(length) + " bytes"};
    }
    const auto size = static_cast<std::size_t>(length);
    if (size > m_maxFrameBytes) {
        return Error{Errc::TooLarge,
                     "request of " + std::to_string(length) + " bytes; at most "
                         + std::to_string(m_maxFrameBytes) + " are taken"};
    }
    const auto body = m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin + lengthBytes);
    const std::size_t present = std::min(size, buffered() - lengthBytes);
    if (present == size) {
        auto frame = std::make_shared<Bytes>(body, body + static_cast<std::ptrdiff_t>(size));
        m_begin += lengthBytes + size;
        if (m_begin == m_end) {
            m_begin = m_end = 0;
        }
        return frame;
    }
    if (lengthBytes + size > smallBuffer) {
        m_large = std::make_shared<Bytes>(body, body + static_cast<std::ptrdiff_t>(present));
        m_largeFilled = present;
        m_largeSize = size;
        m_begin = m_end = 0;
    }
    return std::shared_ptr<Bytes>();
}

} // namespace ottla::net
