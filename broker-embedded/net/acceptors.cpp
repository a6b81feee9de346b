// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/acceptors.h"

#include <asio/ip/address.hpp>
#include <asio/ip/v6_only.hpp>
#include <cerrno>
#include <optional>
#include <utility>

namespace ottla::net {

using asio::ip::tcp;

namespace {

/// Ports that are tried until one is free on every address.
constexpr int mostPorts = 100;

std::error_code bind(tcp::acceptor& acceptor, const tcp::endpoint& endpoint)
{
    std::error_code error;
    acceptor.open(endpoint.protocol(), error);
#ifndef _WIN32 // there it would let two processes share the port
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
#endif
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

/// The machine has no such family, or not this address of it. asio's category does not tell the
/// second by std::errc.
bool isAbsent(const std::error_code& error)
{
#ifdef _WIN32
    constexpr int notAvailable = WSAEADDRNOTAVAIL;
#else
    constexpr int notAvailable = EADDRNOTAVAIL;
#endif
    return error == asio::error::address_family_not_supported
        || error == std::error_code(notAvailable, asio::error::get_system_category());
}

Result<std::vector<asio::ip::address>> resolve(const asio::any_io_executor& executor,
                                               const std::string& host,
                                               const std::vector<std::string>& loopback)
{
    std::vector<asio::ip::address> addresses;
    if (host == "localhost") {
        for (const std::string& address : loopback) {
            addresses.push_back(asio::ip::make_address(address));
        }
        return addresses;
    }
    std::error_code error;
    if (const auto address = asio::ip::make_address(host, error); !error) {
        addresses.push_back(address);
        return addresses;
    }
    const auto found = tcp::resolver(executor).resolve(host, "", error);
    if (error || found.empty()) {
        return Error{Errc::NotFound, "cannot listen on " + host + ": " + error.message()};
    }
    addresses.push_back(found.begin()->endpoint().address());
    for (const auto& entry : found) {
        if (entry.endpoint().address().is_v4()) {
            addresses.front() = entry.endpoint().address();
            break;
        }
    }
    return addresses;
}

struct Opened
{
    std::vector<tcp::acceptor> acceptors;
    std::error_code error; ///< Of the address that cannot be had, or of the last that is absent.
};

Opened open(const std::function<asio::any_io_executor()>& executor,
            const std::vector<asio::ip::address>& addresses, std::uint16_t port)
{
    Opened opened;
    for (const asio::ip::address& address : addresses) {
        tcp::acceptor acceptor(executor());
        const auto error = bind(acceptor, {address, port});
        if (!error) {
            port = acceptor.local_endpoint().port();
            opened.acceptors.push_back(std::move(acceptor));
            continue;
        }
        opened.error = error;
        if (!isAbsent(error)) {
            opened.acceptors.clear();
            return opened;
        }
    }
    return opened;
}

} // namespace

Result<std::vector<tcp::acceptor>>
openAcceptors(const std::function<asio::any_io_executor()>& executor, const std::string& host,
              std::uint16_t port, const std::vector<std::string>& loopback)
{
    Opened opened;
    if (host.empty()) {
        opened = open(executor, {asio::ip::address_v6::any()}, port); // IPv4 as well
        if (opened.acceptors.empty() && isAbsent(opened.error)) {
            opened = open(executor, {asio::ip::address_v4::any()}, port);
        }
    } else {
        const auto addresses = resolve(executor(), host, loopback);
        if (!addresses) {
            return addresses.error();
        }
        for (int tries = 0; tries < mostPorts; ++tries) {
            opened = open(executor, *addresses, port);
            // A port that one address gave may be somebody's on the other.
            if (port != 0 || opened.error != asio::error::address_in_use) {
                break;
            }
        }
    }
    if (!opened.acceptors.empty()) {
        return std::move(opened.acceptors);
    }
    const std::string where =
        "cannot listen on " + (host.empty() ? "*" : host) + ":" + std::to_string(port);
    if (opened.error == asio::error::address_in_use) {
        return Error{Errc::Busy, where + ": the port is in use"};
    }
    return Error{opened.error == asio::error::access_denied ? Errc::Denied : Errc::Network,
                 where + ": " + opened.error.message()};
}

} // namespace ottla::net
