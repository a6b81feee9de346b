// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/deletegroups.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleDeleteGroups(Broker& broker, const RequestContext&, wire::DeleteGroupsRequest request,
                        Reply<wire::DeleteGroupsResponse> reply)
{
    broker.groups.remove(std::move(request), std::move(reply));
}

} // namespace ottla::server
