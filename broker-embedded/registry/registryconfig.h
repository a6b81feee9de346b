// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::registry {

/// Settings, with ZooKeeper's names and defaults where it has them. Constant once the server runs.
struct RegistryConfig
{
    using Ms = std::chrono::milliseconds;

    std::string dataDir;
    /// Empty is every interface; localhost is 127.0.0.1 and ::1.
    std::string clientPortAddress = "localhost";
    std::uint16_t clientPort = 2181; ///< 0 is any free one.
    Ms tickTime{2000};
    Ms minSessionTimeout{-1}; ///< -1: two ticks.
    Ms maxSessionTimeout{-1}; ///< -1: twenty ticks.
    std::int64_t maxClientCnxns = 60; ///< From one address; 0 is no limit.
    std::int64_t maxCnxns = 0; ///< From all; 0 is no limit.
    Ms sessionlessCnxnTimeout{10'000}; ///< A connection without a session ends then.
    std::int64_t globalOutstandingLimit = 1000; ///< Requests without an answer, of all clients.
    std::int64_t juteMaxBuffer = 0xFFFFF; ///< Bytes of a request, and of a vector's element.
    std::int64_t snapCount = 100'000; ///< Transactions from a snapshot to the next.
    std::int64_t snapRetainCount = 3;
    std::int64_t maxWatches = 1'000'000; ///< Of all clients; 0 is no limit. Not ZooKeeper's.
    std::int64_t preAllocSize = 1024; ///< In kB: zeros written ahead in the log, at most.
    bool forceSync = true; ///< An answer means that the change is on the disk.
    Ms containerCheckInterval{60'000};
    Ms containerMaxNeverUsed{0}; ///< 0: a container that never had a child stays.
    std::string superDigest; ///< "super:hash": who authenticates so may do everything.
    std::vector<std::string> commands = {"ruok", "srvr", "stat", "mntr", "cons", "dump",
                                         "wchs", "wchp", "wchc", "conf", "isro", "envi"};

    [[nodiscard]] Ms minTimeout() const
    {
        return minSessionTimeout.count() >= 0 ? minSessionTimeout : 2 * tickTime;
    }
    [[nodiscard]] Ms maxTimeout() const
    {
        return maxSessionTimeout.count() >= 0 ? maxSessionTimeout : 20 * tickTime;
    }
};

} // namespace ottla::registry
