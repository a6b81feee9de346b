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
class SpillFile : public std::enable_shared_from_this<SpillFile>
{
public:
    /// Empty: in the folder for temporary files.
    [[nodiscard]] static Result<std::shared_ptr<SpillFile>>
    open(const std::filesystem::path& folder);
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;
    ~SpillFile();

    /// The chunk's bytes, mapped for reading. NoSpace and Io say where and how much is there.
    [[nodiscard]] Result<std::shared_ptr<const MessageChunk>> write(const MessageChunk& chunk);
    /// Gives the disk space of an unmapped piece back, where the file system can. From any thread.
    void release(std::uint64_t position, std::uint64_t size) const;
    /// Everything that was written.
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    SpillFile(int file, std::string path);

    const int m_file;
    const std::string m_path;
    std::uint64_t m_size = 0;
};

} // namespace ottla
