// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace ottla {

class MessageChunk;

/// An unlinked file for chunks that do not fit into memory: whatever becomes of the process,
/// nothing stays behind. Written by one thread; lives as long as a chunk that is mapped from it.
///
/// What is mapped is read a page at a time, for somebody who looks at a few messages; who reads
/// many asks for whole chunks (MessageChunk::fetch()).
class SpillFile : public std::enable_shared_from_this<SpillFile>
{
public:
    enum class Through : std::uint8_t
    {
        PageCache, ///< Returns before the disk has it, as long as the system has memory.
        Directly, ///< Where the file system can: takes no page from others, and no time to copy.
    };

    /// Empty: in the folder for temporary files.
    [[nodiscard]] static Result<std::shared_ptr<SpillFile>>
    open(const std::filesystem::path& folder);
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;
    ~SpillFile();

    /// The chunk's bytes, mapped for reading. NoSpace and Io say where and how much is there.
    [[nodiscard]] Result<std::shared_ptr<const MessageChunk>> write(const MessageChunk& chunk,
                                                                    Through way);
    /// Gives the disk space of an unmapped piece back, where the file system can. From any thread.
    void release(std::uint64_t position, std::uint64_t size) const;

private:
    SpillFile(int file, int direct, std::string path);
    std::size_t writeDirectly(const MessageChunk& chunk, std::uint64_t from);

    const int m_file;
    int m_direct; // the same file past the page cache; negative where that cannot be
    const std::string m_path;
    std::uint64_t m_size = 0; // where the next chunk goes
};

} // namespace ottla
