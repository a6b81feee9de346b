// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "producer.h"

#include <algorithm>

namespace ottla::chaos {

Producer::Producer(int number, const std::string& bootstrap, int messagesPerSecond)
    : m_number(number)
    , m_bootstrap(bootstrap)
    , m_client(makeProducer())
    , m_lastAcknowledged(std::chrono::steady_clock::now())
{
    m_thread = std::thread([this, messagesPerSecond] { work(messagesPerSecond); });
}

Client Producer::makeProducer()
{
    rd_kafka_conf_t* conf = makeConf({{"bootstrap.servers", m_bootstrap},
                                      {"enable.idempotence", "true"},
                                      {"message.timeout.ms", "0"},
                                      // With more, librdkafka before 2.3 may send what it is not
                                      // sure of once more under another sequence.
                                      {"max.in.flight.requests.per.connection", "1"},
                                      {"request.timeout.ms", "3000"},
                                      {"retry.backoff.ms", "20"},
                                      {"linger.ms", "1"}});
    rd_kafka_conf_set_opaque(conf, this);
    rd_kafka_conf_set_dr_msg_cb(conf,
                                [](rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
                                    static_cast<Producer*>(self)->delivered(*message);
                                });
    return makeClient(RD_KAFKA_PRODUCER, conf);
}

void Producer::beginAnew()
{
    rd_kafka_purge(m_client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(m_client.get(), 10'000); // reports what failed
    m_client = makeProducer();
    ++m_timesBegunAnew;
}

Producer::~Producer()
{
    finish(std::chrono::seconds(0));
}

void Producer::work(int messagesPerSecond)
{
    const auto begin = std::chrono::steady_clock::now();
    while (!m_finishing) {
        const std::int64_t number = m_sent;
        const std::string value = std::to_string(m_number) + ":" + std::to_string(number);
        const auto sent = rd_kafka_producev(
            m_client.get(), RD_KAFKA_V_TOPIC(topicName),
            RD_KAFKA_V_PARTITION(static_cast<std::int32_t>(number % partitionCount)),
            RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(static_cast<std::intptr_t>(number))),
            RD_KAFKA_V_END);
        if (sent == RD_KAFKA_RESP_ERR_NO_ERROR) {
            ++m_sent;
        } else if (sent == RD_KAFKA_RESP_ERR__FATAL) {
            beginAnew();
        } else if (sent != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            m_problems.push_back(std::string("cannot send: ") + rd_kafka_err2str(sent));
            return;
        }
        // No faster than asked for; acknowledgements come in meanwhile.
        const auto due = begin + std::chrono::microseconds(1'000'000 * m_sent / messagesPerSecond);
        const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(
            due - std::chrono::steady_clock::now());
        rd_kafka_poll(m_client.get(), static_cast<int>(std::max<std::int64_t>(wait.count(), 0)));
    }
    rd_kafka_flush(m_client.get(), static_cast<int>(m_patienceMs.load()));
    const auto left = rd_kafka_outq_len(m_client.get());
    if (left > 0) {
        m_problems.push_back(std::to_string(left) + " messages were never acknowledged");
    }
}

void Producer::delivered(const rd_kafka_message_t& message)
{
    const auto number =
        static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(message._private));
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        m_unknown.insert(number);
        if (rd_kafka_fatal_error(m_client.get(), nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR
            && m_problems.size() < 10) {
            m_problems.push_back("message " + std::to_string(number)
                                 + " failed: " + rd_kafka_err2str(message.err));
        }
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    m_longestGap =
        std::max(m_longestGap,
                 std::chrono::duration_cast<std::chrono::milliseconds>(now - m_lastAcknowledged));
    m_lastAcknowledged = now;
    m_acknowledged.push_back({m_number, number, message.partition, message.offset});
}

void Producer::finish(std::chrono::seconds patience)
{
    if (m_thread.joinable()) {
        m_patienceMs = std::chrono::milliseconds(patience).count();
        m_finishing = true;
        m_thread.join();
    }
}

} // namespace ottla::chaos
