// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ottla::server {

/// Repeats tasks that may touch the disk for long, one after another, on a thread of its own.
class Maintenance
{
public:
    struct Task
    {
        std::chrono::milliseconds interval;
        std::function<void()> run;
    };

    explicit Maintenance(std::vector<Task> tasks);
    /// Waits for the task that runs.
    ~Maintenance();
    Maintenance(const Maintenance&) = delete;
    Maintenance& operator=(const Maintenance&) = delete;

private:
    struct Due
    {
        Task task;
        std::chrono::steady_clock::time_point when;
    };

    void work();

    std::vector<Due> m_due; ///< Of the thread alone.
    std::mutex m_mutex; ///< Guards m_stopping.
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace ottla::server
