// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

namespace ottla::cluster {

/// Where a broker is reached by one of its listeners.
struct BrokerEndpoint
{
    std::string listener; ///< Such as "PLAINTEXT".
    std::string host;
    std::uint16_t port = 0;

    friend bool operator==(const BrokerEndpoint&, const BrokerEndpoint&) = default;
};

/// A broker that is registered.
struct LiveBroker
{
    NodeId id{};
    std::vector<BrokerEndpoint> endpoints;
    std::optional<std::string> rack;
    std::int64_t epoch = -1; ///< Broker epoch: the registration's czxid.

    friend bool operator==(const LiveBroker&, const LiveBroker&) = default;
};

/// Who is alive, as the registry knows it. Callable from any thread.
class LiveBrokers
{
public:
    using Map = std::map<NodeId, LiveBroker>;

    /// Never null.
    [[nodiscard]] std::shared_ptr<const Map> all() const
    {
        const std::shared_lock lock(m_mutex);
        return m_brokers;
    }
    [[nodiscard]] std::optional<LiveBroker> find(NodeId id) const
    {
        const auto now = all();
        const auto found = now->find(id);
        return found == now->end() ? std::nullopt : std::optional(found->second);
    }
    void set(Map brokers)
    {
        auto next = std::make_shared<const Map>(std::move(brokers));
        const std::lock_guard lock(m_mutex);
        m_brokers = std::move(next);
    }

private:
    mutable std::shared_mutex m_mutex; ///< Guards the pointer.
    std::shared_ptr<const Map> m_brokers = std::make_shared<const Map>();
};

} // namespace ottla::cluster
