// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ottla {

class ChunkMemory;
class SpillFile;

/// A piece of memory full of message frames: in memory while it grows, or mapped from a file.
class MessageChunk
{
public:
    /// In memory.
    MessageChunk(std::shared_ptr<ChunkMemory> memory, std::size_t capacity);
    /// Takes over a mapping of `size` bytes of a file, from `position` on.
    MessageChunk(void* mapping, std::size_t size, std::shared_ptr<SpillFile> file,
                 std::uint64_t position);
    MessageChunk(const MessageChunk&) = delete;
    MessageChunk& operator=(const MessageChunk&) = delete;
    ~MessageChunk();

    [[nodiscard]] const char* data() const { return m_data; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] std::size_t room() const { return m_capacity - m_size; }
    /// Asks the system for what is not in memory of it, without waiting for it.
    void fetch() const;
    /// Whether so many bytes from a place in it can be read without waiting for a disk, as far as
    /// the system tells.
    [[nodiscard]] bool isInMemory(const char* from, std::size_t count) const;
    /// Asks the system for what is not in memory of them, without waiting for it.
    void fetch(const char* from, std::size_t count) const;
    /// The place of the next `count` bytes; there must be room.
    [[nodiscard]] char* grow(std::size_t count);

private:
    std::shared_ptr<ChunkMemory> m_memory; // null where it is mapped
    std::shared_ptr<SpillFile> m_file;
    char* m_data; // written only where it is in memory
    std::uint64_t m_position = 0; // in the file
    std::size_t m_capacity;
    std::size_t m_size = 0;
};

} // namespace ottla
