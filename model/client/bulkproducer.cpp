// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/bulkproducer.h"

#include "model/client/producing.h"

#include <librdkafka/rdkafka.h>

namespace ottla {

class BulkProducer::Impl
{
public:
    explicit Impl(Report report)
        : m_report(std::move(report))
    { }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl()
    {
        if (m_kafka) {
            rd_kafka_purge(m_kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
            m_report = {};
            rd_kafka_destroy(m_kafka);
        }
    }

    Result<void> open(KafkaProperties properties)
    {
        auto made = newProducer(std::move(properties), &Impl::onReport, this);
        if (!made) {
            return made.error();
        }
        m_kafka = *made;
        return {};
    }
    rd_kafka_t* kafka() const { return m_kafka; }

private:
    static void onReport(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque)
    {
        const auto& report = static_cast<Impl*>(opaque)->m_report;
        if (!report) {
            return;
        }
        const auto token = reinterpret_cast<std::uintptr_t>(message->_private);
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            report(token, StoredAt{message->partition, message->offset});
        } else {
            report(token, produceError(message->err, rd_kafka_topic_name(message->rkt)));
        }
    }

    Report m_report;
    rd_kafka_t* m_kafka = nullptr;
};

BulkProducer::BulkProducer(std::unique_ptr<Impl> impl, WriteGate gate)
    : m_impl(std::move(impl))
    , m_gate(std::move(gate))
{ }

BulkProducer::~BulkProducer() = default;

Result<std::unique_ptr<BulkProducer>> BulkProducer::create(const KafkaProperties& properties,
                                                           WriteGate gate,
                                                           const std::string& compression,
                                                           Report report)
{
    if (auto allowed = gate.allow(WriteOperation::Produce); !allowed) {
        return allowed.error();
    }
    KafkaProperties all{{"linger.ms", "5"}, {"queue.buffering.max.kbytes", "131072"}};
    all.insert(all.end(), properties.begin(), properties.end());
    all.emplace_back("enable.idempotence", "true");
    all.emplace_back("compression.type", compression);
    auto impl = std::make_unique<Impl>(std::move(report));
    if (auto opened = impl->open(std::move(all)); !opened) {
        return opened.error();
    }
    return std::unique_ptr<BulkProducer>(new BulkProducer(std::move(impl), std::move(gate)));
}

Result<void> BulkProducer::send(const NewMessage& message, std::uint64_t token)
{
    if (auto allowed = m_gate.allow(WriteOperation::Produce); !allowed) {
        return allowed.error();
    }
    // The token comes back in the report, never followed as a pointer.
    const auto code =
        produce(m_impl->kafka(), message,
                reinterpret_cast<void*>(static_cast<std::uintptr_t>(token))); // NOLINT
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        return rd_kafka_outq_len(m_impl->kafka()) == 0
            ? Error{Errc::TooLarge, "The message is larger than the queue of this program",
                    message.topic}
            : Error{Errc::Busy, "The queue is full", message.topic};
    }
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? Result<void>() : produceError(code, message.topic);
}

std::size_t BulkProducer::wait(std::chrono::milliseconds time)
{
    rd_kafka_poll(m_impl->kafka(), static_cast<int>(time.count()));
    return static_cast<std::size_t>(rd_kafka_outq_len(m_impl->kafka()));
}

void BulkProducer::giveUp()
{
    rd_kafka_purge(m_impl->kafka(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

} // namespace ottla
