// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/broker.h"
#include "server/handler.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <string>

namespace ottla::server {

/// Where a client is told to find this broker.
struct BrokerAddress
{
    std::string host;
    std::int32_t port = 0;
};

/// The address that goes with the listener by which the client came.
[[nodiscard]] inline BrokerAddress addressFor(const Broker& broker, const RequestContext& context)
{
    assert(!broker.listeners.empty());
    const auto same = std::find_if(
        broker.listeners.begin(), broker.listeners.end(),
        [&](const AdvertisedListener& listener) { return listener.name == context.listener; });
    const AdvertisedListener& listener =
        same == broker.listeners.end() ? broker.listeners.front() : *same;
    return {listener.host, listener.port};
}

} // namespace ottla::server
