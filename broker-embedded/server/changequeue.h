// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace ottla::server {

/// Follows changes of topics on a thread of its own, so that whoever tells of them need not wait
/// for files. A topic that changes often is followed once for all of it.
class ChangeQueue
{
public:
    using Follow = std::function<void(const std::string& topic)>;

    explicit ChangeQueue(Follow follow);
    /// Waits for the topic that is being followed; forgets the others.
    ~ChangeQueue();
    ChangeQueue(const ChangeQueue&) = delete;
    ChangeQueue& operator=(const ChangeQueue&) = delete;

    /// Callable from any thread.
    void add(const std::vector<std::string>& topics);

private:
    void work();

    const Follow m_follow;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_wake;
    std::set<std::string> m_topics;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace ottla::server
