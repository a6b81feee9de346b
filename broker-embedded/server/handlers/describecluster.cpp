// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/describecluster.h"

#include "server/handlers.h"
#include "server/handlers/authorizedoperations.h"
#include "server/handlers/brokeraddress.h"

namespace ottla::server {

namespace {
constexpr std::int8_t brokersEndpoint = 1;
}

void handleDescribeCluster(Broker& broker, const RequestContext& context,
                           wire::DescribeClusterRequest request,
                           Reply<wire::DescribeClusterResponse> reply)
{
    wire::DescribeClusterResponse response;
    response.endpointType = request.endpointType;
    if (request.endpointType != brokersEndpoint) {
        response.errorCode = wire::ErrorCode::MismatchedEndpointType;
        response.errorMessage = "This is a broker's endpoint, not a controller's";
        reply(std::move(response));
        return;
    }
    response.clusterId = broker.clusterId;
    response.controllerId = controllerId(broker).value;
    for (const BrokerAddress& address : addressesFor(broker, context)) {
        response.brokers.push_back(
            {address.id.value, address.host, address.port, address.rack, false});
    }
    if (request.includeClusterAuthorizedOperations) {
        response.clusterAuthorizedOperations = clusterOperations;
    }
    reply(std::move(response));
}

} // namespace ottla::server
