// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "net/frame.h"
#include "server/handler.h"
#include "wire/fieldspec.h"
#include "wire/header.h"

#include <memory>
#include <span>

namespace ottla::server {

struct Broker;

/// A request as it came, before its body is read.
struct RawRequest
{
    wire::RequestHeader header;
    BytesView body; ///< Within the frame.
    std::shared_ptr<Bytes> frame;
    RequestContext context;
    net::AnswerCallback answer;
};

/// An API that this broker speaks.
struct Api
{
    std::int16_t key;
    wire::VersionRange advertised; ///< What ApiVersions lists.
    /// Decodes, hands on to the handler, encodes. Closes the connection of a malformed body.
    void (*handle)(Broker& broker, RawRequest request);
};

/// The one list, by ascending key: requests are dispatched by it, ApiVersions answers with it.
[[nodiscard]] std::span<const Api> apis();
/// Null for an API that this broker does not speak.
[[nodiscard]] const Api* findApi(std::int16_t key);

} // namespace ottla::server
