// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// Measures the start of ottla-broker: from fork() to its first answer to Metadata; no test, it
// passes no judgement.
//   bench_start RUNS ottla-broker node --data DIR --port 0
// The data directory stays between the runs, so the first one makes it. Prints milliseconds, and
// what the last one needs of memory when it is idle.

#include "load.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <fstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ottla::bench;

namespace {

struct Child
{
    pid_t pid = -1;
    int output = -1;
};

Child start(char** command)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        fail("no pipe");
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execv(command[0], command);
        ::_exit(127);
    }
    ::close(ends[1]);
    return {pid, ends[0]};
}

/// Of the line "listening PLAINTEXT://127.0.0.1:PORT".
std::uint16_t readPort(const Child& child)
{
    std::string line;
    for (char c = 0; c != '\n';) {
        if (::read(child.output, &c, 1) != 1) {
            fail("the broker ended before it listened");
        }
        line += c;
    }
    return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

void askForMetadata(std::uint16_t port)
{
    // Metadata v4 of every topic, without a client id.
    constexpr std::array<unsigned char, 19> request = {
        0, 0, 0, 15, 0, 3, 0, 4, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0};
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::array<char, 512> answer{};
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
        || ::write(socket, request.data(), request.size()) != static_cast<ssize_t>(request.size())
        || ::read(socket, answer.data(), answer.size()) < 8) {
        fail("no answer to Metadata");
    }
    ::close(socket);
}

long pssKb(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string word; file >> word;) {
        if (word == "Pss:") {
            long kb = 0;
            file >> kb;
            return kb;
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: bench_start RUNS COMMAND…\n");
        return 2;
    }
    const int runs = std::max(1, std::atoi(argv[1]));
    std::vector<double> times;
    long idle = 0;
    double first = 0;
    for (int run = 0; run < runs; ++run) {
        const auto from = Clock::now();
        const Child child = start(argv + 2);
        askForMetadata(readPort(child));
        times.push_back(secondsSince(from) * 1000);
        first = times.front();
        idle = pssKb(child.pid);
        ::kill(child.pid, SIGTERM);
        ::waitpid(child.pid, nullptr, 0);
        ::close(child.output);
    }
    std::sort(times.begin(), times.end());
    std::printf(
        "start to the first Metadata answer: new %.1f ms; median of %d %.1f ms, slowest %.1f "
        "ms; idle %.1f MB (PSS)\n",
        first, runs, times[times.size() / 2], times.back(), static_cast<double>(idle) / 1024);
    return 0;
}
