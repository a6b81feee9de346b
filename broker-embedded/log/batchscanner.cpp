// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/batchscanner.h"

#include <algorithm>

namespace ottla::log {

using wire::BatchHeader;

std::string placeIn(const File& file, std::uint64_t position)
{
    return file.path().string() + ":" + std::to_string(position);
}

BatchScanner::BatchScanner(const File& file, std::uint64_t position, std::uint64_t end,
                           std::size_t chunkBytes)
    : m_file(file)
    , m_position(position)
    , m_end(end)
    , m_chunkBytes(chunkBytes)
{ }

Result<BytesView> BatchScanner::load(std::uint64_t position, std::size_t count)
{
    if (position < m_bufferAt || position + count > m_bufferAt + m_buffer.size()) {
        const std::uint64_t rest = m_end > position ? m_end - position : 0;
        m_buffer.resize(std::min<std::uint64_t>(std::max(count, m_chunkBytes), rest));
        m_bufferAt = position;
        auto got = m_file.read(position, m_buffer);
        if (!got) {
            m_buffer.clear();
            return got.error();
        }
        m_buffer.resize(*got);
    }
    const auto from = static_cast<std::size_t>(position - m_bufferAt);
    return BytesView(m_buffer).subspan(from, std::min(count, m_buffer.size() - from));
}

Result<std::optional<BatchScanner::Found>> BatchScanner::next()
{
    m_found.reset();
    if (m_position >= m_end) {
        return std::optional<Found>{};
    }
    auto front = load(m_position, BatchHeader::size);
    if (!front) {
        return front.error();
    }
    if (front->size() < BatchHeader::size) {
        return Error{Errc::Corrupt, "A record batch is cut short in its header",
                     placeIn(m_file, m_position)};
    }
    Found found{m_position, BatchHeader::load(front->first<BatchHeader::size>())};
    const BatchHeader& header = found.header;
    const bool sound = header.magic == 2
        && header.length >= static_cast<std::int32_t>(BatchHeader::size - BatchHeader::overhead)
        && header.baseOffset.value >= 0 && header.lastOffsetDelta >= 0
        && header.baseOffset.value
            <= std::numeric_limits<std::int64_t>::max() - header.lastOffsetDelta - 1;
    if (!sound) {
        return Error{Errc::Corrupt, "There is no record batch where one should begin",
                     placeIn(m_file, m_position)};
    }
    if (found.end() > m_end) {
        return Error{Errc::Corrupt, "A record batch is cut short", placeIn(m_file, m_position)};
    }
    m_position = found.end();
    m_found = found;
    return m_found;
}

Result<BytesView> BatchScanner::bytes()
{
    if (!m_found) {
        return Error{Errc::InvalidState, "No batch was found"};
    }
    auto whole = load(m_found->position, static_cast<std::size_t>(m_found->header.totalBytes()));
    if (whole && whole->size() < m_found->header.totalBytes()) {
        return Error{Errc::Corrupt, "A record batch is cut short",
                     placeIn(m_file, m_found->position)};
    }
    return whole;
}

} // namespace ottla::log
