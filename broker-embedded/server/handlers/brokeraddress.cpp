// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/brokeraddress.h"

#include "cluster/controller/controller.h"
#include "cluster/livebrokers.h"
#include "server/config.h"

#include <algorithm>
#include <cassert>

namespace ottla::server {

namespace {

/// The endpoint of the listener by which the client came, or the first.
BrokerAddress toAddress(const cluster::LiveBroker& live, const RequestContext& context)
{
    const auto same =
        std::find_if(live.endpoints.begin(), live.endpoints.end(),
                     [&](const auto& endpoint) { return endpoint.listener == context.listener; });
    const auto& endpoint = same == live.endpoints.end() ? live.endpoints.front() : *same;
    return {live.id, endpoint.host, endpoint.port, live.rack};
}

} // namespace

BrokerAddress addressFor(const Broker& broker, const RequestContext& context)
{
    assert(!broker.listeners.empty());
    const auto same = std::find_if(
        broker.listeners.begin(), broker.listeners.end(),
        [&](const AdvertisedListener& listener) { return listener.name == context.listener; });
    const AdvertisedListener& listener =
        same == broker.listeners.end() ? broker.listeners.front() : *same;
    BrokerAddress address{broker.nodeId, listener.host, listener.port, std::nullopt};
    if (broker.config.isSet("broker.rack")) {
        address.rack = broker.config.text("broker.rack");
    }
    return address;
}

std::optional<BrokerAddress> addressOf(const Broker& broker, NodeId id,
                                       const RequestContext& context)
{
    if (id == broker.nodeId) {
        return addressFor(broker, context);
    }
    const auto live = broker.liveBrokers.find(id);
    return live ? std::optional(toAddress(*live, context)) : std::nullopt;
}

std::vector<BrokerAddress> addressesFor(const Broker& broker, const RequestContext& context)
{
    std::vector<BrokerAddress> addresses{addressFor(broker, context)};
    const auto brokers = broker.liveBrokers.all(); // kept while it is walked
    for (const auto& [id, live] : *brokers) {
        if (id != broker.nodeId) {
            addresses.push_back(toAddress(live, context));
        }
    }
    std::sort(addresses.begin(), addresses.end(),
              [](const auto& left, const auto& right) { return left.id < right.id; });
    return addresses;
}

NodeId controllerId(const Broker& broker)
{
    return broker.controller != nullptr ? broker.controller->activeId() : broker.nodeId;
}

std::vector<std::int32_t> toNumbers(const std::vector<NodeId>& nodes)
{
    std::vector<std::int32_t> numbers;
    for (const NodeId node : nodes) {
        numbers.push_back(node.value);
    }
    return numbers;
}

} // namespace ottla::server
