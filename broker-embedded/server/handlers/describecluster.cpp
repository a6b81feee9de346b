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
    const BrokerAddress address = addressFor(broker, context);
    response.clusterId = broker.clusterId;
    response.controllerId = broker.nodeId.value;
    response.brokers.push_back(
        {broker.nodeId.value, address.host, address.port, std::nullopt, false});
    if (request.includeClusterAuthorizedOperations) {
        response.clusterAuthorizedOperations = clusterOperations;
    }
    reply(std::move(response));
}

} // namespace ottla::server
