// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/client.h"

#include <asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

namespace ottla::registry {

class ClientConnection;

/// What a connection does not do itself. Outlives the connections.
class ConnectionOwner
{
public:
    virtual ~ConnectionOwner() = default;
    /// A frame, without its length.
    virtual void frameCame(ClientConnection& connection, BytesView frame) = 0;
    /// The first four bytes were letters of a command. Puts the answer into the output.
    virtual void commandCame(ClientConnection& connection, std::string_view command) = 0;
    /// To be flushed at the end of the turn.
    virtual void outputAdded(ClientConnection& connection) = 0;
    /// It has ended; called once.
    virtual void connectionEnded(ClientConnection& connection) = 0;
    /// Whether a client with so many requests without an answer must wait.
    [[nodiscard]] virtual bool isThrottled(const ClientConnection& connection) const = 0;
    [[nodiscard]] virtual std::size_t maxFrameBytes() const = 0;
    /// An answer may go out.
    virtual void answered(ClientConnection& connection, const OutputQueue::Answered& what) = 0;
    [[nodiscard]] virtual Clock::TimePoint turnTime() = 0;
};

/// A client's socket: cuts what comes into frames, sends what the output lets out. All on the
/// server's one thread. Memory follows what has arrived, never what a length promises; a client
/// that does not read its answers is not read from, and in the end dropped.
class ClientConnection final : public Client, public std::enable_shared_from_this<ClientConnection>
{
public:
    ClientConnection(asio::ip::tcp::socket socket, ConnectionOwner& owner);

    void start();
    void outputAdded() override;
    void drop() override;
    /// Sends what has seen no transaction after `durable`, as far as the socket takes it.
    void flush(std::int64_t durable);
    [[nodiscard]] bool ended() const { return m_ended; }

    bool dirty = false; ///< The owner has it in its list.

private:
    void read();
    void came(const std::error_code& error, std::size_t count);
    void take(BytesView bytes);
    [[nodiscard]] std::size_t takeFrames(BytesView bytes);
    void waitWritable();
    [[nodiscard]] bool mayRead() const;

    asio::ip::tcp::socket m_socket;
    ConnectionOwner& m_owner;
    Bytes m_buffer; ///< To read into; grows when there is much to read.
    std::string m_input; ///< The beginning of a frame, or frames that must wait.
    bool m_reading = false;
    bool m_writing = false;
    bool m_taking = false;
    bool m_inputEnded = false;
    bool m_ended = false;
};

} // namespace ottla::registry
