// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace ottla {

class MessageChunk;
class SpillFile;

/// Writes chunks to a file one after the other, on a thread of its own that has the priority of the
/// one that made it. All else is for one thread.
class ChunkSpiller
{
public:
    using Written = Result<std::shared_ptr<const MessageChunk>>;

    explicit ChunkSpiller(std::shared_ptr<SpillFile> file);
    ChunkSpiller(const ChunkSpiller&) = delete;
    ChunkSpiller& operator=(const ChunkSpiller&) = delete;
    /// What is not being written yet is not written any more.
    ~ChunkSpiller();

    /// The chunk may not grow any more.
    void spill(std::shared_ptr<const MessageChunk> chunk);
    /// Whether take() would not wait.
    [[nodiscard]] bool ready();
    /// The mapped chunk in place of the oldest that was given and not taken back, of which there
    /// must be one. Fails as SpillFile::write() does; then the given one is the only one.
    [[nodiscard]] Written take();

private:
    void run();

    const std::shared_ptr<SpillFile> m_file;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<const MessageChunk>> m_given; // guarded by m_mutex, as what follows
    std::deque<Written> m_written;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace ottla
