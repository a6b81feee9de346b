// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/chunkspiller.h"

#include "model/messages/messagechunk.h"
#include "model/messages/spillfile.h"

#include <utility>

namespace ottla {

namespace {

constexpr std::size_t few = 4; // chunks that wait

} // namespace

ChunkSpiller::ChunkSpiller(std::shared_ptr<SpillFile> file)
    : m_file(std::move(file))
    , m_thread([this] { run(); })
{ }

ChunkSpiller::~ChunkSpiller()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void ChunkSpiller::spill(std::shared_ptr<const MessageChunk> chunk)
{
    {
        const std::lock_guard lock(m_mutex);
        m_given.push_back(std::move(chunk));
    }
    m_changed.notify_all();
}

bool ChunkSpiller::ready()
{
    const std::lock_guard lock(m_mutex);
    return !m_written.empty();
}

ChunkSpiller::Written ChunkSpiller::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_written.empty(); });
    Written oldest = std::move(m_written.front());
    m_written.pop_front();
    return oldest;
}

void ChunkSpiller::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ending || !m_given.empty(); });
        if (m_ending) {
            return;
        }
        const std::shared_ptr<const MessageChunk> chunk = std::move(m_given.front());
        m_given.pop_front();
        // A disk that is slower than what comes is left to the system.
        const auto way =
            m_given.size() < few ? SpillFile::Through::Directly : SpillFile::Through::PageCache;
        lock.unlock();
        Written written = m_file->write(*chunk, way);
        lock.lock();
        m_written.push_back(std::move(written));
        m_changed.notify_all();
    }
}

} // namespace ottla
