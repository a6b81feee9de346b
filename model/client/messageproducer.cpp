// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/messageproducer.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <limits>

namespace ottla {

namespace {

struct Report
{
    bool arrived = false;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    StoredAt at;
};

void onReport(rd_kafka_t*, const rd_kafka_message_t* message, void*)
{
    auto* report = static_cast<Report*>(message->_private);
    report->arrived = true;
    report->error = message->err;
    report->at = {message->partition, message->offset};
}

} // namespace

class MessageProducer::Impl
{
public:
    explicit Impl(rd_kafka_t* kafka)
        : m_kafka(kafka)
    { }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { rd_kafka_destroy(m_kafka); }

    rd_kafka_t* kafka() const { return m_kafka; }

private:
    rd_kafka_t* m_kafka;
};

MessageProducer::MessageProducer(std::unique_ptr<Impl> impl, WriteGate gate)
    : m_impl(std::move(impl))
    , m_gate(std::move(gate))
{ }

MessageProducer::~MessageProducer() = default;

Result<std::unique_ptr<MessageProducer>> MessageProducer::create(const KafkaProperties& properties,
                                                                 WriteGate gate)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    KafkaProperties all{{"partitioner", "murmur2_random"}, {"linger.ms", "0"}, {"log_level", "3"}};
    all.insert(all.end(), properties.begin(), properties.end());
    all.emplace_back("acks", "all");
    for (const auto& [name, value] : all) {
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size())
            != RD_KAFKA_CONF_OK) {
            rd_kafka_conf_destroy(conf);
            return Error{Errc::InvalidArgument, why.data(), name};
        }
    }
    rd_kafka_conf_set_dr_msg_cb(conf, onReport);
    rd_kafka_t* kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    if (!kafka) {
        rd_kafka_conf_destroy(conf);
        return Error{Errc::InvalidArgument, why.data()};
    }
    return std::unique_ptr<MessageProducer>(
        new MessageProducer(std::make_unique<Impl>(kafka), std::move(gate)));
}

Result<StoredAt> MessageProducer::send(const NewMessage& message, std::chrono::milliseconds timeout)
{
    if (auto allowed = m_gate.allow(WriteOperation::Produce); !allowed) {
        return allowed.error();
    }
    rd_kafka_t* kafka = m_impl->kafka();
    const auto fail = [&](rd_kafka_resp_err_t code) {
        const bool unsure = code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT
            || code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT;
        return Error{unsure ? Errc::TimedOut : Errc::Remote, rd_kafka_err2str(code),
                     message.topic + ", " + rd_kafka_err2name(code)};
    };
    rd_kafka_headers_t* headers = rd_kafka_headers_new(message.headers.size());
    for (const Header& header : message.headers) {
        // Null and empty differ: librdkafka tells them apart by the pointer.
        rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()),
                            header.value ? header.value->data() : nullptr,
                            header.value ? static_cast<ssize_t>(header.value->size()) : 0);
    }
    Report report;
    // COPY takes the bytes before the call returns, so the cast changes nothing.
    void* value = message.value ? const_cast<char*>(message.value->data()) : nullptr; // NOLINT
    const std::size_t valueSize = message.value ? message.value->size() : 0;
    const std::size_t keySize = message.key ? message.key->size() : 0;
    const std::int32_t partition = message.partition.value_or(RD_KAFKA_PARTITION_UA);
    const void* key = message.key ? message.key->data() : nullptr;
    const auto code =
        rd_kafka_producev(kafka, RD_KAFKA_V_TOPIC(message.topic.c_str()),
                          RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                          RD_KAFKA_V_VALUE(value, valueSize), RD_KAFKA_V_KEY(key, keySize),
                          RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(&report), RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_headers_destroy(headers);
        return fail(code);
    }
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!report.arrived && std::chrono::steady_clock::now() < deadline) {
        rd_kafka_poll(kafka, 20);
    }
    if (!report.arrived) {
        // Purging reports the message at once, so that nothing refers to `report` later.
        rd_kafka_purge(kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        while (!report.arrived) {
            rd_kafka_poll(kafka, 20);
        }
        if (report.error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return Error{Errc::TimedOut, "No acknowledgement within the time-out", message.topic};
        }
    }
    if (report.error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return fail(report.error);
    }
    return report.at;
}

} // namespace ottla
