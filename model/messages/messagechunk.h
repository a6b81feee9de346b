// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ottla {

class SpillFile;

/// A piece of memory full of message frames: on the heap while it grows, or mapped from a file.
class MessageChunk
{
public:
    /// On the heap.
    explicit MessageChunk(std::size_t capacity);
    /// Takes over a mapping of `size` bytes of a file, from `position` on.
    MessageChunk(void* mapping, std::size_t size, std::shared_ptr<SpillFile> file,
                 std::uint64_t position);
    MessageChunk(const MessageChunk&) = delete;
    MessageChunk& operator=(const MessageChunk&) = delete;
    ~MessageChunk();

    [[nodiscard]] const char* data() const { return m_heap ? m_heap.get() : m_mapping; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] std::size_t room() const { return m_capacity - m_size; }
    /// The place of the next `count` bytes; there must be room.
    [[nodiscard]] char* grow(std::size_t count);

private:
    std::unique_ptr<char[]> m_heap; // NOLINT(*-avoid-c-arrays): left uninitialised on purpose
    const char* m_mapping = nullptr;
    std::shared_ptr<SpillFile> m_file;
    std::uint64_t m_position = 0;
    std::size_t m_capacity;
    std::size_t m_size = 0;
};

} // namespace ottla
