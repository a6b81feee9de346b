// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace ottla {

/// Pieces of memory of one size, which are used again: a piece that the system gives costs it more
/// than the messages that are put there. From any thread.
class ChunkMemory
{
public:
    /// In bytes.
    explicit ChunkMemory(std::size_t pieceSize);
    ChunkMemory(const ChunkMemory&) = delete;
    ChunkMemory& operator=(const ChunkMemory&) = delete;
    /// All pieces must be back.
    ~ChunkMemory();

    /// Not initialised; `size` may be more than a piece, which is then not kept. Throws
    /// std::bad_alloc.
    [[nodiscard]] char* take(std::size_t size);
    void giveBack(char* memory, std::size_t size);

private:
    const std::size_t m_pieceSize;
    std::mutex m_mutex;
    std::vector<char*> m_spare; // guarded by m_mutex
};

} // namespace ottla
