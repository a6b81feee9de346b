// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/apiversions.h"
#include "server/apis.h"
#include "server/handlers.h"

#include <algorithm>
#include <string_view>

namespace ottla::server {

namespace {

constexpr int softwareNamedSince = 3; // KIP-511

/// Letters, digits, and between them '-' and '.'.
bool isSoftwareName(std::string_view text)
{
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && isPlain(text.front()) && isPlain(text.back())
        && std::all_of(text.begin(), text.end(),
                       [&](char c) { return isPlain(c) || c == '-' || c == '.'; });
}

} // namespace

void handleApiVersions(Broker&, const RequestContext& context, wire::ApiVersionsRequest request,
                       Reply<wire::ApiVersionsResponse> reply)
{
    wire::ApiVersionsResponse response;
    if (context.version >= softwareNamedSince
        && !(isSoftwareName(request.clientSoftwareName)
             && isSoftwareName(request.clientSoftwareVersion))) {
        response.errorCode = wire::ErrorCode::InvalidRequest;
        reply(std::move(response));
        return;
    }
    for (const Api& api : apis()) {
        response.apiKeys.push_back({api.key, api.advertised.first, api.advertised.last});
    }
    reply(std::move(response));
}

} // namespace ottla::server
