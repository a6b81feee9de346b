// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/apiversions.h"
#include "server/apis.h"
#include "server/handlers.h"

namespace ottla::server {

void handleApiVersions(Broker&, const RequestContext&, wire::ApiVersionsRequest,
                       Reply<wire::ApiVersionsResponse> reply)
{
    wire::ApiVersionsResponse response;
    for (const Api& api : apis()) {
        response.apiKeys.push_back({api.key, api.advertised.first, api.advertised.last});
    }
    reply(std::move(response));
}

} // namespace ottla::server
