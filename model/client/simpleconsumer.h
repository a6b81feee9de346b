// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

struct rd_kafka_s;
struct rd_kafka_topic_s;
struct rd_kafka_queue_s;
struct rd_kafka_message_s;

namespace ottla {

/// librdkafka's simple consumer of one topic, all its partitions in one queue. For one thread.
class SimpleConsumer
{
public:
    struct Event
    {
        std::int32_t partition = -1;
        std::int64_t offset = -1;
        bool atEnd = false; ///< `offset` is the end of the partition as the broker sees it now.
        std::string error; ///< The partition gives no more messages, because of this.
        MessageView message; ///< Neither atEnd nor error.
    };

    static Result<std::unique_ptr<SimpleConsumer>> open(const KafkaProperties& properties,
                                                        const std::string& topic);
    SimpleConsumer(const SimpleConsumer&) = delete;
    SimpleConsumer& operator=(const SimpleConsumer&) = delete;
    ~SimpleConsumer();

    /// Where each partition of the request begins and ends. Tries again while brokers cannot be
    /// reached, telling `trouble`, until `stop` is set.
    Result<std::vector<PartitionProgress>>
    plan(const ReadRequest& request, const std::atomic<bool>& stop,
         const std::function<void(const std::string&)>& trouble);
    Result<void> startPartition(std::int32_t partition, std::int64_t offset);
    void stopPartition(std::int32_t partition);
    [[nodiscard]] bool started(std::int32_t partition) const
    {
        return m_started.count(partition) > 0;
    }
    /// Hands over what has arrived, waiting for a moment when there is nothing; the count.
    std::size_t take(const std::function<void(const Event&)>& handle);
    /// What the library last complained about.
    [[nodiscard]] std::string trouble() const;

private:
    SimpleConsumer() = default;
    Result<std::vector<std::int32_t>> partitionIds(const ReadRequest& request);
    Result<std::vector<std::int64_t>> offsets(const std::vector<std::int32_t>& partitions,
                                              std::int64_t time);
    Result<std::vector<PartitionProgress>> planOnce(const ReadRequest& request);
    void hand(rd_kafka_message_s* message, const std::function<void(const Event&)>& handle);

    std::string m_topicName;
    rd_kafka_s* m_kafka = nullptr;
    rd_kafka_topic_s* m_topic = nullptr;
    rd_kafka_queue_s* m_queue = nullptr;
    std::set<std::int32_t> m_started;
    std::vector<rd_kafka_message_s*> m_batch;
    std::vector<std::pair<std::string_view, std::optional<std::string_view>>> m_headers;
    mutable std::mutex m_mutex; // guards m_trouble, which librdkafka's callback sets
    std::string m_trouble;
};

} // namespace ottla
