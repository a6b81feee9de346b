// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/dispatch.h"

#include "server/apis.h"
#include "server/typedrequest.h"
#include "wire/kafka/apiversions.h"

#include <spdlog/spdlog.h>

namespace ottla::server {

net::Answer toAnswer(wire::EncodedMessage message)
{
    net::Answer answer;
    if (message.splices.empty()) {
        answer.pieces.emplace_back(std::move(message.bytes));
        return answer;
    }
    std::size_t from = 0;
    const auto addBytes = [&](std::size_t to) {
        if (to > from) {
            const auto begin = message.bytes.begin();
            answer.pieces.emplace_back(Bytes(begin + static_cast<std::ptrdiff_t>(from),
                                             begin + static_cast<std::ptrdiff_t>(to)));
            from = to;
        }
    };
    for (wire::Splice& splice : message.splices) {
        addBytes(splice.position);
        for (FileRegion& region : splice.regions) {
            answer.pieces.emplace_back(std::move(region));
        }
    }
    addBytes(message.bytes.size());
    return answer;
}

void refuse(const RawRequest& request, const std::string& reason)
{
    spdlog::warn("{} ({}): connection closed: request {} version {}: {}",
                 request.context.clientHost, request.context.clientId, request.header.apiKey,
                 request.header.apiVersion, reason);
    request.answer({net::Answer::Kind::Close, {}});
}

namespace {

/// KIP-511: version 0 with an error and the range of ApiVersions itself, whatever was asked.
void answerUnknownApiVersions(RawRequest request, const Api& api)
{
    wire::ApiVersionsResponse response;
    response.errorCode = wire::ErrorCode::UnsupportedVersion;
    response.apiKeys.push_back({api.key, api.advertised.first, api.advertised.last});
    request.header.apiVersion = 0;
    sendResponse(request, response);
}

} // namespace

void dispatchRequest(Broker& broker, const net::Peer& peer, std::shared_ptr<Bytes> frame,
                     net::AnswerCallback answer)
{
    RawRequest request;
    request.frame = std::move(frame);
    request.answer = std::move(answer);
    request.context.clientHost = peer.host;
    request.context.listener = peer.listener;
    request.context.letNextBegin = [answer = request.answer] {
        answer({net::Answer::Kind::Waits, {}});
    };
    auto decoded = wire::decodeRequestHeader(*request.frame);
    if (!decoded) {
        refuse(request, decoded.error().describe());
        return;
    }
    request.header = std::move(decoded->header);
    request.body = decoded->body;
    request.context.version = request.header.apiVersion;
    request.context.clientId = request.header.clientId.value_or("");
    const Api* api = findApi(request.header.apiKey);
    if (api == nullptr) {
        refuse(request, "unknown API");
        return;
    }
    if (!api->advertised.contains(request.header.apiVersion)) {
        if (api->key == wire::ApiVersionsRequest::api.key) {
            answerUnknownApiVersions(std::move(request), *api);
        } else {
            refuse(request, "unsupported version");
        }
        return;
    }
    api->handle(broker, std::move(request));
}

} // namespace ottla::server
