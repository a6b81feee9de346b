// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagechunk.h"

#include "model/messages/chunkmemory.h"
#include "model/messages/spillfile.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ottla {

namespace {

std::size_t pageSize()
{
    static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return size;
}

} // namespace

MessageChunk::MessageChunk(std::shared_ptr<ChunkMemory> memory, std::size_t capacity)
    : m_memory(std::move(memory))
    , m_data(m_memory->take(capacity))
    , m_capacity(capacity)
{ }

MessageChunk::MessageChunk(void* mapping, std::size_t size, std::shared_ptr<SpillFile> file,
                           std::uint64_t position)
    : m_file(std::move(file))
    , m_data(static_cast<char*>(mapping))
    , m_position(position)
    , m_capacity(size)
    , m_size(size)
{ }

MessageChunk::~MessageChunk()
{
    if (m_memory) {
        m_memory->giveBack(m_data, m_capacity);
    } else {
        munmap(m_data, m_capacity);
        m_file->release(m_position, m_capacity);
    }
}

void MessageChunk::fetch() const
{
    fetch(m_data, m_size);
}

void MessageChunk::fetch(const char* from, std::size_t count) const
{
    if (!m_memory) {
        const std::size_t start = static_cast<std::size_t>(from - m_data) / pageSize() * pageSize();
        madvise(m_data + start, static_cast<std::size_t>(from + count - m_data) - start,
                MADV_WILLNEED);
    }
}

bool MessageChunk::isInMemory(const char* from, std::size_t count) const
{
    if (m_memory) {
        return true;
    }
    const std::size_t first = static_cast<std::size_t>(from - m_data) / pageSize();
    const std::size_t end =
        (static_cast<std::size_t>(from + count - m_data) + pageSize() - 1) / pageSize();
    std::vector<unsigned char> pages(end - first);
    const bool told =
        mincore(m_data + first * pageSize(), pages.size() * pageSize(), pages.data()) == 0;
    return !told
        || std::all_of(pages.begin(), pages.end(), [](unsigned char p) { return (p & 1U) != 0; });
}

char* MessageChunk::grow(std::size_t count)
{
    char* place = m_data + m_size;
    m_size += count;
    return place;
}

} // namespace ottla
