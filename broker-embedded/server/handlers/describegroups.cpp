// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/describegroups.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleDescribeGroups(Broker& broker, const RequestContext&,
                          wire::DescribeGroupsRequest request,
                          Reply<wire::DescribeGroupsResponse> reply)
{
    broker.groups.describe(std::move(request), std::move(reply));
}

} // namespace ottla::server
