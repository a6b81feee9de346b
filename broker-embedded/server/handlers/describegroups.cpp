// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/describegroups.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"
#include "server/handlers/authorizedoperations.h"

#include <utility>

namespace ottla::server {

void handleDescribeGroups(Broker& broker, const RequestContext&,
                          wire::DescribeGroupsRequest request,
                          Reply<wire::DescribeGroupsResponse> reply)
{
    const bool tellOperations = request.includeAuthorizedOperations;
    broker.groups.describe(
        std::move(request),
        [tellOperations, reply = std::move(reply)](wire::DescribeGroupsResponse response) {
            for (auto& described : response.groups) {
                if (tellOperations) {
                    described.authorizedOperations = groupOperations;
                }
            }
            reply(std::move(response));
        });
}

} // namespace ottla::server
