// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "load.h"

#include "wire.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <memory>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int32_t sessionTimeoutMs = 40'000;
/// The nodes that get and set go to, for each client.
constexpr std::size_t nodesOfAClient = 100;

struct Client
{
    explicit Client(const std::string& address)
        : connection(address)
    { }

    Connection connection;
    std::deque<Clock::time_point> sent; ///< Of the requests under way, oldest first.
    std::vector<std::string> nodes;
    std::string prefix; ///< Of the paths that it creates.
    std::size_t number = 0; ///< Of its next request.
};

/// Sends what is there and waits for `count` answers, outside the measurement.
void exchange(Connection& connection, std::size_t count = 1)
{
    std::size_t answered = 0;
    while (answered < count) {
        connection.flush();
        pollfd wait{connection.descriptor(), POLLIN, 0};
        poll(&wait, 1, -1);
        connection.receive([&](const char* bytes, std::size_t size) {
            // A connect answer is 36 or 37 bytes, and has no error.
            if (size < 36 && int32At(bytes + 12) != 0) {
                die("a request of the preparation failed");
            }
            ++answered;
        });
    }
}

class Run
{
public:
    explicit Run(const Load& load)
        : m_load(load)
        , m_data(load.dataBytes, 'x')
        , m_epoll(epoll_create1(0))
    { }
    ~Run() { close(m_epoll); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    LoadResult run();

private:
    void prepare();
    void post(Client& client);
    void fillWindow(Client& client);
    void receive(Client& client);
    void closeSessions();

    const Load& m_load;
    std::string m_data;
    int m_epoll;
    std::vector<std::unique_ptr<Client>> m_clients;
    std::vector<double> m_latenciesUs;
    std::size_t m_unmeasured = 0;
    bool m_measuring = false;
};

void Run::prepare()
{
    for (std::size_t i = 0; i < m_load.clients; ++i) {
        Client& client = *m_clients.emplace_back(std::make_unique<Client>(m_load.address));
        client.connection.output().connect(sessionTimeoutMs);
        exchange(client.connection);
        if (i == 0) {
            client.connection.output().create(1, m_load.root, m_data);
            exchange(client.connection);
        }
        client.prefix = m_load.root + '/' + std::to_string(i) + '-';
        for (std::size_t n = 0; n < nodesOfAClient; ++n) {
            client.nodes.push_back(client.prefix + "node-" + std::to_string(n));
            client.connection.output().create(1, client.nodes.back(), m_data);
        }
        exchange(client.connection, nodesOfAClient);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &client;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, client.connection.descriptor(), &event);
    }
}

void Run::post(Client& client)
{
    const std::size_t number = client.number++;
    const auto xid = static_cast<std::int32_t>(number % 1'000'000 + 1);
    const std::string& node = client.nodes[number % nodesOfAClient];
    const char kind = m_load.operation == "mixed" ? "ggggsggggc"[number % 10] : m_load.operation[0];
    Output& output = client.connection.output();
    switch (kind) {
    case 'c':
        output.create(xid, client.prefix + std::to_string(number), m_data);
        break;
    case 's':
        output.setData(xid, node, m_data);
        break;
    default:
        output.read(Op::GetData, xid, node, false);
    }
}

void Run::fillWindow(Client& client)
{
    const Clock::time_point now = Clock::now();
    while (client.sent.size() < m_load.window) {
        post(client);
        client.sent.push_back(now);
    }
    client.connection.flush();
}

void Run::receive(Client& client)
{
    const Clock::time_point now = Clock::now();
    client.connection.receive([&](const char* bytes, std::size_t size) {
        if (size < 16 || int32At(bytes + 12) != 0) {
            die("a request failed with " + std::to_string(size < 16 ? 0 : int32At(bytes + 12)));
        }
        if (m_measuring) {
            m_latenciesUs.push_back(
                std::chrono::duration<double, std::micro>(now - client.sent.front()).count());
        } else {
            ++m_unmeasured;
        }
        client.sent.pop_front();
    });
}

void Run::closeSessions()
{
    for (const auto& client : m_clients) {
        Connection& connection = client->connection;
        connection.output().closeSession(1);
        while (!connection.isClosed()) {
            connection.flush();
            pollfd wait{connection.descriptor(), POLLIN, 0};
            poll(&wait, 1, -1);
            connection.receive([](const char*, std::size_t) {}, true);
        }
    }
}

LoadResult Run::run()
{
    prepare();
    m_latenciesUs.reserve(1'000'000);
    const auto duration =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_load.seconds));
    Clock::time_point start = Clock::now();
    for (const auto& client : m_clients) {
        fillWindow(*client);
    }
    std::array<epoll_event, 64> events{};
    while (true) {
        const Clock::time_point now = Clock::now();
        if (!m_measuring && now - start > duration / 5) {
            m_measuring = true;
            start = now;
        }
        if (m_measuring
            && (now - start > duration
                || (m_load.most != 0 && m_latenciesUs.size() >= m_load.most))) {
            break;
        }
        const int ready = epoll_wait(m_epoll, events.data(), int(events.size()), 100);
        for (int i = 0; i < ready; ++i) {
            Client& client = *static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
            receive(client);
            fillWindow(client);
        }
        // Where a socket took only a part, the rest goes with the next answers; it never takes
        // none, because a window is smaller than a socket's buffer.
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    closeSessions();
    LoadResult result = summarize(m_latenciesUs, seconds);
    result.all = result.answers + m_unmeasured;
    return result;
}

} // namespace

LoadResult summarize(std::vector<double>& latenciesUs, double seconds)
{
    LoadResult result;
    result.answers = latenciesUs.size();
    if (latenciesUs.empty()) {
        return result;
    }
    std::sort(latenciesUs.begin(), latenciesUs.end());
    result.rate = static_cast<double>(latenciesUs.size()) / seconds;
    result.p50Us = latenciesUs[latenciesUs.size() / 2];
    result.p99Us = latenciesUs[latenciesUs.size() * 99 / 100];
    return result;
}

LoadResult run(const Load& load)
{
    return Run(load).run();
}

void fill(const std::string& address, std::size_t sessions, std::size_t nodes, std::size_t watches)
{
    constexpr std::size_t window = 200;
    const std::string data(100, 'x');
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t i = 0; i < sessions; ++i) {
        connections.push_back(std::make_unique<Connection>(address));
        connections.back()->output().connect(sessionTimeoutMs);
        exchange(*connections.back());
    }
    const auto path = [&](std::size_t i) {
        return "/fill/" + std::to_string(i % 100) + "/node-" + std::to_string(i);
    };
    Connection& first = *connections.front();
    first.output().create(1, "/fill", data);
    exchange(first);
    for (int i = 0; i < 100; ++i) {
        first.output().create(1, "/fill/" + std::to_string(i), data);
    }
    exchange(first, 100);
    const auto pipelined = [&](Connection& connection, std::size_t count, auto&& write) {
        std::size_t posted = 0;
        std::size_t answered = 0;
        while (answered < count) {
            while (posted < count && posted - answered < window) {
                write(posted++);
            }
            connection.flush();
            pollfd wait{connection.descriptor(), POLLIN, 0};
            poll(&wait, 1, -1);
            connection.receive([&](const char* bytes, std::size_t) {
                if (int32At(bytes + 12) != 0) {
                    die("a request of the filling failed");
                }
                ++answered;
            });
        }
    };
    pipelined(first, nodes, [&](std::size_t i) { first.output().create(1, path(i), data); });
    const std::size_t each = watches / sessions;
    for (std::size_t s = 0; s < sessions; ++s) {
        Connection& connection = *connections[s];
        pipelined(connection, each, [&](std::size_t i) {
            connection.output().read(Op::GetData, 1, path((s * each + i) % nodes), true);
        });
    }
    std::printf("filled\n");
    std::fflush(stdout);
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0) { }
}

} // namespace bench
