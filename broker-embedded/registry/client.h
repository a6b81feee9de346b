// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/acl.h"
#include "registry/outputqueue.h"
#include "registry/watchmanager.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ottla::registry {

/// Milliseconds from a request's arrival until its answer may go out.
struct Latency
{
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t most = 0;
    std::int64_t total = 0;
    std::int64_t count = 0;

    void add(std::int64_t ms, std::int64_t requests)
    {
        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
        total += ms * requests;
        count += requests;
    }
    [[nodiscard]] std::int64_t shownLeast() const { return count == 0 ? 0 : least; }
    [[nodiscard]] double average() const
    {
        return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count);
    }
};

/// A client's connection as the request processor sees it: who it is, its session, its output.
/// Owner's thread.
class Client : public Watcher
{
public:
    /// The output or closeWhenSent has changed.
    virtual void outputAdded() = 0;
    /// Ends the connection at once; the session goes on.
    virtual void drop() = 0;

    void notify(EventType type, std::string_view path, const AclList* acl) override;
    [[nodiscard]] std::int64_t sessionId() const override { return session; }

    /// Has sent its first frame.
    bool connected = false;
    bool closeWhenSent = false; ///< Nothing more is read; the connection ends after the output.
    std::int64_t session = 0; ///< 0 is none.
    std::chrono::milliseconds timeout{0};
    std::vector<AuthId> ids; ///< Shown so far; the first is its address.
    OutputQueue output;
    std::string address; ///< Without port.
    std::uint16_t port = 0;

    // Statistics.
    const std::int64_t* lastZxid = nullptr; ///< Of the database.
    Clock::TimePoint received; ///< When the request that is being processed came.
    std::int64_t packetsReceived = 0;
    std::int64_t packetsSent = 0;
    std::int64_t establishedMs = 0;
    std::int64_t lastCxid = -1;
    std::int64_t lastSeenZxid = 0;
    std::int64_t lastAnswerMs = 0;
    std::int64_t lastLatencyMs = 0;
    const char* lastOperation = "NA";
    Latency latency;
};

} // namespace ottla::registry
