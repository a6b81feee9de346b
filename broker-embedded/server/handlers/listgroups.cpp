// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/listgroups.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleListGroups(Broker& broker, const RequestContext&, wire::ListGroupsRequest request,
                      Reply<wire::ListGroupsResponse> reply)
{
    broker.groups.list(std::move(request), std::move(reply));
}

} // namespace ottla::server
