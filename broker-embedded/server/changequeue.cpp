// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/changequeue.h"

namespace ottla::server {

ChangeQueue::ChangeQueue(Follow follow)
    : m_follow(std::move(follow))
    , m_thread([this] { work(); })
{ }

ChangeQueue::~ChangeQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void ChangeQueue::add(const std::vector<std::string>& topics)
{
    {
        const std::lock_guard lock(m_mutex);
        m_topics.insert(topics.begin(), topics.end());
    }
    m_wake.notify_one();
}

void ChangeQueue::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_topics.empty(); });
        if (m_stopping) {
            return;
        }
        const std::string topic = *m_topics.begin();
        m_topics.erase(m_topics.begin());
        lock.unlock();
        m_follow(topic);
        lock.lock();
    }
}

} // namespace ottla::server
