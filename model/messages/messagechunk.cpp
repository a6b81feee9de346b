// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagechunk.h"

#include "model/messages/spillfile.h"

#include <sys/mman.h>

#include <utility>

namespace ottla {

MessageChunk::MessageChunk(std::size_t capacity)
    : m_heap(new char[capacity])
    , m_capacity(capacity)
{ }

MessageChunk::MessageChunk(void* mapping, std::size_t size, std::shared_ptr<SpillFile> file,
                           std::uint64_t position)
    : m_mapping(static_cast<const char*>(mapping))
    , m_file(std::move(file))
    , m_position(position)
    , m_capacity(size)
    , m_size(size)
{ }

MessageChunk::~MessageChunk()
{
    if (m_mapping) {
        munmap(const_cast<char*>(m_mapping), m_capacity); // NOLINT: munmap takes no const pointer
        m_file->release(m_position, m_capacity);
    }
}

char* MessageChunk::grow(std::size_t count)
{
    char* place = m_heap.get() + m_size;
    m_size += count;
    return place;
}

} // namespace ottla
