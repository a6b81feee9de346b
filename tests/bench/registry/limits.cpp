// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "load.h"
#include "wire.h"

#include <array>
#include <chrono>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t statBytes = 68;

/// An answer of the size that ZooKeeper's would have.
void answer(Output& output, const char* request, std::size_t size, bool first)
{
    output.begin();
    if (first) {
        output.int32(0);
        output.int32(40'000);
        output.int64(1);
        output.buffer(std::string(16, 'p'));
        output.boolean(false);
        output.end();
        return;
    }
    output.int32(int32At(request));
    output.int64(1);
    output.int32(0);
    switch (static_cast<Op>(int32At(request + 4))) {
    case Op::Create: {
        const auto length = static_cast<std::size_t>(int32At(request + 8));
        output.buffer({request + 12, std::min(length, size - 12)});
        break;
    }
    case Op::GetData:
        output.buffer(std::string(100, 'x'));
        [[fallthrough]];
    default:
        for (std::size_t i = 0; i < statBytes / 4; ++i) {
            output.int32(0);
        }
    }
    output.end();
}

struct Peer
{
    explicit Peer(int descriptor)
        : connection(descriptor)
    { }

    Connection connection;
    bool first = true;
    bool done = false;
};

} // namespace

void serveEcho()
{
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), length) != 0
        || listen(listener, 64) != 0
        || getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        die("cannot listen");
    }
    std::printf("echo 127.0.0.1:%d\n", int(ntohs(address.sin_port)));
    std::fflush(stdout);

    const int epoll = epoll_create1(0);
    const auto watch = [&](int descriptor) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
    };
    watch(listener);
    watch(STDIN_FILENO);
    std::unordered_map<int, std::unique_ptr<Peer>> peers;
    std::array<epoll_event, 64> events{};
    while (true) {
        const int ready = epoll_wait(epoll, events.data(), int(events.size()), -1);
        for (int i = 0; i < ready; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            if (descriptor == STDIN_FILENO) {
                return;
            }
            if (descriptor == listener) {
                const int accepted = accept(listener, nullptr, nullptr);
                peers.emplace(accepted, std::make_unique<Peer>(accepted));
                watch(accepted);
                continue;
            }
            Peer& peer = *peers.at(descriptor);
            peer.connection.receive(
                [&](const char* bytes, std::size_t size) {
                    answer(peer.connection.output(), bytes, size, peer.first);
                    peer.done = !peer.first && static_cast<Op>(int32At(bytes + 4)) == Op::Close;
                    peer.first = false;
                },
                true);
            peer.connection.flush();
            if (peer.done || peer.connection.isClosed()) {
                peers.erase(descriptor);
            }
        }
    }
}

LoadResult syncs(const std::string& folder, std::size_t bytes, std::size_t count, bool allocated)
{
    const std::string path = folder + "/bench-syncs";
    const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (file < 0) {
        die("cannot write " + path);
    }
    const std::string record(bytes, 'x');
    const auto write = [&](std::size_t i) {
        if (pwrite(file, record.data(), bytes, static_cast<off_t>(i * bytes)) < 0) {
            die("cannot write " + path);
        }
    };
    if (allocated) {
        for (std::size_t i = 0; i < count; ++i) {
            write(i);
        }
        fsync(file);
    }
    std::vector<double> latencies;
    latencies.reserve(count);
    const Clock::time_point start = Clock::now();
    for (std::size_t i = 0; i < count; ++i) {
        const Clock::time_point before = Clock::now();
        write(i);
        fdatasync(file);
        latencies.push_back(
            std::chrono::duration<double, std::micro>(Clock::now() - before).count());
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    close(file);
    unlink(path.c_str());
    LoadResult result = summarize(latencies, seconds);
    result.all = count;
    return result;
}

} // namespace bench
