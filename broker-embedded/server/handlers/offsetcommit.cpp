// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/offsetcommit.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"
#include "server/handlers/zookeeperoffsets.h"

#include <utility>

namespace ottla::server {

void handleOffsetCommit(Broker& broker, const RequestContext& context,
                        wire::OffsetCommitRequest request, Reply<wire::OffsetCommitResponse> reply)
{
    if (context.version == 0) {
        commitToZookeeper(broker, std::move(request), std::move(reply));
        return;
    }
    broker.groups.commit(std::move(request), std::move(reply));
}

} // namespace ottla::server
