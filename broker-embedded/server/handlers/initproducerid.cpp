// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/initproducerid.h"

#include "cluster/producerids.h"
#include "server/handlers.h"

#include <spdlog/spdlog.h>

namespace ottla::server {

void handleInitProducerId(Broker& broker, const RequestContext&,
                          wire::InitProducerIdRequest request,
                          Reply<wire::InitProducerIdResponse> reply)
{
    wire::InitProducerIdResponse response;
    if (request.transactionalId) {
        // No transaction coordinator: what FindCoordinator says, which no client tries again after.
        response.errorCode = request.transactionalId->empty()
            ? wire::ErrorCode::InvalidRequest
            : wire::ErrorCode::TransactionalIdAuthorizationFailed;
        response.producerEpoch = -1;
        reply(std::move(response));
        return;
    }
    const auto id = broker.producerIds.next();
    if (id) {
        response.producerId = id->value;
        response.producerEpoch = 0;
    } else {
        spdlog::error("no producer id: {}", id.error().describe());
        response.errorCode = wire::ErrorCode::KafkaStorageError;
        response.producerEpoch = -1;
    }
    reply(std::move(response));
}

} // namespace ottla::server
