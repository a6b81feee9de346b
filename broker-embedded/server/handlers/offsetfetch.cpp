// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/offsetfetch.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"
#include "server/handlers/zookeeperoffsets.h"

#include <utility>

namespace ottla::server {

void handleOffsetFetch(Broker& broker, const RequestContext& context,
                       wire::OffsetFetchRequest request, Reply<wire::OffsetFetchResponse> reply)
{
    if (context.version == 0) {
        fetchFromZookeeper(broker, request, std::move(reply));
        return;
    }
    broker.groups.fetch({context.version, context.clientId, context.clientHost}, std::move(request),
                        std::move(reply));
}

} // namespace ottla::server
