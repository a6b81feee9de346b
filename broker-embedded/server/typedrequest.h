// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/apis.h"
#include "wire/codec.h"
#include "wire/errorcode.h"
#include "wire/kafka/produce.h"

#include <algorithm>
#include <type_traits>

namespace ottla::server {

/// The answer as net sends it: bytes, and files between them.
[[nodiscard]] net::Answer toAnswer(wire::EncodedMessage message);
/// Closes the connection, with a line in the log.
void refuse(const RawRequest& request, const std::string& reason);

/// Encodes and sends, or refuses where the version cannot carry the answer (a bug, logged).
template <typename Response>
void sendResponse(const RawRequest& request, const Response& response)
{
    wire::EncodedMessage message;
    const auto& header = request.header;
    wire::encodeResponseHeader(message.bytes, header.apiKey, header.apiVersion,
                               header.correlationId);
    if (const auto encoded = wire::encodeMessage(message, response, header.apiVersion); !encoded) {
        refuse(request, "no answer: " + encoded.error().describe());
        return;
    }
    request.answer(toAnswer(std::move(message)));
}

/// Answers an acks=0 Produce: nothing is sent, and where something failed the connection is closed
/// so that the client looks for what is wrong.
inline void answerSilently(const RawRequest& request, const wire::ProduceResponse& response)
{
    const bool failed =
        std::any_of(response.responses.begin(), response.responses.end(), [](const auto& topic) {
            return std::any_of(
                topic.partitionResponses.begin(), topic.partitionResponses.end(),
                [](const auto& partition) { return partition.errorCode != wire::ErrorCode::None; });
        });
    if (failed) {
        refuse(request, "a Produce without acknowledgement failed");
    } else {
        request.answer({net::Answer::Kind::Nothing, {}});
    }
}

template <typename Request, typename Response,
          void (*handler)(Broker&, const RequestContext&, Request, Reply<Response>)>
void handleTyped(Broker& broker, RawRequest raw)
{
    auto decoded = wire::decodeMessage<Request>(raw.body, raw.header.apiVersion);
    if (!decoded) {
        refuse(raw, decoded.error().describe());
        return;
    }
    bool silent = false;
    if constexpr (std::is_same_v<Request, wire::ProduceRequest>) {
        silent = decoded->acks == 0;
    }
    const auto request = std::make_shared<const RawRequest>(std::move(raw));
    handler(broker, request->context, std::move(*decoded),
            [request, silent](const Response& response) {
                if constexpr (std::is_same_v<Request, wire::ProduceRequest>) {
                    if (silent) {
                        answerSilently(*request, response);
                        return;
                    }
                }
                sendResponse(*request, response);
            });
}

} // namespace ottla::server
