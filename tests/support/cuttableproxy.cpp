// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/cuttableproxy.h"

#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>
#include <future>
#include <set>
#include <thread>

namespace ottla::test {

namespace {

using asio::ip::tcp;

enum class Mode
{
    Open,
    Cut,
    Swallow
};

struct Pair
{
    explicit Pair(asio::io_context& context)
        : client(context)
        , server(context)
    { }
    void close()
    {
        std::error_code ignored;
        client.close(ignored);
        server.close(ignored);
    }

    tcp::socket client;
    tcp::socket server;
    std::array<char, 65536> up{};
    std::array<char, 65536> down{};
};

} // namespace

class CuttableProxy::Relay
{
public:
    explicit Relay(std::uint16_t serverPort)
        : m_server(asio::ip::address_v4::loopback(), serverPort)
        , m_acceptor(m_context, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
    {
        accept();
        m_thread = std::thread([this] { m_context.run(); });
    }
    ~Relay()
    {
        m_context.stop();
        m_thread.join();
    }

    std::uint16_t port() const { return m_acceptor.local_endpoint().port(); }

    /// Returns when it is so.
    void set(Mode mode)
    {
        std::promise<void> done;
        asio::post(m_context, [&] {
            m_mode = mode;
            if (mode == Mode::Cut) {
                for (const auto& pair : m_pairs) {
                    pair->close();
                }
                m_pairs.clear();
            }
            done.set_value();
        });
        done.get_future().wait();
    }

private:
    void accept()
    {
        auto pair = std::make_shared<Pair>(m_context);
        m_acceptor.async_accept(pair->client, [this, pair](std::error_code failed) {
            if (failed) {
                return;
            }
            if (m_mode != Mode::Cut) {
                pair->server.connect(m_server, failed);
                if (!failed) {
                    m_pairs.insert(pair);
                    relay(pair, pair->client, pair->server, pair->up, false);
                    relay(pair, pair->server, pair->client, pair->down, true);
                }
            }
            accept();
        });
    }
    void relay(const std::shared_ptr<Pair>& pair, tcp::socket& from, tcp::socket& to,
               std::array<char, 65536>& buffer, bool isAnswer)
    {
        from.async_read_some(
            asio::buffer(buffer),
            [this, pair, &from, &to, &buffer, isAnswer](std::error_code failed, std::size_t size) {
                if (!failed && !(isAnswer && m_mode == Mode::Swallow)) {
                    asio::write(to, asio::buffer(buffer.data(), size), failed);
                }
                if (failed) {
                    pair->close();
                    m_pairs.erase(pair);
                    return;
                }
                relay(pair, from, to, buffer, isAnswer);
            });
    }

    asio::io_context m_context;
    const tcp::endpoint m_server;
    tcp::acceptor m_acceptor;
    Mode m_mode = Mode::Open; ///< Of the thread.
    std::set<std::shared_ptr<Pair>> m_pairs;
    std::thread m_thread;
};

CuttableProxy::CuttableProxy(std::uint16_t serverPort)
    : m_relay(std::make_unique<Relay>(serverPort))
{ }

CuttableProxy::~CuttableProxy() = default;

std::uint16_t CuttableProxy::port() const
{
    return m_relay->port();
}

void CuttableProxy::cut()
{
    m_relay->set(Mode::Cut);
}

void CuttableProxy::swallowAnswers()
{
    m_relay->set(Mode::Swallow);
}

void CuttableProxy::heal()
{
    m_relay->set(Mode::Open);
}

} // namespace ottla::test
