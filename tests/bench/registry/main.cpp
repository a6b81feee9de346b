// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "load.h"
#include "wire.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

/// The client of tests/bench/registry.sh. One line of figures to standard output: answers (with
/// those before the measurement began), answers a second, median and 99th percentile of the latency
/// in us.
///   bench_registry load HOST:PORT create|get|set|mixed CLIENTS WINDOW SECONDS MOST ROOT
///   bench_registry echo [FOLDER]
///   bench_registry fill HOST:PORT SESSIONS NODES WATCHES
///   bench_registry syncs FOLDER BYTES COUNT growing|allocated
namespace {

void print(const bench::LoadResult& result)
{
    std::printf("%zu %.0f %.1f %.1f\n", result.all, result.rate, result.p50Us, result.p99Us);
}

std::size_t number(const std::string& text)
{
    return std::strtoull(text.c_str(), nullptr, 10);
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> given(argv + 1, argv + argc);
    if (given.size() == 8 && given[0] == "load") {
        bench::Load load;
        load.address = given[1];
        load.operation = given[2];
        load.clients = number(given[3]);
        load.window = number(given[4]);
        load.seconds = std::strtod(given[5].c_str(), nullptr);
        load.most = number(given[6]);
        load.root = given[7];
        print(bench::run(load));
    } else if (!given.empty() && given.size() <= 2 && given[0] == "echo") {
        bench::serveEcho(given.size() == 2 ? given[1] : "");
    } else if (given.size() == 5 && given[0] == "fill") {
        bench::fill(given[1], number(given[2]), number(given[3]), number(given[4]));
    } else if (given.size() == 5 && given[0] == "syncs") {
        print(bench::syncs(given[1], number(given[2]), number(given[3]), given[4] == "allocated"));
    } else {
        bench::die("see tests/bench/README.md");
    }
    return 0;
}
