// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/leavegroup.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleLeaveGroup(Broker& broker, const RequestContext& context,
                      wire::LeaveGroupRequest request, Reply<wire::LeaveGroupResponse> reply)
{
    broker.groups.leave({context.version, context.clientId, context.clientHost}, std::move(request),
                        std::move(reply));
}

} // namespace ottla::server
