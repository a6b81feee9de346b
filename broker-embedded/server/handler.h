// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ottla::server {

/// Who asks, beside the request itself.
struct RequestContext
{
    std::int16_t version = 0; ///< Of the request, within the handler's range.
    std::string clientId;
    std::string clientHost; ///< The peer's address, without port.
    std::string listener; ///< Name of the listener it came in by.
    /// Lets the connection's next request begin before this one is answered. Only for what waits
    /// for others and has done its own part: a Produce for replicas, a Fetch for data.
    std::function<void()> letNextBegin = [] {
    };
};

/// Takes the answer, once, from any thread; the connection puts answers in the order of requests.
template <typename Response>
using Reply = std::function<void(Response)>;

} // namespace ottla::server
