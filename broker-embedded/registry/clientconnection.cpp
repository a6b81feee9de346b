// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/clientconnection.h"

#include "registry/clientinput.h"

#include <asio/buffer.hpp>

namespace ottla::registry {

namespace {

constexpr std::size_t smallestBuffer = 1024;
constexpr std::size_t largestBuffer = 64U << 10U;
/// Above this much unsent output nothing more is read from the client; above the second, which only
/// events can reach, it is dropped.
constexpr std::size_t pauseOutput = 4U << 20U;
constexpr std::size_t dropOutput = 64U << 20U;

} // namespace

ClientConnection::ClientConnection(asio::ip::tcp::socket socket, ConnectionOwner& owner)
    : m_socket(std::move(socket))
    , m_owner(owner)
    , m_buffer(smallestBuffer)
{ }

void ClientConnection::start()
{
    read();
}

void ClientConnection::outputAdded()
{
    if (output.size() > dropOutput) {
        closeWhenSent = true; // it takes no events off; flush() sees to the rest
    }
    m_owner.outputAdded(*this);
}

void ClientConnection::drop()
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    std::error_code ignored;
    m_socket.close(ignored);
    m_owner.connectionEnded(*this);
}

bool ClientConnection::mayRead() const
{
    return !m_ended && !m_inputEnded && !closeWhenSent && output.size() < pauseOutput
        && !m_owner.isThrottled(*this);
}

void ClientConnection::read()
{
    if (m_reading || !mayRead()) {
        return;
    }
    m_reading = true;
    m_socket.async_read_some(
        asio::buffer(m_buffer),
        [self = shared_from_this()](const std::error_code& error, std::size_t count) {
            self->m_reading = false;
            if (!self->m_ended) {
                self->came(error, count);
            }
        });
}

void ClientConnection::came(const std::error_code& error, std::size_t count)
{
    if (error == asio::error::eof && !output.empty()) {
        m_inputEnded = true; // what it asked is still answered
        return;
    }
    if (error) {
        drop();
        return;
    }
    received = m_owner.turnTime();
    take(BytesView(m_buffer).first(count));
    if (count == m_buffer.size() && count < largestBuffer) {
        m_buffer.resize(4 * count);
    }
    read();
}

void ClientConnection::take(BytesView bytes)
{
    m_taking = true;
    if (m_input.empty()) {
        const std::size_t used = takeFrames(bytes);
        m_input = asText(bytes.subspan(used));
    } else {
        m_input += asText(bytes);
        const std::size_t used = takeFrames(asBytes(m_input));
        m_input.erase(0, used);
    }
    if (m_input.empty() && m_input.capacity() > largestBuffer) {
        m_input.shrink_to_fit();
    }
    m_taking = false;
}

std::size_t ClientConnection::takeFrames(BytesView bytes)
{
    std::size_t used = 0;
    while (mayRead()) {
        const ClientInput input =
            nextInput(bytes.subspan(used), !connected, m_owner.maxFrameBytes());
        used += input.size;
        switch (input.kind) {
        case ClientInput::Kind::Incomplete:
            return used;
        case ClientInput::Kind::Frame:
            m_owner.frameCame(*this, input.content);
            break;
        case ClientInput::Kind::Command:
            closeWhenSent = true;
            m_owner.commandCame(*this, asText(input.content));
            return bytes.size(); // what follows is not looked at
        case ClientInput::Kind::Broken:
            drop();
            break;
        }
    }
    return m_ended ? bytes.size() : used;
}

void ClientConnection::flush(std::int64_t durable)
{
    if (m_ended) {
        return;
    }
    output.release(durable,
                   [this](const OutputQueue::Answered& what) { m_owner.answered(*this, what); });
    while (!m_writing && !output.sendable().empty()) {
        const BytesView bytes = output.sendable();
        std::error_code error;
        const std::size_t count =
            m_socket.write_some(asio::buffer(bytes.data(), bytes.size()), error);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            waitWritable();
            break;
        }
        if (error) {
            drop();
            return;
        }
        output.sent(count);
    }
    if (((closeWhenSent || m_inputEnded) && output.empty()) || output.size() > dropOutput) {
        drop();
        return;
    }
    if (m_taking || m_reading) {
        return;
    }
    if (!m_input.empty() && mayRead()) {
        take({}); // frames that had to wait
    }
    read();
}

void ClientConnection::waitWritable()
{
    m_writing = true;
    m_socket.async_wait(asio::ip::tcp::socket::wait_write,
                        [self = shared_from_this()](const std::error_code& error) {
                            self->m_writing = false;
                            if (error) {
                                self->drop();
                            } else if (!self->m_ended) {
                                self->m_owner.outputAdded(*self);
                            }
                        });
}

} // namespace ottla::registry
