// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/messageproducer.h"

#include "model/client/producing.h"

#include <librdkafka/rdkafka.h>

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
    KafkaProperties all{{"linger.ms", "0"}};
    all.insert(all.end(), properties.begin(), properties.end());
    auto kafka = newProducer(std::move(all), onReport, nullptr);
    if (!kafka) {
        return kafka.error();
    }
    return std::unique_ptr<MessageProducer>(
        new MessageProducer(std::make_unique<Impl>(*kafka), std::move(gate)));
}

Result<StoredAt> MessageProducer::send(const NewMessage& message, std::chrono::milliseconds timeout)
{
    if (auto allowed = m_gate.allow(WriteOperation::Produce); !allowed) {
        return allowed.error();
    }
    rd_kafka_t* kafka = m_impl->kafka();
    Report report;
    if (const auto code = produce(kafka, message, &report); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return produceError(code, message.topic);
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
        return produceError(report.error, message.topic);
    }
    return report.at;
}

} // namespace ottla
