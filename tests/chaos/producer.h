// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kafka.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace ottla::chaos {

/// A message that a broker said it has.
struct Acknowledged
{
    int producer = 0;
    std::int64_t number = 0; ///< Counted by the producer, over all partitions.
    std::int32_t partition = 0;
    std::int64_t offset = 0;
};

/// An idempotent producer with acks=all that writes "producer:number" to the partitions in turn. A
/// thread of its own. librdkafka before 2.3 may end for good when a request times out that was not
/// stored: then it begins anew, behind what became of nobody knows what.
class Producer
{
public:
    Producer(int number, const std::string& bootstrap, int messagesPerSecond);
    ~Producer();

    /// Sends no more, and waits until everything is acknowledged.
    void finish(std::chrono::seconds patience);
    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] std::int64_t sent() const { return m_sent; }

    // After finish():

    [[nodiscard]] const std::vector<Acknowledged>& acknowledged() const { return m_acknowledged; }
    /// Messages that were sent and failed: each may be there, or not.
    [[nodiscard]] const std::set<std::int64_t>& unknown() const { return m_unknown; }
    [[nodiscard]] int timesBegunAnew() const { return m_timesBegunAnew; }
    [[nodiscard]] const std::vector<std::string>& problems() const { return m_problems; }
    /// The longest time without an acknowledgement.
    [[nodiscard]] std::chrono::milliseconds longestGap() const { return m_longestGap; }

private:
    void work(int messagesPerSecond);
    void delivered(const rd_kafka_message_t& message);

    [[nodiscard]] Client makeProducer();
    void beginAnew();

    const int m_number;
    const std::string m_bootstrap;
    Client m_client;
    std::atomic<std::int64_t> m_sent{0};
    std::atomic<bool> m_finishing{false};
    std::atomic<std::int64_t> m_patienceMs{0};

    // Of the thread.
    std::vector<Acknowledged> m_acknowledged;
    std::set<std::int64_t> m_unknown;
    int m_timesBegunAnew = 0;
    std::vector<std::string> m_problems;
    std::chrono::steady_clock::time_point m_lastAcknowledged;
    std::chrono::milliseconds m_longestGap{0};
    std::thread m_thread;
};

} // namespace ottla::chaos
