// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/jute/records.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::test {

using wire::jute::OpCode;

/// A ZooKeeper client on a blocking socket, which does what it is told and no more: no pings, no
/// reconnection. Whatever waits gives up after some seconds. One thread.
class ZkClient
{
public:
    struct Reply
    {
        bool arrived = false; ///< False: the connection ended, or nothing came.
        std::int32_t xid = 0;
        std::int64_t zxid = 0;
        std::int32_t error = 0;
        std::string body;

        template <typename Record>
        [[nodiscard]] Record as() const
        {
            return wire::jute::decode<Record>(asBytes(body)).value_or(Record{});
        }
    };
    struct Event
    {
        std::int32_t type = 0;
        std::string path;
        int repliesBefore = 0; ///< Replies that had arrived before it.

        friend bool operator==(const Event& left, const Event& right)
        {
            return left.type == right.type && left.path == right.path;
        }
    };

    ZkClient() = default;
    explicit ZkClient(std::uint16_t port) { static_cast<void>(connect(port)); }
    ~ZkClient() { disconnect(); }
    ZkClient(const ZkClient&) = delete;
    ZkClient& operator=(const ZkClient&) = delete;

    /// A new session, or the one that is set below. False when the server refuses or is not there.
    [[nodiscard]] bool connect(std::uint16_t port, std::int32_t timeoutMs = 10'000);
    /// Only the socket, without a handshake.
    [[nodiscard]] bool open(std::uint16_t port);
    /// Only the socket; the session goes on.
    void disconnect();
    [[nodiscard]] bool isConnected() const { return m_socket >= 0; }

    // What connect() sends and gets.
    std::int64_t session = 0;
    std::string password = std::string(16, '\0');
    std::int64_t lastZxid = 0;
    std::int32_t timeout = 0; ///< Negotiated.
    bool sendsReadOnly = true; ///< False: a client of before 3.4.

    /// Sends a request; its xid. Receive the answer later.
    template <typename... Records>
    std::int32_t send(OpCode type, const Records&... records)
    {
        return sendAs(++m_xid, static_cast<std::int32_t>(type), records...);
    }
    template <typename... Records>
    std::int32_t sendAs(std::int32_t xid, std::int32_t type, const Records&... records)
    {
        std::string frame;
        wire::jute::JuteWriter write(frame);
        const std::size_t at = write.beginFrame();
        write(wire::jute::RequestHeader{xid, type});
        (write(records), ...);
        write.endFrame(at);
        sendBytes(frame);
        return xid;
    }
    void sendBytes(std::string_view bytes);
    /// The next answer; events on the way to it are kept.
    Reply receive();
    template <typename... Records>
    Reply call(OpCode type, const Records&... records)
    {
        send(type, records...);
        return receive();
    }

    // Shorthands; they return the error code.
    std::int32_t create(std::string_view path, std::string_view data = {}, std::int32_t flags = 0,
                        std::string* made = nullptr);
    std::int32_t create(std::string_view path, std::vector<wire::jute::Acl> acl);
    std::int32_t remove(std::string_view path, std::int32_t version = -1);
    std::int32_t set(std::string_view path, std::string_view data, std::int32_t version = -1,
                     wire::jute::Stat* stat = nullptr);
    std::int32_t get(std::string_view path, std::string* data = nullptr,
                     wire::jute::Stat* stat = nullptr, bool watch = false);
    std::int32_t exists(std::string_view path, bool watch = false,
                        wire::jute::Stat* stat = nullptr);
    /// Sorted.
    std::vector<std::string> children(std::string_view path, bool watch = false);
    std::int32_t authenticate(std::string_view userAndPassword);
    std::int32_t ping();
    std::int32_t close();

    /// Events that came, the oldest first; waits for the first if there is none.
    std::vector<Event> takeEvents();
    /// Those that came so far, after a ping has shown that no more are on the way.
    std::vector<Event> eventsSoFar();
    /// Whether something has come that was not taken yet, at this moment.
    [[nodiscard]] bool hasInput() const;
    /// Sends no more, but still receives.
    void endInput();
    /// Whether the server has ended the connection, or does within some seconds.
    [[nodiscard]] bool waitForEnd();

    /// What a command of four letters answers.
    [[nodiscard]] static std::string command(std::uint16_t port, std::string_view letters);

private:
    bool receiveFrame(std::string& frame);
    bool receiveOne(Reply& reply);

    int m_socket = -1;
    std::int32_t m_xid = 0;
    int m_replies = 0;
    std::vector<Event> m_events;
};

/// world:anyone with all permissions.
[[nodiscard]] std::vector<wire::jute::Acl> openAcl();

} // namespace ottla::test
