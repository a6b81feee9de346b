// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bench {

/// What one run asks of a server.
struct Load
{
    std::string address; ///< HOST:PORT
    std::string operation; ///< create, get, set, or mixed (of ten: eight get, one set, one create)
    std::size_t clients = 1; ///< Sessions, each on a connection of its own.
    std::size_t window = 1; ///< Requests of a session that wait for their answers.
    double seconds = 1; ///< Measured, after a fifth of it unmeasured.
    std::size_t most = 0; ///< Ends after so many answers, if that comes first.
    std::size_t dataBytes = 100;
    std::string root; ///< A path that does not exist yet; the run's nodes are made below it.
};

struct LoadResult
{
    std::size_t answers = 0;
    std::size_t all = 0; ///< With those before the measurement began.
    double rate = 0; ///< Answers a second.
    double p50Us = 0; ///< From the request's write to its answer, microseconds.
    double p99Us = 0;
};

/// Runs it on the calling thread, with epoll. A refused request ends the program.
[[nodiscard]] LoadResult run(const Load& load);

/// Answers as ZooKeeper would, in size, without doing anything: what the client and the network can
/// do at most. With a folder, each turn's writes are written to a file there, and synced, before
/// they are answered: what client, network and disk can do at most, one after the other. Prints
/// `echo 127.0.0.1:PORT` and serves until standard input closes.
void serveEcho(const std::string& folder);

/// Opens `sessions` sessions, makes `nodes` nodes of 100 bytes and leaves `watches` watches on
/// them; prints `filled` and keeps all until standard input closes.
void fill(const std::string& address, std::size_t sessions, std::size_t nodes, std::size_t watches);

/// Appends `count` times `bytes` bytes to a file in `folder`, each followed by fdatasync, to a file
/// that grows or (`allocated`) to one whose blocks are written already.
[[nodiscard]] LoadResult syncs(const std::string& folder, std::size_t bytes, std::size_t count,
                               bool allocated);

/// The median and the 99th percentile of `latenciesUs` (which it sorts), and the rate.
[[nodiscard]] LoadResult summarize(std::vector<double>& latenciesUs, double seconds);

} // namespace bench
