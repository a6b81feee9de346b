// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <string>

namespace ottla::test {

/// librdkafka's mock cluster of one broker, for tests of what stands on the client library.
class MockCluster
{
public:
    MockCluster()
    {
        std::array<char, 512> why{};
        m_kafka = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why.data(), why.size());
        m_cluster = rd_kafka_mock_cluster_new(m_kafka, 1);
    }
    MockCluster(const MockCluster&) = delete;
    MockCluster& operator=(const MockCluster&) = delete;
    ~MockCluster()
    {
        rd_kafka_mock_cluster_destroy(m_cluster);
        rd_kafka_destroy(m_kafka);
    }

    [[nodiscard]] KafkaProperties properties() const
    {
        return {{"bootstrap.servers", rd_kafka_mock_cluster_bootstraps(m_cluster)}};
    }
    void createTopic(const std::string& name, int partitions)
    {
        rd_kafka_mock_topic_create(m_cluster, name.c_str(), partitions, 1);
    }
    [[nodiscard]] rd_kafka_mock_cluster_t* handle() const { return m_cluster; }

private:
    rd_kafka_t* m_kafka = nullptr;
    rd_kafka_mock_cluster_t* m_cluster = nullptr;
};

} // namespace ottla::test
