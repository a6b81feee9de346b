// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include "net/sendfile.h"

#include <algorithm>
#include <asio/buffer.hpp>
#include <asio/dispatch.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>
#include <spdlog/spdlog.h>

namespace ottla::net {

namespace {

std::size_t memoryBytes(const Answer& answer)
{
    std::size_t total = 0;
    for (const Piece& piece : answer.pieces) {
        if (const auto* bytes = std::get_if<Bytes>(&piece)) {
            total += bytes->size();
        }
    }
    return total;
}

std::uint64_t totalBytes(const Answer& answer)
{
    std::uint64_t total = 0;
    for (const Piece& piece : answer.pieces) {
        total += std::holds_alternative<Bytes>(piece) ? std::get<Bytes>(piece).size()
                                                      : std::get<FileRegion>(piece).size;
    }
    return total;
}

} // namespace

Connection::Connection(asio::ip::tcp::socket socket, Peer peer, const Limits& limits,
                       std::shared_ptr<const FrameHandler> handler,
                       std::function<void(const Connection*)> onClosed)
    : m_socket(std::move(socket))
    , m_idleTimer(m_socket.get_executor())
    , m_peer(std::move(peer))
    , m_limits(limits)
    , m_handler(std::move(handler))
    , m_onClosed(std::move(onClosed))
    , m_reader(limits.maxFrameBytes)
{ }

void Connection::start()
{
    asio::dispatch(m_socket.get_executor(), [self = shared_from_this()] {
        self->touch();
        self->watchIdle();
        self->read();
    });
}

void Connection::close()
{
    asio::dispatch(m_socket.get_executor(), [self = shared_from_this()] { self->end(); });
}

bool Connection::isFull() const
{
    return m_slots.size() >= m_limits.maxOutstandingRequests
        || m_outstandingBytes >= m_limits.maxOutstandingBytes;
}

bool Connection::mayBegin() const
{
    return m_slots.empty() || m_slots.back().answer || m_slots.back().waits;
}

void Connection::read()
{
    if (m_reading || m_inputEnded || m_ended || isFull()) {
        return;
    }
    m_reading = true;
    const auto space = m_reader.space();
    m_socket.async_read_some(
        asio::buffer(space.data(), space.size()),
        [self = shared_from_this()](const std::error_code& error, std::size_t count) {
            self->m_reading = false;
            if (self->m_ended) {
                return;
            }
            if (error == asio::error::eof) {
                self->m_inputEnded = true;
                if (self->m_slots.empty()) {
                    self->end();
                }
                return;
            }
            if (error) {
                self->end();
                return;
            }
            self->touch();
            self->m_reader.arrived(count);
            self->takeFrames();
        });
}

void Connection::takeFrames()
{
    while (!m_ended && !m_inputEnded && !m_refused && !isFull()) {
        if (!m_next) {
            auto frame = m_reader.next();
            if (!frame) {
                refuseInput(frame.error().message);
                return;
            }
            m_next = *std::move(frame);
        }
        if (!m_next) {
            read(); // also while a request is under way: so a client that goes is noticed
            return;
        }
        if (!mayBegin()) {
            return;
        }
        dispatch(std::exchange(m_next, nullptr));
    }
}

void Connection::refuseInput(const std::string& reason)
{
    if (m_slots.empty()) {
        fail(reason);
        return;
    }
    spdlog::warn("{}:{}: connection closes: {}", m_peer.host, m_peer.port, reason);
    m_slots.push_back(Slot{Answer{Answer::Kind::Close, {}}, 0, false});
    m_refused = true;
}

void Connection::dispatch(std::shared_ptr<Bytes> frame)
{
    const std::uint64_t number = m_firstSlot + m_slots.size();
    m_slots.push_back(Slot{{}, frame->size(), false});
    m_outstandingBytes += frame->size();
    // Weak: a request that waits for long must not keep a dead connection.
    (*m_handler)(m_peer, std::move(frame), [weak = weak_from_this(), number](Answer answer) {
        const auto self = weak.lock();
        if (!self) {
            return;
        }
        asio::post(self->m_socket.get_executor(),
                   [self, number, answer = std::move(answer)]() mutable {
                       self->answered(number, std::move(answer));
                   });
    });
}

void Connection::answered(std::uint64_t number, Answer answer)
{
    if (m_ended || number < m_firstSlot || number - m_firstSlot >= m_slots.size()) {
        return;
    }
    Slot& slot = m_slots[static_cast<std::size_t>(number - m_firstSlot)];
    if (slot.answer) {
        return;
    }
    if (answer.kind == Answer::Kind::Waits) {
        slot.waits = true;
        takeFramesUnlessReading();
        return;
    }
    m_refused = m_refused || answer.kind == Answer::Kind::Close;
    if (answer.kind == Answer::Kind::Send && totalBytes(answer) > 0x7FFF'FFFFU) {
        fail("an answer is larger than a frame can be");
        return;
    }
    m_outstandingBytes -= slot.bytes;
    slot.bytes = memoryBytes(answer);
    m_outstandingBytes += slot.bytes;
    slot.answer = std::move(answer);
    startWriting();
    takeFramesUnlessReading();
}

void Connection::takeFramesUnlessReading()
{
    if (!m_reading) { // what is being read into is the reader's
        takeFrames();
    }
}

void Connection::startWriting()
{
    while (!m_writing && !m_ended && !m_slots.empty() && m_slots.front().answer) {
        const Answer& answer = *m_slots.front().answer;
        switch (answer.kind) {
        case Answer::Kind::Close:
            end();
            return;
        case Answer::Kind::Nothing:
        case Answer::Kind::Waits: // never kept as an answer
            finishAnswer();
            break;
        case Answer::Kind::Send:
            m_writing = true;
            m_piece = 0;
            m_lengthSent = false;
            storeBigEndian(m_length.data(), static_cast<std::int32_t>(totalBytes(answer)));
            writePieces();
            break;
        }
    }
}

void Connection::writePieces()
{
    Answer& answer = *m_slots.front().answer;
    if (!m_lengthSent) {
        m_lengthSent = true;
        BytesView body;
        if (!answer.pieces.empty() && std::holds_alternative<Bytes>(answer.pieces[0])) {
            body = std::get<Bytes>(answer.pieces[0]);
            m_piece = 1;
        }
        writeMemory(m_length, body);
        return;
    }
    if (m_piece == answer.pieces.size()) {
        m_writing = false;
        finishAnswer();
        startWriting();
        return;
    }
    Piece& piece = answer.pieces[m_piece];
    if (auto* region = std::get_if<FileRegion>(&piece)) {
        writeFile(*region);
        return;
    }
    ++m_piece;
    writeMemory(std::get<Bytes>(piece), {});
}

void Connection::writeMemory(BytesView first, BytesView second)
{
    const std::array buffers{asio::buffer(first.data(), first.size()),
                             asio::buffer(second.data(), second.size())};
    asio::async_write(m_socket, buffers,
                      [self = shared_from_this()](const std::error_code& error, std::size_t) {
                          if (error || self->m_ended) {
                              self->end();
                              return;
                          }
                          self->touch();
                          self->writePieces();
                      });
}

void Connection::writeFile(FileRegion& region)
{
    if (region.size == 0) {
        ++m_piece;
        writePieces();
        return;
    }
    const auto sent = sendFileSome(m_socket.native_handle(), region);
    if (!sent) {
        if (sent.error().code == Errc::Network) {
            end();
        } else {
            fail(sent.error().describe());
        }
        return;
    }
    if (sent->state == SendFileState::Unavailable) {
        copyFile(region);
        return;
    }
    region.position += sent->bytes;
    region.size -= sent->bytes;
    const auto next = [self = shared_from_this()](const std::error_code& error = {}) {
        if (error || self->m_ended) {
            self->end();
            return;
        }
        self->touch();
        self->writePieces();
    };
    if (sent->state == SendFileState::WouldBlock) {
        m_socket.async_wait(asio::ip::tcp::socket::wait_write, next);
    } else {
        asio::post(m_socket.get_executor(), next); // others have their turn in between
    }
}

void Connection::copyFile(FileRegion& region)
{
    constexpr std::uint64_t most = 128U << 10U;
    m_copyBuffer.resize(static_cast<std::size_t>(std::min(region.size, most)));
    const auto count = region.file->read(region.position, m_copyBuffer);
    if (!count || *count == 0) {
        fail(count ? "the file ends before its data" : count.error().describe());
        return;
    }
    region.position += *count;
    region.size -= *count;
    writeMemory(BytesView(m_copyBuffer).first(*count), {});
}

void Connection::finishAnswer()
{
    m_outstandingBytes -= m_slots.front().bytes;
    m_slots.pop_front();
    ++m_firstSlot;
    if (m_slots.empty() && m_inputEnded) {
        end();
        return;
    }
    // Later: the caller is in the middle of its work.
    if (!m_reading && !m_inputEnded) {
        asio::post(m_socket.get_executor(),
                   [self = shared_from_this()] { self->takeFramesUnlessReading(); });
    }
}

void Connection::watchIdle()
{
    m_idleTimer.expires_at(m_lastActivity + m_limits.idleTimeout);
    m_idleTimer.async_wait([weak = weak_from_this()](const std::error_code& error) {
        const auto self = weak.lock();
        if (error || !self || self->m_ended) {
            return;
        }
        // A request that waits for its answer is no silence of the client's, if it still listens.
        const bool waits =
            !self->m_slots.empty() && !self->m_slots.front().answer && !self->m_inputEnded;
        if (waits) {
            self->touch();
        }
        if (std::chrono::steady_clock::now() - self->m_lastActivity >= self->m_limits.idleTimeout) {
            spdlog::info("{}:{}: closed after being idle", self->m_peer.host, self->m_peer.port);
            self->end();
            return;
        }
        self->watchIdle();
    });
}

void Connection::fail(const std::string& reason)
{
    spdlog::warn("{}:{}: connection closed: {}", m_peer.host, m_peer.port, reason);
    end();
}

void Connection::end()
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    std::error_code ignored;
    m_socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    m_socket.close(ignored);
    m_idleTimer.cancel();
    if (m_onClosed) {
        std::exchange(m_onClosed, {})(this);
    }
}

} // namespace ottla::net
