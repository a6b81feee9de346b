// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "wire/encodedmessage.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ottla::wire {

/// What stands before every request's body.
struct RequestHeader
{
    std::int16_t apiKey = -1;
    std::int16_t apiVersion = 0;
    std::int32_t correlationId = 0;
    std::optional<std::string> clientId;
};

struct RequestFrame
{
    RequestHeader header;
    BytesView body; ///< A view into the frame.
};

/// From which version on the API's messages are flexible; none for an API that this code does not
/// know.
[[nodiscard]] std::optional<std::int16_t> flexibleFrom(std::int16_t apiKey);

/// Reads a request's header (version 1, or 2 where the API's version is flexible). For an API or a
/// version that is not known the body is what follows the client id: such a header can still be
/// answered. Errc::Malformed for anything shorter.
[[nodiscard]] Result<RequestFrame> decodeRequestHeader(BytesView frame);

/// Starts a request's frame (without its length). Of the client id the first 32,767 bytes go out:
/// more the field cannot hold.
void encodeRequestHeader(Bytes& out, const RequestHeader& header);

/// Starts an answer's frame (without its length). The answer to ApiVersions never has tagged fields
/// in its header, even where its body is flexible: a client that speaks an older version must read
/// it.
void encodeResponseHeader(Bytes& out, std::int16_t apiKey, std::int16_t apiVersion,
                          std::int32_t correlationId);

struct ResponseFrame
{
    std::int32_t correlationId = 0;
    BytesView body;
};

[[nodiscard]] Result<ResponseFrame> decodeResponseHeader(BytesView frame, std::int16_t apiKey,
                                                         std::int16_t apiVersion);

} // namespace ottla::wire
