// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/frame.h"
#include "net/framereader.h"

#include <array>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <deque>
#include <memory>
#include <optional>

namespace ottla::net {

/// One client's connection: reads frames, hands them on one after the other, sends the answers in
/// the order of the requests. All of it runs on the socket's strand; it lives as long as an
/// operation is under way, and ends when the peer goes, breaks the protocol, is silent for too
/// long, or close() is called.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    /// The socket's executor must be a strand. `onClosed` is called once, on that strand.
    Connection(asio::ip::tcp::socket socket, Peer peer, const Limits& limits,
               std::shared_ptr<const FrameHandler> handler,
               std::function<void(const Connection*)> onClosed);

    /// From any thread.
    void start();
    /// From any thread; does not wait.
    void close();

private:
    /// A request whose answer is not out yet.
    struct Slot
    {
        std::optional<Answer> answer;
        std::size_t bytes = 0; ///< Of the request, then of the answer's memory.
        bool waits = false; ///< Who comes behind may begin.
    };

    void read();
    /// The stream is lost: what was asked before is still answered.
    void refuseInput(const std::string& reason);
    void dispatch(std::shared_ptr<Bytes> frame);
    void takeFrames();
    void takeFramesUnlessReading();
    void answered(std::uint64_t number, Answer answer);
    void startWriting();
    void writePieces();
    void writeMemory(BytesView first, BytesView second);
    void writeFile(FileRegion& region);
    void copyFile(FileRegion& region);
    void finishAnswer();
    void watchIdle();
    void fail(const std::string& reason);
    void end();
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] bool mayBegin() const;
    void touch() { m_lastActivity = std::chrono::steady_clock::now(); }

    asio::ip::tcp::socket m_socket;
    asio::steady_timer m_idleTimer;
    const Peer m_peer;
    const Limits m_limits;
    const std::shared_ptr<const FrameHandler> m_handler;
    std::function<void(const Connection*)> m_onClosed;

    FrameReader m_reader;
    std::shared_ptr<Bytes> m_next; ///< Read, but not begun: the request ahead of it is under way.
    std::deque<Slot> m_slots;
    std::uint64_t m_firstSlot = 0; ///< Number of the request that m_slots begins with.
    std::size_t m_outstandingBytes = 0;
    bool m_reading = false;
    bool m_inputEnded = false; ///< The peer sends no more; what it asked is still answered.
    bool m_refused = false; ///< A request closes the connection: none behind it is begun.
    bool m_ended = false;

    bool m_writing = false;
    std::array<std::byte, 4> m_length{};
    bool m_lengthSent = false;
    std::size_t m_piece = 0; ///< Of the front answer, the next to send.
    Bytes m_copyBuffer; ///< For files that sendfile does not take.
    std::chrono::steady_clock::time_point m_lastActivity;
};

} // namespace ottla::net
