// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/sessiontracker.h"

namespace ottla::registry {

SessionTracker::SessionTracker(std::chrono::milliseconds tick)
    : m_tick(tick)
{ }

std::int64_t SessionTracker::roundUp(Clock::TimePoint time) const
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return ms / m_tick + 1;
}

void SessionTracker::add(std::int64_t session, std::chrono::milliseconds timeout,
                         Clock::TimePoint now)
{
    const std::int64_t end = roundUp(now + timeout);
    m_ends[session] = end;
    m_looks[end].push_back(session);
}

void SessionTracker::remove(std::int64_t session)
{
    m_ends.erase(session);
}

bool SessionTracker::touch(std::int64_t session, std::chrono::milliseconds timeout,
                           Clock::TimePoint now)
{
    const auto it = m_ends.find(session);
    if (it == m_ends.end()) {
        return false;
    }
    const std::int64_t end = roundUp(now + timeout);
    if (end > it->second) {
        it->second = end;
    }
    return true;
}

std::vector<std::int64_t> SessionTracker::expired(Clock::TimePoint now)
{
    const std::int64_t tick = roundUp(now) - 1;
    std::vector<std::int64_t> ended;
    while (!m_looks.empty() && m_looks.begin()->first <= tick) {
        const auto sessions = std::move(m_looks.begin()->second);
        m_looks.erase(m_looks.begin());
        for (const std::int64_t session : sessions) {
            const auto it = m_ends.find(session);
            if (it == m_ends.end()) {
                continue; // it was closed
            }
            if (it->second <= tick) {
                ended.push_back(session);
            } else {
                m_looks[it->second].push_back(session);
            }
        }
    }
    return ended;
}

std::optional<Clock::TimePoint> SessionTracker::nextLook() const
{
    if (m_ends.empty() || m_looks.empty()) {
        return std::nullopt;
    }
    return Clock::TimePoint(m_tick * m_looks.begin()->first);
}

std::map<Clock::TimePoint, std::vector<std::int64_t>> SessionTracker::byEnd() const
{
    std::map<Clock::TimePoint, std::vector<std::int64_t>> ends;
    for (const auto& [session, end] : m_ends) {
        ends[Clock::TimePoint(m_tick * end)].push_back(session);
    }
    return ends;
}

} // namespace ottla::registry
