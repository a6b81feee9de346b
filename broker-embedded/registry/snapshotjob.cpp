// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/snapshotjob.h"

#include "registry/snapshotfile.h"

#include <spdlog/spdlog.h>
#include <utility>

namespace ottla::registry {

namespace {
/// A step must not keep requests waiting.
constexpr std::size_t nodesPerStep = 2000;
/// Bytes that may wait for the disk.
constexpr std::size_t maxWaiting = 4U << 20U;
} // namespace

SnapshotJob::SnapshotJob(FileSystem& files, std::filesystem::path folder, Database& database,
                         std::size_t retain, std::function<void()> wanted)
    : m_writer(database)
    , m_wanted(std::move(wanted))
    , m_thread([this, &files, folder = std::move(folder), retain] { run(files, folder, retain); })
{ }

SnapshotJob::~SnapshotJob()
{
    {
        const std::lock_guard lock(m_mutex);
        m_given = !m_complete;
    }
    m_changed.notify_one();
    m_thread.join();
}

bool SnapshotJob::step()
{
    if (m_walked) {
        return false;
    }
    {
        const std::lock_guard lock(m_mutex);
        if (m_bytes.size() > maxWaiting) {
            return false;
        }
    }
    m_walked = !m_writer.step(nodesPerStep);
    std::string bytes = m_writer.takeBytes();
    {
        const std::lock_guard lock(m_mutex);
        m_bytes += bytes;
        m_complete = m_walked;
    }
    m_changed.notify_one();
    return !m_walked;
}

void SnapshotJob::run(FileSystem& files, const std::filesystem::path& folder, std::size_t retain)
{
    if (const auto written = write(files, folder, retain); !written) {
        // The log still has everything: the next snapshot may fare better.
        spdlog::error("the snapshot failed: {}", written.error().describe());
        if (const auto purged = purge(files, folder, retain); !purged) { // of what was half made
            spdlog::error("{}", purged.error().describe());
        }
    }
    m_ended = true;
    m_wanted();
}

Result<void> SnapshotJob::write(FileSystem& files, const std::filesystem::path& folder,
                                std::size_t retain)
{
    auto file = SnapshotFile::create(files, folder, m_writer.zxid());
    while (file) {
        std::string bytes;
        bool complete = false;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return !m_bytes.empty() || m_complete || m_given; });
            if (m_given) {
                return {};
            }
            bytes = std::exchange(m_bytes, {});
            complete = m_complete;
        }
        if (auto written = (*file)->append(bytes); !written) {
            return written;
        }
        if (complete) {
            return (*file)->finish(retain);
        }
        m_wanted();
    }
    return file.error();
}

} // namespace ottla::registry
