// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "registry/client.h"
#include "registry/database.h"
#include "registry/registryconfig.h"
#include "registry/sessiontracker.h"
#include "registry/txnlog.h"
#include "registry/watchmanager.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace ottla::registry {

struct ServerStats
{
    std::int64_t packetsReceived = 0;
    std::int64_t packetsSent = 0;
    std::int64_t outstanding = 0; ///< Requests whose answers are held.
    std::int64_t authFailures = 0;
    std::int64_t lastAnswerBytes = -1;
    std::int64_t leastAnswerBytes = -1;
    std::int64_t mostAnswerBytes = -1;
    Latency latency;

    /// `bytes`: without the frame's length.
    void answered(std::int64_t bytes)
    {
        ++packetsSent;
        lastAnswerBytes = bytes;
        leastAnswerBytes =
            leastAnswerBytes < 0 || bytes < leastAnswerBytes ? bytes : leastAnswerBytes;
        mostAnswerBytes = bytes > mostAnswerBytes ? bytes : mostAnswerBytes;
    }
};

/// All that requests are answered from. Everything in it belongs to the one thread that owns it.
struct ServerState
{
    ServerState(const RegistryConfig& theConfig, const Clock& theClock, Database& theDatabase,
                TxnLog& theLog)
        : config(theConfig)
        , clock(theClock)
        , database(theDatabase)
        , log(theLog)
        , sessions(std::max(theConfig.tickTime / 10, std::chrono::milliseconds(1)))
    { }

    const RegistryConfig config;
    const Clock& clock;
    Database& database;
    TxnLog& log;
    WatchManager watches;
    SessionTracker sessions;
    std::unordered_map<std::int64_t, Client*> attached; ///< By session.
    std::unordered_set<Client*> clients;
    ServerStats stats;
    std::uint16_t port = 0;
    std::int64_t startedMs = 0;
};

} // namespace ottla::registry
