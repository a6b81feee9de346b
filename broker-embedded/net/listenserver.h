// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "net/frame.h"

#include <asio/io_context.hpp>
#include <memory>
#include <string>

namespace ottla::net {

/// Listens on addresses and serves the connections that come in, with one FrameHandler for all.
/// Runs on the threads of the io_context; its functions may be called from any thread.
class ListenServer
{
public:
    ListenServer(asio::io_context& context, Limits limits, FrameHandler handler);
    /// Calls stop().
    ~ListenServer();
    ListenServer(const ListenServer&) = delete;
    ListenServer& operator=(const ListenServer&) = delete;

    /// Binds `host` (a name, an IPv4 or IPv6 address; empty is every interface) and `port` (0: any
    /// free one), and returns the port. Clients can connect, and wait until start().
    /// Errc::Busy when the port is in use, Errc::Denied, Errc::NotFound for an unknown host.
    [[nodiscard]] Result<std::uint16_t> listen(const std::string& name, const std::string& host,
                                               std::uint16_t port);
    void start();
    /// Stops listening and closes the connections; does not wait for handlers that run.
    void stop();
    [[nodiscard]] std::size_t connectionCount() const;

private:
    struct State;
    class Acceptor;
    std::shared_ptr<State> m_state;
};

} // namespace ottla::net
