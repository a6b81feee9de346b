// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <librdkafka/rdkafka.h>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ottla::test {

/// A librdkafka producer that writes numbered messages to one topic in a thread of its own, for as
/// long as it lives, and keeps account of what the broker acknowledged (acks=all).
class StormWriter
{
public:
    StormWriter(const std::string& bootstrap, const std::string& topic, bool idempotent);
    ~StormWriter();
    StormWriter(const StormWriter&) = delete;
    StormWriter& operator=(const StormWriter&) = delete;

    /// Waits until `count` more messages were acknowledged; false when that takes over a minute.
    [[nodiscard]] bool waitForAcknowledged(std::uint64_t count);
    /// Ends writing and waits for what is on the way. Returns false when something stays without an
    /// answer for over a minute.
    [[nodiscard]] bool finish();

    /// Of each acknowledged message: its number, and the offset that the broker named.
    [[nodiscard]] std::map<std::uint64_t, std::int64_t> acknowledged() const;
    /// Messages that librdkafka gave up, and the first reason.
    [[nodiscard]] std::uint64_t failed() const { return m_failed; }
    [[nodiscard]] std::string firstFailure() const;

private:
    static void delivered(rd_kafka_t* handle, const rd_kafka_message_t* message, void* opaque);
    void run();

    const std::string m_topic;
    std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)> m_handle;
    std::atomic<bool> m_stop = false;
    std::atomic<std::uint64_t> m_failed = 0;
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_changed;
    std::map<std::uint64_t, std::int64_t> m_acknowledged;
    std::string m_firstFailure;
    std::thread m_thread;
};

struct StoredMessage
{
    std::int64_t offset = -1;
    std::uint64_t number = 0;
};

/// Reads partition 0 of `topic` from its beginning to its end as it is now, checking sums.
/// Empty where that fails.
[[nodiscard]] std::vector<StoredMessage> readStorm(const std::string& bootstrap,
                                                   const std::string& topic);

} // namespace ottla::test
