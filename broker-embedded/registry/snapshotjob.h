// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/snapshotwriter.h"

#include "base/file.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

namespace ottla::registry {

/// A snapshot being taken beside the requests: the owner's thread walks the tree a little at a
/// time, a thread of this object writes the file. Owner's thread, but for what is said.
class SnapshotJob
{
public:
    /// `wanted` is called in the job's thread when more can be written, or it has ended.
    SnapshotJob(FileSystem& files, std::filesystem::path folder, Database& database,
                std::size_t retain, std::function<void()> wanted);
    /// Gives it up when it is not done; its file never gets its name then.
    ~SnapshotJob();
    SnapshotJob(const SnapshotJob&) = delete;
    SnapshotJob& operator=(const SnapshotJob&) = delete;

    /// Walks on, unless the disk is behind. True when there may be more to do at once.
    bool step();
    /// The file is there, or has failed (which is logged).
    [[nodiscard]] bool ended() const { return m_ended; }

private:
    void run(FileSystem& files, const std::filesystem::path& folder, std::size_t retain);
    [[nodiscard]] Result<void> write(FileSystem& files, const std::filesystem::path& folder,
                                     std::size_t retain);

    SnapshotWriter m_writer;
    bool m_walked = false;
    const std::function<void()> m_wanted;
    std::atomic<bool> m_ended = false;

    std::mutex m_mutex; ///< Guards what follows.
    std::string m_bytes; ///< To be written.
    bool m_complete = false; ///< Nothing is added to them any more.
    bool m_given = false; ///< Up.
    std::condition_variable m_changed;
    std::thread m_thread;
};

} // namespace ottla::registry
