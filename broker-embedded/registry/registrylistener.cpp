// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What of the loop has to do with connections that come in.
#include "net/acceptors.h"
#include "registry/registryloop.h"

#include <asio/ip/address.hpp>
#include <spdlog/spdlog.h>

namespace ottla::registry {

using asio::ip::tcp;

Result<void> RegistryServer::Loop::listen()
{
    const RegistryConfig& config = m_options.config;
    auto opened = net::openAcceptors([this] { return m_context.get_executor(); },
                                     config.clientPortAddress, config.clientPort);
    if (!opened) {
        return opened.error();
    }
    const auto first = opened->front().local_endpoint();
    m_state->port = first.port();
    m_address = first.address().to_string();
    for (tcp::acceptor& acceptor : *opened) {
        m_acceptors.push_back({std::move(acceptor), asio::steady_timer(m_context)});
    }
    if (!first.address().is_loopback()) {
        spdlog::warn("listening on {}:{}, which other machines may reach",
                     config.clientPortAddress.empty() ? "*" : config.clientPortAddress,
                     m_state->port);
    }
    return {};
}

void RegistryServer::Loop::accept(Acceptor& at)
{
    at.socket.async_accept([this, &at](const std::error_code& error, tcp::socket socket) {
        if (!at.socket.is_open() || error == asio::error::operation_aborted) {
            return;
        }
        if (!error) {
            accepted(std::move(socket));
            accept(at);
            return;
        }
        // Out of descriptors, most likely: trying again at once would spin.
        spdlog::error("accepting a connection failed: {}", error.message());
        at.retry.expires_after(std::chrono::milliseconds(100));
        at.retry.async_wait([this, &at](const std::error_code& cancelled) {
            if (!cancelled) {
                accept(at);
            }
        });
    });
}

void RegistryServer::Loop::stopListening()
{
    for (Acceptor& at : m_acceptors) {
        std::error_code ignored;
        at.socket.close(ignored);
        at.retry.cancel();
    }
}

void RegistryServer::Loop::accepted(tcp::socket socket)
{
    std::error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error || m_stopping) {
        return; // gone already
    }
    socket.set_option(tcp::no_delay(true), error);
    socket.non_blocking(true, error);
    auto address = remote.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    const RegistryConfig& config = m_options.config;
    const std::string host = address.to_string();
    const auto known = m_perAddress.find(host);
    const std::int64_t fromThere = known == m_perAddress.end() ? 0 : known->second;
    if ((config.maxClientCnxns > 0 && fromThere >= config.maxClientCnxns)
        || (config.maxCnxns > 0
            && static_cast<std::int64_t>(m_connections.size()) >= config.maxCnxns)) {
        spdlog::warn("{}:{}: refused, there are {} connections from there and {} in all", host,
                     remote.port(), fromThere, m_connections.size());
        return;
    }
    auto connection = std::make_shared<ClientConnection>(std::move(socket), *this);
    connection->address = host;
    connection->port = remote.port();
    connection->ids = {{"ip", host}};
    connection->lastZxid = m_state->database.lastZxidPointer();
    connection->establishedMs = m_clock.wallMs();
    ++m_perAddress[host];
    m_connections.emplace(connection.get(), connection);
    m_state->clients.insert(connection.get());
    m_strangers.push_back({m_clock.now() + config.sessionlessCnxnTimeout, connection});
    connection->start();
}

} // namespace ottla::registry
