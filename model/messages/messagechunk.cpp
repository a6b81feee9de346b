// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagechunk.h"

#include "model/messages/chunkmemory.h"
#include "model/messages/spillfile.h"

#include <sys/mman.h>

#include <utility>

namespace ottla {

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
    if (!m_memory) {
        madvise(m_data, m_size, MADV_WILLNEED);
    }
}

char* MessageChunk::grow(std::size_t count)
{
    char* place = m_data + m_size;
    m_size += count;
    return place;
}

} // namespace ottla
