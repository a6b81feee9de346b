// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <endian.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench {

namespace {

constexpr std::size_t inputBytes = 1 << 18;
constexpr std::int32_t allRights = 31;

int connected(const std::string& address)
{
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) {
        die("no HOST:PORT: " + address);
    }
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + colon + 1)));
    inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr);
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
        die("cannot connect to " + address);
    }
    return descriptor;
}

} // namespace

void die(const std::string& why)
{
    std::fprintf(stderr, "bench_registry: %s\n", why.c_str());
    std::exit(1);
}

std::int32_t int32At(const char* bytes)
{
    std::uint32_t raw = 0;
    std::memcpy(&raw, bytes, sizeof raw);
    return static_cast<std::int32_t>(be32toh(raw));
}

void Output::begin()
{
    m_start = m_bytes.size();
    int32(0);
}

void Output::end()
{
    const std::uint32_t size = htobe32(static_cast<std::uint32_t>(m_bytes.size() - m_start - 4));
    std::memcpy(m_bytes.data() + m_start, &size, sizeof size);
}

void Output::int32(std::int32_t value)
{
    const std::uint32_t raw = htobe32(static_cast<std::uint32_t>(value));
    const std::size_t at = m_bytes.size();
    m_bytes.resize(at + sizeof raw);
    std::memcpy(m_bytes.data() + at, &raw, sizeof raw);
}

void Output::int64(std::int64_t value)
{
    int32(static_cast<std::int32_t>(value >> 32));
    int32(static_cast<std::int32_t>(value & 0xFFFF'FFFF));
}

void Output::buffer(std::string_view bytes)
{
    int32(static_cast<std::int32_t>(bytes.size()));
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

void Output::header(std::int32_t xid, Op op)
{
    begin();
    int32(xid);
    int32(static_cast<std::int32_t>(op));
}

void Output::connect(std::int32_t timeoutMs)
{
    begin();
    int32(0); // protocol
    int64(0); // last zxid
    int32(timeoutMs);
    int64(0); // session
    buffer(std::string(16, '\0'));
    boolean(false); // read-only
    end();
}

void Output::create(std::int32_t xid, std::string_view path, std::string_view data)
{
    header(xid, Op::Create);
    buffer(path);
    buffer(data);
    int32(1);
    int32(allRights);
    buffer("world");
    buffer("anyone");
    int32(0); // persistent
    end();
}

void Output::read(Op op, std::int32_t xid, std::string_view path, bool watch)
{
    header(xid, op);
    buffer(path);
    boolean(watch);
    end();
}

void Output::setData(std::int32_t xid, std::string_view path, std::string_view data)
{
    header(xid, Op::SetData);
    buffer(path);
    buffer(data);
    int32(-1);
    end();
}

void Output::closeSession(std::int32_t xid)
{
    header(xid, Op::Close);
    end();
}

Connection::Connection(const std::string& address)
    : Connection(connected(address))
{ }

Connection::Connection(int descriptor)
    : m_descriptor(descriptor)
    , m_input(inputBytes)
{
    const int on = 1;
    setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
}

Connection::~Connection()
{
    close(m_descriptor);
}

void Connection::flush()
{
    while (!isDrained()) {
        const ssize_t count = send(m_descriptor, m_output.bytes().data() + m_written,
                                   m_output.bytes().size() - m_written, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EAGAIN) {
                return;
            }
            m_closed = true;
            return;
        }
        m_written += static_cast<std::size_t>(count);
    }
    m_output.clear();
    m_written = 0;
}

void Connection::readSome(bool mayClose)
{
    const ssize_t count =
        recv(m_descriptor, m_input.data() + m_filled, m_input.size() - m_filled, 0);
    if (count > 0) {
        m_filled += static_cast<std::size_t>(count);
    } else if (count == 0 || errno != EAGAIN) {
        m_closed = true;
        if (!mayClose) {
            die("the server closed a connection");
        }
    }
}

} // namespace bench
