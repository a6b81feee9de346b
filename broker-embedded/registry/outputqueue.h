// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/clock.h"

#include <cstdint>
#include <deque>
#include <string>

namespace ottla::registry {

/// What is to be sent to a client, in order. Nothing goes out that tells of a change which is not
/// durable: each part knows the last transaction that it may have seen. One thread.
class OutputQueue
{
public:
    /// Requests whose answers have become sendable together, for statistics.
    struct Answered
    {
        std::uint32_t requests = 0;
        Clock::TimePoint received;
    };

    /// To append to; then call seal().
    [[nodiscard]] std::string& bytes() { return m_bytes; }
    /// What was appended has seen transaction `zxid`; `requests` answers are in it.
    void seal(std::int64_t zxid, std::uint32_t requests, Clock::TimePoint received)
    {
        m_unanswered += requests;
        if (m_parts.empty() || m_parts.back().zxid != zxid || m_parts.back().received != received) {
            m_parts.push_back({zxid, m_base + m_bytes.size(), requests, received});
            return;
        }
        m_parts.back().end = m_base + m_bytes.size();
        m_parts.back().requests += requests;
    }
    /// Lets out what has seen no transaction after `durable`; `released` gets each Answered.
    template <typename Released>
    void release(std::int64_t durable, Released released)
    {
        while (!m_parts.empty() && m_parts.front().zxid <= durable) {
            const Part& part = m_parts.front();
            m_released = part.end;
            m_unanswered -= part.requests;
            released(Answered{part.requests, part.received});
            m_parts.pop_front();
        }
    }
    [[nodiscard]] BytesView sendable() const
    {
        return asBytes(m_bytes).subspan(m_sent,
                                        static_cast<std::size_t>(m_released - m_base) - m_sent);
    }
    void sent(std::size_t count)
    {
        m_sent += count;
        if (m_sent == m_bytes.size()) {
            m_base += m_bytes.size();
            m_sent = 0;
            m_bytes.clear();
            if (m_bytes.capacity() > keptCapacity) {
                m_bytes.shrink_to_fit();
            }
        } else if (m_sent >= keptCapacity) {
            m_base += m_sent;
            m_bytes.erase(0, m_sent);
            m_sent = 0;
        }
    }
    [[nodiscard]] bool empty() const { return m_bytes.empty(); }
    /// Some of it waits for a transaction to become durable.
    [[nodiscard]] bool isHeld() const { return !m_parts.empty(); }
    [[nodiscard]] std::size_t size() const { return m_bytes.size() - m_sent; }
    /// Requests whose answers are held.
    [[nodiscard]] std::uint32_t unanswered() const { return m_unanswered; }

private:
    static constexpr std::size_t keptCapacity = 64U << 10U;

    struct Part
    {
        std::int64_t zxid = 0;
        std::uint64_t end = 0;
        std::uint32_t requests = 0;
        Clock::TimePoint received;
    };

    std::string m_bytes;
    std::size_t m_sent = 0; ///< Of m_bytes.
    std::uint64_t m_base = 0; ///< Bytes that were ever before m_bytes.
    std::uint64_t m_released = 0;
    std::deque<Part> m_parts;
    std::uint32_t m_unanswered = 0;
};

} // namespace ottla::registry
