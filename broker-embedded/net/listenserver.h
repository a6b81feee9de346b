// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "net/frame.h"

#include <asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

namespace ottla::net {

/// Listens on addresses and serves the connections that come in, with one FrameHandler for all.
/// Runs on the threads of the io_context; its functions may be called from any thread.
class ListenServer
{
public:
    ListenServer(asio::io_context& context, Limits limits, FrameHandler handler);
    /// Takes `loopback` for what "localhost" is.
    ListenServer(asio::io_context& context, Limits limits, FrameHandler handler,
                 std::vector<std::string> loopback);
    /// Calls stop().
    ~ListenServer();
    ListenServer(const ListenServer&) = delete;
    ListenServer& operator=(const ListenServer&) = delete;

    struct Listening
    {
        std::string address; ///< Numeric; the first of several.
        std::uint16_t port = 0;
    };
    /// Binds `host` and `port` as openAcceptors() does, with its errors. Clients can connect, and
    /// wait until start().
    [[nodiscard]] Result<Listening> listen(const std::string& name, const std::string& host,
                                           std::uint16_t port);
    void start();
    /// Stops listening and closes the connections; does not wait for handlers that run.
    void stop();
    [[nodiscard]] std::size_t connectionCount() const;

private:
    struct State;
    class Acceptor;
    std::shared_ptr<State> m_state;
    const std::vector<std::string> m_loopback;
};

} // namespace ottla::net
