// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What of the loop has to do with time: sessions that end, nodes whose time is over.
#include "registry/registryloop.h"

#include <algorithm>
#include <asio/post.hpp>
#include <future>
#include <spdlog/spdlog.h>

namespace ottla::registry {

using std::chrono::milliseconds;

namespace {

/// Whether a container or a node with a time to live is to go.
bool isOver(const Znode& node, std::int64_t nowMs, milliseconds neverUsed)
{
    if (!node.children.empty()) {
        return false;
    }
    const std::int64_t age = nowMs - node.stat.mtimeMs;
    if (ownerKind(node.stat.ephemeralOwner) == OwnerKind::Ttl) {
        return age > ttlOf(node.stat.ephemeralOwner);
    }
    // A new container is about to get its first child; one that never got any may stay for good.
    return node.stat.childrenMade > 0 || (neverUsed.count() > 0 && age > neverUsed.count());
}

} // namespace

void RegistryServer::Loop::lookAtTime()
{
    const auto now = m_clock.now();
    for (const std::int64_t session : m_state->sessions.expired(now)) {
        spdlog::info("session {:#x} has expired", session);
        const auto it = m_state->attached.find(session);
        Client* client = it == m_state->attached.end() ? nullptr : it->second;
        m_processor->endSession(session);
        if (client != nullptr) {
            client->drop();
        }
    }
    dropStrangers(now);
    if (m_nextReap && now >= *m_nextReap) {
        m_nextReap.reset();
        reapTransients();
    }
}

void RegistryServer::Loop::dropStrangers(Clock::TimePoint now)
{
    for (; !m_strangers.empty() && m_strangers.front().until <= now; m_strangers.pop_front()) {
        if (m_strangers.front().isStrange()) {
            m_strangers.front().connection.lock()->drop();
        }
    }
}

void RegistryServer::Loop::reapTransients()
{
    const std::int64_t nowMs = m_clock.wallMs();
    std::vector<Znode*> over;
    for (Znode* node : m_store.database->tree().transients()) {
        if (isOver(*node, nowMs, m_options.config.containerMaxNeverUsed)) {
            over.push_back(node);
        }
    }
    for (Znode* node : over) {
        m_processor->reap(*node);
    }
}

void RegistryServer::Loop::armTimer()
{
    if (m_stopping || m_failure) {
        return;
    }
    if (m_store.database->tree().transients().empty()) {
        m_nextReap.reset();
    } else if (!m_nextReap) {
        m_nextReap = m_clock.now() + m_options.config.containerCheckInterval;
    }
    auto next = m_state->sessions.nextLook();
    if (m_nextReap && (!next || *m_nextReap < *next)) {
        next = m_nextReap;
    }
    while (!m_strangers.empty() && !m_strangers.front().isStrange()) {
        m_strangers.pop_front(); // no reason to wake up
    }
    if (!m_strangers.empty() && (!next || m_strangers.front().until < *next)) {
        next = m_strangers.front().until;
    }
    if (next == m_armedFor) {
        return;
    }
    m_armedFor = next;
    if (!next) {
        m_timer.cancel();
        return;
    }
    m_timer.expires_after(std::max(*next - m_clock.now(), Clock::TimePoint::duration::zero()));
    m_timer.async_wait([this](const std::error_code& cancelled) {
        if (!cancelled) {
            m_armedFor.reset();
            m_timeDue = true; // looked at when all sockets were read that are ready
        }
    });
}

void RegistryServer::Loop::lookAtClock()
{
    std::promise<void> looked;
    asio::post(m_context, [this, &looked] {
        lookAtTime();
        asio::post(m_context, [&looked] { looked.set_value(); });
    });
    looked.get_future().wait();
}

} // namespace ottla::registry
