// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/livebrokers.h"
#include "cluster/metadatastore.h"

#include <condition_variable>
#include <mutex>
#include <string>

namespace ottla::server {

/// This broker's registration in a cluster, /brokers/ids/<id>, which is there as long as its
/// session with the registry. Callable from any thread.
class Membership
{
public:
    Membership(cluster::MetadataStore& store, cluster::LiveBroker self, std::int64_t timestampMs);

    /// Registers. Where the id is registered already it waits for a dead broker's session to
    /// expire; Errc::AlreadyExists when the other one lives, Errc::Network, Errc::Cancelled.
    [[nodiscard]] Result<void> join();
    /// In a new session: tries until it is registered again or leave() is called.
    void rejoin();
    /// The registrations are others.
    void brokersChanged();
    /// Ends what waits. The registration itself goes with the session.
    void leave();

private:
    [[nodiscard]] bool waitFor(std::chrono::milliseconds time);

    cluster::MetadataStore& m_store;
    const cluster::LiveBroker m_self;
    const std::string m_registration;
    std::mutex m_mutex; ///< Guards m_leaving.
    std::condition_variable m_changed;
    bool m_leaving = false;
};

} // namespace ottla::server
