// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/zkclient.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ottla::test {

using namespace wire::jute;

namespace {

constexpr int patienceMs = 15'000;

bool readAll(int socket, char* into, std::size_t size)
{
    for (std::size_t done = 0; done < size;) {
        pollfd ready{socket, POLLIN, 0};
        if (::poll(&ready, 1, patienceMs) <= 0) {
            return false;
        }
        const ssize_t count = ::recv(socket, into + done, size - done, 0);
        if (count <= 0) {
            return false;
        }
        done += static_cast<std::size_t>(count);
    }
    return true;
}

} // namespace

std::vector<Acl> openAcl()
{
    return {{31, {"world", "anyone"}}};
}

bool ZkClient::open(std::uint16_t port)
{
    disconnect();
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        disconnect();
        return false;
    }
    return true;
}

bool ZkClient::hasInput() const
{
    pollfd ready{m_socket, POLLIN, 0};
    return ::poll(&ready, 1, 0) > 0;
}

void ZkClient::disconnect()
{
    if (m_socket >= 0) {
        ::close(std::exchange(m_socket, -1));
    }
}

bool ZkClient::connect(std::uint16_t port, std::int32_t timeoutMs)
{
    if (!open(port)) {
        return false;
    }
    std::string frame;
    JuteWriter write(frame);
    const std::size_t at = write.beginFrame();
    write(ConnectRequest{0, lastZxid, timeoutMs, session, asBytes(password)});
    if (sendsReadOnly) {
        write(false);
    }
    write.endFrame(at);
    sendBytes(frame);
    std::string answer;
    if (!receiveFrame(answer) || answer.size() != (sendsReadOnly ? 37U : 36U)) {
        disconnect();
        return false;
    }
    const auto response = decode<ConnectResponse>(asBytes(answer)).value_or(ConnectResponse{});
    timeout = response.timeoutMs;
    if (response.sessionId == 0) {
        return false;
    }
    session = response.sessionId;
    password = asText(response.password.value_or(BytesView{}));
    return true;
}

void ZkClient::sendBytes(std::string_view bytes)
{
    while (!bytes.empty() && m_socket >= 0) {
        const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0) {
            return; // the next receive() notices
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool ZkClient::receiveFrame(std::string& frame)
{
    std::array<char, 4> length{};
    if (m_socket < 0 || !readAll(m_socket, length.data(), length.size())) {
        return false;
    }
    const auto size =
        loadBigEndian<std::int32_t>(reinterpret_cast<const std::byte*>(length.data()));
    if (size < 0 || size > (1 << 28)) {
        return false;
    }
    frame.resize(static_cast<std::size_t>(size));
    return readAll(m_socket, frame.data(), frame.size());
}

bool ZkClient::receiveOne(Reply& reply)
{
    std::string frame;
    if (!receiveFrame(frame)) {
        disconnect();
        return false;
    }
    JuteReader read(asBytes(frame));
    ReplyHeader header;
    read(header);
    if (!read.ok()) {
        disconnect();
        return false;
    }
    reply = {true, header.xid, header.zxid, header.error, std::string(asText(read.rest()))};
    return true;
}

ZkClient::Reply ZkClient::receive()
{
    Reply reply;
    while (receiveOne(reply)) {
        if (reply.xid == notificationXid) {
            const auto event = reply.as<WatcherEvent>();
            m_events.push_back({event.type, std::string(event.path), m_replies});
            continue;
        }
        ++m_replies;
        if (reply.xid > 0) {
            lastZxid = std::max(lastZxid, reply.zxid);
        }
        return reply;
    }
    return {};
}

namespace {
/// An error code of no server's: no answer came.
constexpr std::int32_t noAnswer = 1;

std::int32_t errorOf(const ZkClient::Reply& reply)
{
    return reply.arrived ? reply.error : noAnswer;
}
} // namespace

std::int32_t ZkClient::create(std::string_view path, std::string_view data, std::int32_t flags,
                              std::string* made)
{
    const Reply reply = call(OpCode::Create, CreateRequest{path, asBytes(data), openAcl(), flags});
    if (made != nullptr) {
        *made = reply.as<PathRequest>().path;
    }
    return errorOf(reply);
}

std::int32_t ZkClient::create(std::string_view path, std::vector<Acl> acl)
{
    return errorOf(call(OpCode::Create, CreateRequest{path, Buffer(), std::move(acl), 0}));
}

std::int32_t ZkClient::remove(std::string_view path, std::int32_t version)
{
    return errorOf(call(OpCode::Delete, PathNumberRequest{path, version}));
}

std::int32_t ZkClient::set(std::string_view path, std::string_view data, std::int32_t version,
                           Stat* stat)
{
    const Reply reply = call(OpCode::SetData, SetDataRequest{path, asBytes(data), version});
    if (stat != nullptr) {
        *stat = reply.as<Stat>();
    }
    return errorOf(reply);
}

std::int32_t ZkClient::get(std::string_view path, std::string* data, Stat* stat, bool watch)
{
    const Reply reply = call(OpCode::GetData, PathWatchRequest{path, watch});
    JuteReader read(asBytes(reply.body));
    Buffer content;
    Stat found;
    read(content);
    read(found);
    if (data != nullptr) {
        *data = asText(content.value_or(BytesView{}));
    }
    if (stat != nullptr) {
        *stat = found;
    }
    return errorOf(reply);
}

std::int32_t ZkClient::exists(std::string_view path, bool watch, Stat* stat)
{
    const Reply reply = call(OpCode::Exists, PathWatchRequest{path, watch});
    if (stat != nullptr) {
        *stat = reply.as<Stat>();
    }
    return errorOf(reply);
}

std::vector<std::string> ZkClient::children(std::string_view path, bool watch)
{
    const Reply reply = call(OpCode::GetChildren, PathWatchRequest{path, watch});
    JuteReader read(asBytes(reply.body));
    std::vector<std::string> names;
    read(names);
    std::sort(names.begin(), names.end());
    return names;
}

std::int32_t ZkClient::authenticate(std::string_view userAndPassword)
{
    sendAs(authXid, static_cast<std::int32_t>(OpCode::Auth),
           AuthPacket{0, "digest", asBytes(userAndPassword)});
    return errorOf(receive());
}

std::int32_t ZkClient::ping()
{
    sendAs(pingXid, static_cast<std::int32_t>(OpCode::Ping));
    return errorOf(receive());
}

std::int32_t ZkClient::close()
{
    return errorOf(call(OpCode::CloseSession));
}

std::vector<ZkClient::Event> ZkClient::takeEvents()
{
    while (m_events.empty()) {
        Reply reply;
        if (!receiveOne(reply) || reply.xid != notificationXid) {
            break;
        }
        const auto event = reply.as<WatcherEvent>();
        m_events.push_back({event.type, std::string(event.path), m_replies});
    }
    return std::exchange(m_events, {});
}

std::vector<ZkClient::Event> ZkClient::eventsSoFar()
{
    ping();
    return std::exchange(m_events, {});
}

void ZkClient::endInput()
{
    ::shutdown(m_socket, SHUT_WR);
}

bool ZkClient::waitForEnd()
{
    Reply reply;
    while (m_socket >= 0) {
        pollfd ready{m_socket, POLLIN, 0};
        if (::poll(&ready, 1, patienceMs) <= 0) {
            return false;
        }
        receiveOne(reply);
    }
    return true;
}

std::string ZkClient::command(std::uint16_t port, std::string_view letters)
{
    ZkClient client;
    std::string text;
    if (!client.open(port)) {
        return text;
    }
    client.sendBytes(letters);
    std::array<char, 4096> buffer{};
    while (true) {
        const ssize_t count = ::recv(client.m_socket, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

} // namespace ottla::test
