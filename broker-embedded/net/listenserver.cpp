// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/listenserver.h"

#include "net/connection.h"

#include <asio/dispatch.hpp>
#include <asio/ip/v6_only.hpp>
#include <asio/strand.hpp>
#include <mutex>
#include <spdlog/spdlog.h>
#include <unordered_map>

namespace ottla::net {

using asio::ip::tcp;

struct ListenServer::State
{
    State(asio::io_context& ioContext, const Limits& theLimits, FrameHandler theHandler)
        : context(ioContext)
        , limits(theLimits)
        , handler(std::make_shared<const FrameHandler>(std::move(theHandler)))
    { }

    asio::io_context& context;
    const Limits limits;
    const std::shared_ptr<const FrameHandler> handler;

    std::mutex mutex; ///< Guards what follows.
    bool stopped = false;
    std::vector<std::shared_ptr<Acceptor>> acceptors;
    std::unordered_map<const Connection*, std::shared_ptr<Connection>> connections;
};

/// A listening socket, on a strand of its own.
class ListenServer::Acceptor : public std::enable_shared_from_this<Acceptor>
{
public:
    Acceptor(const std::shared_ptr<State>& state, std::string name)
        : m_state(state)
        , m_acceptor(asio::make_strand(state->context))
        , m_retry(m_acceptor.get_executor())
        , m_name(std::move(name))
    { }

    std::error_code bind(const tcp::endpoint& endpoint)
    {
        std::error_code error;
        m_acceptor.open(endpoint.protocol(), error);
#ifndef _WIN32 // there it would let two processes share the port
        if (!error) {
            m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        }
#endif
        if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
            m_acceptor.set_option(asio::ip::v6_only(false), error);
        }
        if (!error) {
            m_acceptor.bind(endpoint, error);
        }
        if (!error) {
            m_acceptor.listen(tcp::acceptor::max_listen_connections, error);
        }
        return error;
    }
    [[nodiscard]] std::uint16_t port() const
    {
        return m_acceptor.local_endpoint().port();
    }

    void accept()
    {
        const auto state = m_state.lock();
        if (!state) {
            return;
        }
        m_acceptor.async_accept(
            asio::make_strand(state->context),
            [self = shared_from_this()](const std::error_code& error, tcp::socket socket) {
                self->accepted(error, std::move(socket));
            });
    }
    void close()
    {
        asio::dispatch(m_acceptor.get_executor(), [self = shared_from_this()] {
            std::error_code ignored;
            self->m_acceptor.close(ignored);
            self->m_retry.cancel();
        });
    }

private:
    void accepted(const std::error_code& error, tcp::socket socket)
    {
        if (!m_acceptor.is_open() || error == asio::error::operation_aborted) {
            return;
        }
        if (error) {
            // Out of descriptors, most likely: trying again at once would spin.
            spdlog::error("accepting a connection failed: {}", error.message());
            m_retry.expires_after(std::chrono::milliseconds(100));
            m_retry.async_wait([self = shared_from_this()](const std::error_code& cancelled) {
                if (!cancelled) {
                    self->accept();
                }
            });
            return;
        }
        serve(std::move(socket));
        accept();
    }

    void serve(tcp::socket socket)
    {
        std::error_code error;
        const auto remote = socket.remote_endpoint(error);
        if (error) {
            return; // gone already
        }
        socket.set_option(tcp::no_delay(true), error);
        socket.non_blocking(true, error);
        auto address = remote.address();
        if (address.is_v6() && address.to_v6().is_v4_mapped()) {
            address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
        }
        const auto state = m_state.lock();
        if (!state) {
            return;
        }
        auto forget = [weak = m_state](const Connection* ended) {
            if (const auto owner = weak.lock()) {
                const std::lock_guard lock(owner->mutex);
                owner->connections.erase(ended);
            }
        };
        auto connection = std::make_shared<Connection>(
            std::move(socket), Peer{address.to_string(), remote.port(), m_name}, state->limits,
            state->handler, std::move(forget));
        {
            const std::lock_guard lock(state->mutex);
            if (state->stopped) {
                return;
            }
            if (state->connections.size() >= state->limits.maxConnections) {
                spdlog::warn("{}:{}: refused, {} connections are open", address.to_string(),
                             remote.port(), state->connections.size());
                return;
            }
            state->connections.emplace(connection.get(), connection);
        }
        connection->start();
    }

    const std::weak_ptr<State> m_state;
    tcp::acceptor m_acceptor;
    asio::steady_timer m_retry;
    const std::string m_name;
};

namespace {

Result<tcp::endpoint> resolve(asio::io_context& context, const std::string& host,
                              std::uint16_t port)
{
    if (host.empty()) {
        return tcp::endpoint(asio::ip::address_v6::any(), port);
    }
    std::error_code error;
    if (const auto address = asio::ip::make_address(host, error); !error) {
        return tcp::endpoint(address, port);
    }
    const auto found = tcp::resolver(context).resolve(host, std::to_string(port), error);
    if (error || found.empty()) {
        return Error{Errc::NotFound, "cannot listen on " + host + ": " + error.message()};
    }
    for (const auto& entry : found) {
        if (entry.endpoint().address().is_v4()) {
            return entry.endpoint();
        }
    }
    return found.begin()->endpoint();
}

} // namespace

ListenServer::ListenServer(asio::io_context& context, Limits limits, FrameHandler handler)
    : m_state(std::make_shared<State>(context, limits, std::move(handler)))
{ }

ListenServer::~ListenServer()
{
    stop();
}

Result<std::uint16_t> ListenServer::listen(const std::string& name, const std::string& host,
                                           std::uint16_t port)
{
    const auto endpoint = resolve(m_state->context, host, port);
    if (!endpoint) {
        return endpoint.error();
    }
    auto acceptor = std::make_shared<Acceptor>(m_state, name);
    auto error = acceptor->bind(*endpoint);
    if (error == asio::error::address_family_not_supported && host.empty()) { // no IPv6 here
        acceptor = std::make_shared<Acceptor>(m_state, name);
        error = acceptor->bind(tcp::endpoint(asio::ip::address_v4::any(), port));
    }
    if (error) {
        const std::string where =
            "cannot listen on " + (host.empty() ? "*" : host) + ":" + std::to_string(port);
        if (error == asio::error::address_in_use) {
            return Error{Errc::Busy, where + ": the port is in use"};
        }
        return Error{error == asio::error::access_denied ? Errc::Denied : Errc::Network,
                     where + ": " + error.message()};
    }
    const std::lock_guard lock(m_state->mutex);
    m_state->acceptors.push_back(acceptor);
    return acceptor->port();
}

void ListenServer::start()
{
    const std::lock_guard lock(m_state->mutex);
    for (const auto& acceptor : m_state->acceptors) {
        acceptor->accept();
    }
}

void ListenServer::stop()
{
    std::vector<std::shared_ptr<Acceptor>> acceptors;
    std::vector<std::shared_ptr<Connection>> connections;
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->stopped = true;
        acceptors.swap(m_state->acceptors);
        for (const auto& [key, connection] : m_state->connections) {
            connections.push_back(connection);
        }
    }
    for (const auto& acceptor : acceptors) {
        acceptor->close();
    }
    for (const auto& connection : connections) {
        connection->close();
    }
}

std::size_t ListenServer::connectionCount() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->connections.size();
}

} // namespace ottla::net
