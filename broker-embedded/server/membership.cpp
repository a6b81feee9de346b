// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/membership.h"

#include "cluster/brokerjson.h"

#include <spdlog/spdlog.h>

namespace ottla::server {

namespace {

/// Between two looks at a registration that is in the way, and two tries at a new one.
constexpr std::chrono::milliseconds pause{50};

std::string describe(const std::string& registration, NodeId id)
{
    const auto other = cluster::readRegistration(registration, id);
    if (!other) {
        return "another broker";
    }
    const cluster::BrokerEndpoint& endpoint = other->endpoints.front();
    return "the broker at " + endpoint.host + ":" + std::to_string(endpoint.port);
}

} // namespace

Membership::Membership(cluster::MetadataStore& store, cluster::LiveBroker self,
                       std::int64_t timestampMs)
    : m_store(store)
    , m_self(std::move(self))
    , m_registration(cluster::registrationJson(m_self, timestampMs))
{ }

Result<void> Membership::join()
{
    const std::string path = cluster::brokerPath(m_self.id);
    // A session that nobody keeps alive has expired by then, whatever the registry's tick is.
    const auto until =
        std::chrono::steady_clock::now() + 2 * m_store.sessionTimeout() + std::chrono::seconds(1);
    while (true) {
        const auto made = m_store.apply({cluster::CreateZnode{path, m_registration, true}});
        if (made || made.error().code != Errc::AlreadyExists) {
            return made;
        }
        const auto other = m_store.get(path);
        if (!other) {
            continue;
        }
        if (other->data == m_registration) {
            return {};
        }
        if (std::chrono::steady_clock::now() >= until) {
            return Error{Errc::AlreadyExists,
                         "Broker id " + std::to_string(m_self.id.value) + " is in use by "
                             + describe(other->data, m_self.id)
                             + ": choose another with --id, or stop that one"};
        }
        if (!waitFor(pause)) {
            return Error{Errc::Cancelled, "The broker stops"};
        }
    }
}

void Membership::rejoin()
{
    while (true) {
        const auto joined = join();
        if (joined) {
            spdlog::info("broker {} is registered again", m_self.id.value);
            return;
        }
        if (joined.error().code != Errc::Network) {
            spdlog::error("not registered again: {}", joined.error().describe());
        }
        if (!waitFor(pause)) {
            return;
        }
    }
}

void Membership::brokersChanged()
{
    m_changed.notify_all();
}

void Membership::leave()
{
    {
        const std::lock_guard lock(m_mutex);
        m_leaving = true;
    }
    m_changed.notify_all();
}

/// False when it is over.
bool Membership::waitFor(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    if (!m_leaving) {
        m_changed.wait_for(lock, time);
    }
    return !m_leaving;
}

} // namespace ottla::server
