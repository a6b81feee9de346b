// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// As much of ZooKeeper's protocol as a benchmark's client needs, written for speed and for
/// requests that are known to be right. No thread but the caller's.
namespace bench {

enum class Op : std::int32_t
{
    Create = 1,
    Exists = 3,
    GetData = 4,
    SetData = 5,
    Close = -11
};

/// Frames one after the other, big-endian, length first.
class Output
{
public:
    void begin();
    void end();
    void int32(std::int32_t value);
    void int64(std::int64_t value);
    void boolean(bool value) { m_bytes.push_back(value ? '\1' : '\0'); }
    void buffer(std::string_view bytes);

    void connect(std::int32_t timeoutMs);
    void create(std::int32_t xid, std::string_view path, std::string_view data);
    void read(Op op, std::int32_t xid, std::string_view path, bool watch);
    void setData(std::int32_t xid, std::string_view path, std::string_view data);
    void closeSession(std::int32_t xid);

    [[nodiscard]] const std::vector<char>& bytes() const { return m_bytes; }
    void clear() { m_bytes.clear(); }

private:
    void header(std::int32_t xid, Op op);

    std::vector<char> m_bytes;
    std::size_t m_start = 0;
};

[[nodiscard]] std::int32_t int32At(const char* bytes);

/// A non-blocking TCP connection that keeps what could not be written yet. Ends the program with a
/// line on standard error when the peer is gone.
class Connection
{
public:
    /// `address`: HOST:PORT of IPv4.
    explicit Connection(const std::string& address);
    /// Takes over an accepted socket.
    explicit Connection(int descriptor);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] Output& output() { return m_output; }
    [[nodiscard]] bool isDrained() const { return m_written == m_output.bytes().size(); }
    /// Whether the peer has closed it; only where `mayClose` was given to receive().
    [[nodiscard]] bool isClosed() const { return m_closed; }

    /// Writes as much as the socket takes.
    void flush();
    /// Reads what is there and calls `frame(bytes, size)` for each frame that is whole.
    template <typename F>
    void receive(F&& frame, bool mayClose = false)
    {
        readSome(mayClose);
        std::size_t at = 0;
        while (m_filled - at >= 4) {
            const auto size = static_cast<std::size_t>(int32At(m_input.data() + at));
            if (m_filled - at < 4 + size) {
                break;
            }
            frame(m_input.data() + at + 4, size);
            at += 4 + size;
        }
        std::memmove(m_input.data(), m_input.data() + at, m_filled - at);
        m_filled -= at;
    }

private:
    void readSome(bool mayClose);

    int m_descriptor;
    Output m_output;
    std::size_t m_written = 0;
    std::vector<char> m_input;
    std::size_t m_filled = 0;
    bool m_closed = false;
};

/// Ends the program with status 1.
[[noreturn]] void die(const std::string& why);

} // namespace bench
