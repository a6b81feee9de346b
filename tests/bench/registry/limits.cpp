// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "load.h"
#include "wire.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>
#include <utility>

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

/// Bytes that a write adds to the registry's log, in `create` and `set` of these measurements.
constexpr std::size_t recordBytes = 250;

/// A file that writes go to before they are answered. Its blocks are there: it begins anew at its
/// end.
class SyncedFile
{
public:
    /// Without a folder nothing is written.
    explicit SyncedFile(const std::string& folder)
    {
        if (folder.empty()) {
            return;
        }
        const std::string path = folder + "/bench-echo";
        m_file = open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600);
        m_bytes.assign(std::size_t{4} << 20U, 'x');
        if (m_file < 0
            || pwrite(m_file, m_bytes.data(), m_bytes.size(), 0) != ssize_t(m_bytes.size())
            || fsync(m_file) != 0) {
            die("cannot write " + path);
        }
        unlink(path.c_str());
    }
    ~SyncedFile()
    {
        if (m_file >= 0) {
            close(m_file);
        }
    }
    SyncedFile(const SyncedFile&) = delete;
    SyncedFile& operator=(const SyncedFile&) = delete;

    /// A record for a request, if that is a write.
    void add(Op op) { m_pending += op == Op::Create || op == Op::SetData ? recordBytes : 0; }
    void sync()
    {
        const std::size_t size = std::min(std::exchange(m_pending, 0), m_bytes.size());
        if (m_file < 0 || size == 0) {
            return;
        }
        if (m_at + size > m_bytes.size()) {
            m_at = 0;
        }
        if (pwrite(m_file, m_bytes.data(), size, off_t(m_at)) < 0 || fdatasync(m_file) != 0) {
            die("cannot sync");
        }
        m_at += size;
    }

private:
    int m_file = -1;
    std::string m_bytes;
    std::size_t m_at = 0;
    std::size_t m_pending = 0;
};

/// Takes what is there of a peer's requests and answers them, unsent.
void take(Peer& peer, SyncedFile& file)
{
    peer.connection.receive(
        [&](const char* bytes, std::size_t size) {
            answer(peer.connection.output(), bytes, size, peer.first);
            if (!peer.first) {
                const auto op = static_cast<Op>(int32At(bytes + 4));
                file.add(op);
                peer.done = op == Op::Close;
            }
            peer.first = false;
        },
        true);
}

} // namespace

void serveEcho(const std::string& folder)
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
    SyncedFile file(folder);
    std::unordered_map<int, std::unique_ptr<Peer>> peers;
    std::array<epoll_event, 64> events{};
    std::vector<int> taken;
    while (true) {
        taken.clear();
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
            take(*peers.at(descriptor), file);
            taken.push_back(descriptor);
        }
        file.sync();
        for (const int descriptor : taken) {
            Peer& peer = *peers.at(descriptor);
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
