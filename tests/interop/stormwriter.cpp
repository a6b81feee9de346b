// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/stormwriter.h"

#include <chrono>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace ottla::test {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;

using Settings = std::initializer_list<std::pair<const char*, std::string>>;

rd_kafka_t* makeHandle(rd_kafka_type_t type, const Settings& settings,
                       void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr,
                       void* opaque = nullptr)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : settings) {
        rd_kafka_conf_set(conf, name, value.c_str(), nullptr, 0);
    }
    rd_kafka_conf_set_log_cb(conf, nullptr);
    rd_kafka_conf_set_opaque(conf, opaque);
    if (delivered != nullptr) {
        rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    }
    return rd_kafka_new(type, conf, nullptr, 0);
}

} // namespace

StormWriter::StormWriter(const std::string& bootstrap, const std::string& topic, bool idempotent)
    : m_topic(topic)
    , m_handle(makeHandle(RD_KAFKA_PRODUCER,
                          {{"bootstrap.servers", bootstrap},
                           {"enable.idempotence", idempotent ? "true" : "false"},
                           {"acks", "all"},
                           {"linger.ms", "2"},
                           {"message.timeout.ms", "60000"},
                           {"retries", "1000000"},
                           {"retry.backoff.ms", "20"},
                           {"reconnect.backoff.ms", "10"},
                           {"reconnect.backoff.max.ms", "50"},
                           // Bounds what is on the way, so that a kill meets a few batches of it.
                           {"queue.buffering.max.messages", "2000"}},
                          &StormWriter::delivered, this),
               &rd_kafka_destroy)
    , m_thread([this] { run(); })
{ }

StormWriter::~StormWriter()
{
    m_stop = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
    rd_kafka_purge(m_handle.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(m_handle.get(), 1000);
}

void StormWriter::run()
{
    std::uint64_t number = 0;
    while (!m_stop) {
        const rd_kafka_resp_err_t error = rd_kafka_producev(
            m_handle.get(), RD_KAFKA_V_TOPIC(m_topic.c_str()), RD_KAFKA_V_PARTITION(0),
            RD_KAFKA_V_VALUE(&number, sizeof number), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(number)), RD_KAFKA_V_END);
        const bool queued = error == RD_KAFKA_RESP_ERR_NO_ERROR;
        number += queued ? 1 : 0;
        rd_kafka_poll(m_handle.get(), queued ? 0 : 5);
    }
}

void StormWriter::delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque)
{
    auto* self = static_cast<StormWriter*>(opaque);
    const std::lock_guard lock(self->m_mutex);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        self->m_acknowledged.emplace(reinterpret_cast<std::uint64_t>(message->_private),
                                     message->offset);
        self->m_changed.notify_all();
        return;
    }
    if (self->m_failed++ == 0) {
        self->m_firstFailure = rd_kafka_err2str(message->err);
    }
}

bool StormWriter::waitForAcknowledged(std::uint64_t count)
{
    std::unique_lock lock(m_mutex);
    const std::size_t goal = m_acknowledged.size() + count;
    return m_changed.wait_for(lock, patience, [&] { return m_acknowledged.size() >= goal; });
}

bool StormWriter::finish()
{
    m_stop = true;
    m_thread.join();
    const auto limit = std::chrono::milliseconds(patience).count();
    return rd_kafka_flush(m_handle.get(), static_cast<int>(limit)) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::map<std::uint64_t, std::int64_t> StormWriter::acknowledged() const
{
    const std::lock_guard lock(m_mutex);
    return m_acknowledged;
}

std::string StormWriter::firstFailure() const
{
    const std::lock_guard lock(m_mutex);
    return m_firstFailure;
}

std::vector<StoredMessage> readStorm(const std::string& bootstrap, const std::string& topic)
{
    const std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)> handle(
        makeHandle(RD_KAFKA_CONSUMER,
                   {{"bootstrap.servers", bootstrap},
                    {"check.crcs", "true"},
                    {"enable.partition.eof", "true"},
                    {"auto.offset.reset", "error"}}),
        &rd_kafka_destroy);
    const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> source(
        rd_kafka_topic_new(handle.get(), topic.c_str(), nullptr), &rd_kafka_topic_destroy);
    rd_kafka_consume_start(source.get(), 0, RD_KAFKA_OFFSET_BEGINNING);
    std::vector<StoredMessage> stored;
    const auto end = std::chrono::steady_clock::now() + patience;
    bool whole = false;
    while (!whole && std::chrono::steady_clock::now() < end) {
        const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
            rd_kafka_consume(source.get(), 0, 500), &rd_kafka_message_destroy);
        if (!message) {
            continue;
        }
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            whole = true;
        } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            break;
        } else if (message->len == sizeof(std::uint64_t)) {
            StoredMessage& entry = stored.emplace_back();
            entry.offset = message->offset;
            std::memcpy(&entry.number, message->payload, sizeof entry.number);
        }
    }
    rd_kafka_consume_stop(source.get(), 0);
    return whole ? stored : std::vector<StoredMessage>{};
}

} // namespace ottla::test
