// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/chunkmemory.h"

#include <sys/mman.h>

#include <new>

namespace ottla {

ChunkMemory::ChunkMemory(std::size_t pieceSize)
    : m_pieceSize(pieceSize)
{ }

ChunkMemory::~ChunkMemory()
{
    for (char* piece : m_spare) {
        munmap(piece, m_pieceSize);
    }
}

char* ChunkMemory::take(std::size_t size)
{
    if (size == m_pieceSize) {
        const std::lock_guard lock(m_mutex);
        if (!m_spare.empty()) {
            char* piece = m_spare.back();
            m_spare.pop_back();
            return piece;
        }
    }
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
#ifdef MADV_HUGEPAGE
    madvise(memory, size, MADV_HUGEPAGE);
#endif
    return static_cast<char*>(memory);
}

void ChunkMemory::giveBack(char* memory, std::size_t size)
{
    if (size != m_pieceSize) {
        munmap(memory, size);
        return;
    }
    const std::lock_guard lock(m_mutex);
    m_spare.push_back(memory);
}

} // namespace ottla
