// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <atomic>
#include <thread>

namespace ottla::test {

/// A group's member that reads, on a thread of its own, until it goes.
class Member
{
public:
    Member(const KafkaProperties& properties, const char* group, const char* topic)
    {
        rd_kafka_conf_t* conf = rd_kafka_conf_new();
        std::array<char, 512> words{};
        for (const auto& [name, value] : properties) {
            rd_kafka_conf_set(conf, name.c_str(), value.c_str(), words.data(), words.size());
        }
        rd_kafka_conf_set(conf, "group.id", group, words.data(), words.size());
        rd_kafka_conf_set(conf, "auto.offset.reset", "earliest", words.data(), words.size());
        m_kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf, words.data(), words.size());
        rd_kafka_poll_set_consumer(m_kafka);
        auto* topics = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(topics, topic, RD_KAFKA_PARTITION_UA);
        rd_kafka_subscribe(m_kafka, topics);
        rd_kafka_topic_partition_list_destroy(topics);
        m_thread = std::thread([this] {
            while (!m_stop) {
                if (auto* message = rd_kafka_consumer_poll(m_kafka, 50)) {
                    rd_kafka_message_destroy(message);
                }
            }
            rd_kafka_consumer_close(m_kafka);
        });
    }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    ~Member()
    {
        m_stop = true;
        m_thread.join();
        rd_kafka_destroy(m_kafka);
    }

private:
    rd_kafka_t* m_kafka = nullptr;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace ottla::test
