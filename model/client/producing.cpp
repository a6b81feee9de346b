// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/producing.h"

#include <array>

namespace ottla {

Result<rd_kafka_t*> newProducer(KafkaProperties properties,
                                void (*onReport)(rd_kafka_t*, const rd_kafka_message_t*, void*),
                                void* opaque)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    KafkaProperties all{
        {"partitioner", "murmur2_random"}, {"log_level", "3"}, {"message.max.bytes", "1000000000"}};
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
    rd_kafka_conf_set_opaque(conf, opaque);
    rd_kafka_t* kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    if (!kafka) {
        rd_kafka_conf_destroy(conf);
        return Error{Errc::InvalidArgument, why.data()};
    }
    return kafka;
}

rd_kafka_resp_err_t produce(rd_kafka_t* kafka, const NewMessage& message, void* opaque)
{
    rd_kafka_headers_t* headers = rd_kafka_headers_new(message.headers.size());
    for (const Header& header : message.headers) {
        // Null and empty differ: librdkafka tells them apart by the pointer.
        rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()),
                            header.value ? header.value->data() : nullptr,
                            header.value ? static_cast<ssize_t>(header.value->size()) : 0);
    }
    // COPY takes the bytes before the call returns, so the cast changes nothing.
    void* value = message.value ? const_cast<char*>(message.value->data()) : nullptr; // NOLINT
    const std::size_t valueSize = message.value ? message.value->size() : 0;
    const std::size_t keySize = message.key ? message.key->size() : 0;
    const std::int32_t partition = message.partition.value_or(RD_KAFKA_PARTITION_UA);
    const void* key = message.key ? message.key->data() : nullptr;
    const auto code = rd_kafka_producev(
        kafka, RD_KAFKA_V_TOPIC(message.topic.c_str()), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value, valueSize),
        RD_KAFKA_V_KEY(key, keySize), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_TIMESTAMP(message.timestamp.value_or(0)), RD_KAFKA_V_OPAQUE(opaque),
        RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_headers_destroy(headers);
    }
    return code;
}

Error produceError(rd_kafka_resp_err_t code, const std::string& topic)
{
    Errc kind = Errc::Remote;
    if (code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT || code == RD_KAFKA_RESP_ERR__TIMED_OUT
        || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT) {
        kind = Errc::TimedOut;
    } else if (code == RD_KAFKA_RESP_ERR__PURGE_QUEUE
               || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
        kind = Errc::Cancelled;
    }
    return {kind, rd_kafka_err2str(code), topic + ", " + rd_kafka_err2name(code)};
}

} // namespace ottla
