// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/maintenance.h"

#include <algorithm>

namespace ottla::server {

Maintenance::Maintenance(std::vector<Task> tasks)
{
    const auto now = std::chrono::steady_clock::now();
    for (Task& task : tasks) {
        const auto first = now + task.interval;
        m_due.push_back({std::move(task), first});
    }
    m_thread = std::thread([this] { work(); });
}

Maintenance::~Maintenance()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Maintenance::work()
{
    if (m_due.empty()) {
        return;
    }
    while (true) {
        const auto next =
            std::min_element(m_due.begin(), m_due.end(), [](const Due& left, const Due& right) {
                return left.when < right.when;
            });
        {
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_until(lock, next->when, [this] { return m_stopping; })) {
                return;
            }
        }
        next->task.run();
        next->when = std::chrono::steady_clock::now() + next->task.interval;
    }
}

} // namespace ottla::server
