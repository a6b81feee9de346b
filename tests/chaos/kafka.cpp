// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "kafka.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace ottla::chaos {

namespace {

constexpr int replicas = 3;

[[noreturn]] void giveUp(const char* reason)
{
    std::fprintf(stderr, "%s\n", reason);
    std::exit(2);
}

} // namespace

rd_kafka_conf_t* makeConf(const std::map<std::string, std::string>& properties)
{
    std::map<std::string, std::string> all = {{"reconnect.backoff.ms", "20"},
                                              {"reconnect.backoff.max.ms", "200"},
                                              {"socket.timeout.ms", "3000"},
                                              {"topic.metadata.refresh.fast.interval.ms", "50"},
                                              {"topic.metadata.refresh.interval.ms", "1000"},
                                              {"log_level", "0"}};
    for (const auto& [name, value] : properties) {
        all[name] = value;
    }
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> reason{};
    for (const auto& [name, value] : all) {
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size())
            != RD_KAFKA_CONF_OK) {
            giveUp(reason.data());
        }
    }
    return conf;
}

Client makeClient(rd_kafka_type_t type, rd_kafka_conf_t* conf)
{
    std::array<char, 512> reason{};
    rd_kafka_t* client = rd_kafka_new(type, conf, reason.data(), reason.size());
    if (client == nullptr) {
        giveUp(reason.data());
    }
    return Client(client);
}

Partitions allPartitions(std::int64_t offset)
{
    Partitions list(rd_kafka_topic_partition_list_new(partitionCount));
    for (int partition = 0; partition < partitionCount; ++partition) {
        rd_kafka_topic_partition_list_add(list.get(), topicName, partition)->offset = offset;
    }
    return list;
}

bool makeTopic(const std::string& bootstrap)
{
    const Client client =
        makeClient(RD_KAFKA_PRODUCER, makeConf({{"bootstrap.servers", bootstrap}}));
    std::array<char, 512> reason{};
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < until) {
        rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(topicName, partitionCount, replicas,
                                                           reason.data(), reason.size());
        rd_kafka_NewTopic_set_config(topic, "min.insync.replicas", "2");
        rd_kafka_queue_t* queue = rd_kafka_queue_new(client.get());
        rd_kafka_CreateTopics(client.get(), &topic, 1, nullptr, queue);
        rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 10'000);
        std::size_t count = 0;
        const auto* result = event != nullptr ? rd_kafka_event_CreateTopics_result(event) : nullptr;
        const auto* const* topics =
            result != nullptr ? rd_kafka_CreateTopics_result_topics(result, &count) : nullptr;
        const auto error =
            count == 1 ? rd_kafka_topic_result_error(topics[0]) : RD_KAFKA_RESP_ERR__TIMED_OUT;
        if (event != nullptr) {
            rd_kafka_event_destroy(event);
        }
        rd_kafka_queue_destroy(queue);
        rd_kafka_NewTopic_destroy(topic);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR
            || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
            return true;
        }
    }
    return false;
}

} // namespace ottla::chaos
