// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What of the loop has to do with connections that come in.
#include "registry/registryloop.h"

#include <asio/ip/address.hpp>
#include <asio/ip/v6_only.hpp>
#include <spdlog/spdlog.h>

namespace ottla::registry {

using asio::ip::tcp;

namespace {

Result<tcp::endpoint> resolve(asio::io_context& context, const std::string& host,
                              std::uint16_t port)
{
    if (host.empty()) {
        return tcp::endpoint(asio::ip::address_v6::any(), port);
    }
    std::error_code error;
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

std::error_code bind(tcp::acceptor& acceptor, const tcp::endpoint& endpoint)
{
    std::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
        acceptor.set_option(asio::ip::v6_only(false), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    }
    return error;
}

} // namespace

Result<void> RegistryServer::Loop::listen()
{
    const RegistryConfig& config = m_options.config;
    const auto endpoint = resolve(m_context, config.clientPortAddress, config.clientPort);
    if (!endpoint) {
        return endpoint.error();
    }
    auto error = bind(m_acceptor, *endpoint);
    if (error == asio::error::address_family_not_supported && config.clientPortAddress.empty()) {
        error = bind(m_acceptor, {asio::ip::address_v4::any(), config.clientPort}); // no IPv6 here
    }
    if (error) {
        const std::string where = "cannot listen on "
            + (config.clientPortAddress.empty() ? "*" : config.clientPortAddress) + ":"
            + std::to_string(config.clientPort);
        if (error == asio::error::address_in_use) {
            return Error{Errc::Busy, where + ": the port is in use"};
        }
        return Error{error == asio::error::access_denied ? Errc::Denied : Errc::Network,
                     where + ": " + error.message()};
    }
    m_state->port = m_acceptor.local_endpoint().port();
    if (!m_acceptor.local_endpoint().address().is_loopback()) {
        spdlog::warn("listening on {}:{}, which other machines may reach",
                     config.clientPortAddress.empty() ? "*" : config.clientPortAddress,
                     m_state->port);
    }
    return {};
}

void RegistryServer::Loop::accept()
{
    m_acceptor.async_accept([this](const std::error_code& error, tcp::socket socket) {
        if (!m_acceptor.is_open() || error == asio::error::operation_aborted) {
            return;
        }
        if (!error) {
            accepted(std::move(socket));
            accept();
            return;
        }
        // Out of descriptors, most likely: trying again at once would spin.
        spdlog::error("accepting a connection failed: {}", error.message());
        m_acceptRetry.expires_after(std::chrono::milliseconds(100));
        m_acceptRetry.async_wait([this](const std::error_code& cancelled) {
            if (!cancelled) {
                accept();
            }
        });
    });
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
