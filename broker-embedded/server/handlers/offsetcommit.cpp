// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/offsetcommit.h"

#include "group/groupcoordinator.h"
#include "server/handlers.h"

#include <utility>

namespace ottla::server {

void handleOffsetCommit(Broker& broker, const RequestContext&, wire::OffsetCommitRequest request,
                        Reply<wire::OffsetCommitResponse> reply)
{
    broker.groups.commit(std::move(request), std::move(reply));
}

} // namespace ottla::server
