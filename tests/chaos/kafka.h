// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>
#include <map>
#include <memory>
#include <string>

namespace ottla::chaos {

constexpr const char* topicName = "chaos";
constexpr int partitionCount = 3;

struct ClientDeleter
{
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
struct MessageDeleter
{
    void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
struct PartitionsDeleter
{
    void operator()(rd_kafka_topic_partition_list_t* list) const
    {
        rd_kafka_topic_partition_list_destroy(list);
    }
};
using Client = std::unique_ptr<rd_kafka_t, ClientDeleter>;
using Message = std::unique_ptr<rd_kafka_message_t, MessageDeleter>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionsDeleter>;

/// A configuration that reconnects quickly, since brokers come and go. Owned by the client that is
/// made with it.
[[nodiscard]] rd_kafka_conf_t* makeConf(const std::map<std::string, std::string>& properties);
/// Ends the program where the client cannot be made: that is no matter of the cluster.
[[nodiscard]] Client makeClient(rd_kafka_type_t type, rd_kafka_conf_t* conf);
/// All partitions of the topic, at `offset`.
[[nodiscard]] Partitions allPartitions(std::int64_t offset);
/// Makes the topic with three replicas, two of which must be in sync; false when it stays missing.
[[nodiscard]] bool makeTopic(const std::string& bootstrap);

} // namespace ottla::chaos
