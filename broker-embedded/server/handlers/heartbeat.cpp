// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/heartbeat.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleHeartbeat(Broker& broker, const RequestContext&, wire::HeartbeatRequest request,
                     Reply<wire::HeartbeatResponse> reply)
{
    broker.groups.heartbeat(std::move(request), std::move(reply));
}

} // namespace ottla::server
