// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"
#include "server/broker.h"
#include "server/handler.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::server {

/// Where a client is told to find a broker.
struct BrokerAddress
{
    NodeId id{};
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
};

/// This broker's address that goes with the listener by which the client came.
[[nodiscard]] BrokerAddress addressFor(const Broker& broker, const RequestContext& context);
/// Of any live broker; nothing when it does not live.
[[nodiscard]] std::optional<BrokerAddress> addressOf(const Broker& broker, NodeId id,
                                                     const RequestContext& context);
/// This broker and the others that live, by id.
[[nodiscard]] std::vector<BrokerAddress> addressesFor(const Broker& broker,
                                                      const RequestContext& context);
/// Who the controller is: a lone node itself; -1 while there is none.
[[nodiscard]] NodeId controllerId(const Broker& broker);
/// As answers have them.
[[nodiscard]] std::vector<std::int32_t> toNumbers(const std::vector<NodeId>& nodes);

} // namespace ottla::server
