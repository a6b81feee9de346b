// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/joingroup.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleJoinGroup(Broker& broker, const RequestContext& context, wire::JoinGroupRequest request,
                     Reply<wire::JoinGroupResponse> reply)
{
    broker.groups.join({context.version, context.clientId, context.clientHost}, std::move(request),
                       std::move(reply));
}

} // namespace ottla::server
