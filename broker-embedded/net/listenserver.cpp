// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/listenserver.h"

#include "net/acceptors.h"
#include "net/connection.h"

#include <asio/dispatch.hpp>
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
    Acceptor(const std::shared_ptr<State>& state, std::string name, tcp::acceptor acceptor)
        : m_state(state)
        , m_acceptor(std::move(acceptor))
        , m_retry(m_acceptor.get_executor())
        , m_name(std::move(name))
    { }

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

ListenServer::ListenServer(asio::io_context& context, Limits limits, FrameHandler handler)
    : ListenServer(context, limits, std::move(handler), loopbackAddresses)
{ }

ListenServer::ListenServer(asio::io_context& context, Limits limits, FrameHandler handler,
                           std::vector<std::string> loopback)
    : m_state(std::make_shared<State>(context, limits, std::move(handler)))
    , m_loopback(std::move(loopback))
{ }

ListenServer::~ListenServer()
{
    stop();
}

Result<ListenServer::Listening> ListenServer::listen(const std::string& name,
                                                     const std::string& host, std::uint16_t port)
{
    auto opened = openAcceptors([this] { return asio::make_strand(m_state->context); }, host, port,
                                m_loopback);
    if (!opened) {
        return opened.error();
    }
    const auto first = opened->front().local_endpoint();
    const std::lock_guard lock(m_state->mutex);
    for (tcp::acceptor& acceptor : *opened) {
        m_state->acceptors.push_back(
            std::make_shared<Acceptor>(m_state, name, std::move(acceptor)));
    }
    return Listening{first.address().to_string(), first.port()};
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
