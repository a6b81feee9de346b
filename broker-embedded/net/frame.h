// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/file.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ottla::net {

/// The other end of a connection.
struct Peer
{
    std::string host; ///< Address without port.
    std::uint16_t port = 0;
    std::string listener; ///< Name of the listener it came in by.
};

/// Memory, or a run of a file that goes to the socket without being copied where the platform can.
using Piece = std::variant<Bytes, FileRegion>;

/// What becomes of a request.
struct Answer
{
    enum class Kind
    {
        Send, ///< The pieces, as one frame; net writes the length before them.
        Nothing, ///< No answer is owed (Produce with acks=0).
        Close, ///< The connection ends once earlier answers are out; nothing behind it is begun.
        Waits, ///< No answer yet: one that follows. Meanwhile the next request may begin.
    };
    Kind kind = Kind::Send;
    std::vector<Piece> pieces = {};
};

/// Call once, from any thread, and before that with Kind::Waits or not; it may outlive the
/// connection.
using AnswerCallback = std::function<void(Answer)>;

/// Takes a request (without its length), on the connection's strand, in the order of arrival, and
/// none before the one ahead of it is answered or waits; answers go out in that order whenever they
/// are given. The frame may be written to, and stays as long as the pointer to it.
using FrameHandler =
    std::function<void(const Peer& peer, std::shared_ptr<Bytes> frame, AnswerCallback answer)>;

/// What a connection may cost.
struct Limits
{
    std::uint32_t maxFrameBytes = 100U << 20U;
    /// Requests that were read and whose answers are not out; above it reading pauses.
    std::size_t maxOutstandingRequests = 256;
    /// Bytes of those requests and of answers held in memory; above it reading pauses, so that it
    /// is exceeded by one frame at most.
    std::size_t maxOutstandingBytes = 32U << 20U;
    std::chrono::milliseconds idleTimeout{600'000};
    std::size_t maxConnections = 1U << 20U;
};

} // namespace ottla::net
