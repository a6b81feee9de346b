// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/syncgroup.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleSyncGroup(Broker& broker, const RequestContext&, wire::SyncGroupRequest request,
                     Reply<wire::SyncGroupResponse> reply)
{
    broker.groups.sync(std::move(request), std::move(reply));
}

} // namespace ottla::server
