// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/header.h"

#include "wire/kafka/messages.h"
#include "wire/reader.h"
#include "wire/writer.h"

#include <limits>

namespace ottla::wire {

namespace {

constexpr std::int16_t apiVersionsKey = ApiVersionsRequest::api.key;
constexpr std::size_t maxClientId = std::numeric_limits<std::int16_t>::max();

bool isFlexible(std::int16_t apiKey, std::int16_t apiVersion)
{
    const auto from = flexibleFrom(apiKey);
    return from && apiVersion >= *from;
}

/// Nothing stands in a header's tagged fields yet; what a newer client sends there is skipped.
void skipTaggedFields(Reader& reader)
{
    const std::uint32_t count = reader.varint();
    for (std::uint32_t i = 0; i < count && !reader.failed(); ++i) {
        reader.varint();
        reader.raw(reader.varint());
    }
}

} // namespace

std::optional<std::int16_t> flexibleFrom(std::int16_t apiKey)
{
    std::optional<std::int16_t> found;
    forEachRequest([&]<typename Request>(std::type_identity<Request>) {
        if (Request::api.key == apiKey) {
            found = Request::api.flexibleFrom;
        }
    });
    return found;
}

Result<RequestFrame> decodeRequestHeader(BytesView frame)
{
    Reader reader(frame);
    RequestFrame request;
    request.header.apiKey = reader.integer<std::int16_t>();
    request.header.apiVersion = reader.integer<std::int16_t>();
    request.header.correlationId = reader.integer<std::int32_t>();
    const auto size = reader.integer<std::int16_t>();
    if (size >= 0) {
        request.header.clientId = std::string(asText(reader.raw(static_cast<std::uint64_t>(size))));
    }
    if (isFlexible(request.header.apiKey, request.header.apiVersion)) {
        skipTaggedFields(reader);
    }
    if (reader.failed()) {
        return Error{Errc::Malformed, "The request's header ends too early",
                     std::to_string(frame.size()) + " bytes"};
    }
    request.body = reader.rest();
    return request;
}

void encodeRequestHeader(Bytes& out, const RequestHeader& header)
{
    Writer writer(out);
    writer.integer(header.apiKey);
    writer.integer(header.apiVersion);
    writer.integer(header.correlationId);
    if (header.clientId) {
        const std::string_view id = std::string_view(*header.clientId).substr(0, maxClientId);
        writer.integer(static_cast<std::int16_t>(id.size()));
        writer.raw(asBytes(id));
    } else {
        writer.integer(std::int16_t{-1});
    }
    if (isFlexible(header.apiKey, header.apiVersion)) {
        writer.varint(0);
    }
}

void encodeResponseHeader(Bytes& out, std::int16_t apiKey, std::int16_t apiVersion,
                          std::int32_t correlationId)
{
    Writer writer(out);
    writer.integer(correlationId);
    if (apiKey != apiVersionsKey && isFlexible(apiKey, apiVersion)) {
        writer.varint(0);
    }
}

Result<ResponseFrame> decodeResponseHeader(BytesView frame, std::int16_t apiKey,
                                           std::int16_t apiVersion)
{
    Reader reader(frame);
    ResponseFrame response;
    response.correlationId = reader.integer<std::int32_t>();
    if (apiKey != apiVersionsKey && isFlexible(apiKey, apiVersion)) {
        skipTaggedFields(reader);
    }
    if (reader.failed()) {
        return Error{Errc::Malformed, "The answer's header ends too early",
                     std::to_string(frame.size()) + " bytes"};
    }
    response.body = reader.rest();
    return response;
}

} // namespace ottla::wire
