// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/client.h"

#include "model/client/clientimpl.h"

#include <algorithm>
#include <array>
#include <map>

namespace ottla {

namespace {

/// A broker that is stopped by a signal keeps its connections and answers nothing; then another is
/// asked.
constexpr int metadataTries = 4;

/// librdkafka looks each partition of an answer up by a pass over the list that it was asked with,
/// so the time grows with the square of this.
constexpr std::size_t partitionsAtOnce = 1000;

} // namespace

Client::Client(std::unique_ptr<Impl> impl, WriteGate gate)
    : m_impl(std::move(impl))
    , m_gate(std::move(gate))
{ }

Client::~Client() = default;

Result<std::shared_ptr<Client>> Client::create(const KafkaProperties& properties, WriteGate gate)
{
    // Watermarks are the log's own, not those up to an open transaction.
    KafkaProperties all = properties;
    all.emplace_back("isolation.level", "read_uncommitted");
    // Nobody waits for longer, and a connection to a broker that does not answer is given up.
    all.emplace(all.begin(), "socket.timeout.ms", std::to_string(requestTimeoutMs));
    auto trouble = std::make_unique<KafkaTrouble>();
    auto handle = makeKafkaHandle(RD_KAFKA_CONSUMER, all, *trouble);
    if (!handle) {
        return handle.error();
    }
    auto impl = std::make_unique<Impl>(std::move(trouble), std::move(*handle),
                                       gate.connection().toStdString());
    return std::shared_ptr<Client>(new Client(std::move(impl), std::move(gate)));
}

Result<ClusterInfo> Client::describeCluster()
{
    const struct rd_kafka_metadata* found = nullptr;
    auto code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    for (int tries = 0; tries < metadataTries && code == RD_KAFKA_RESP_ERR__TIMED_OUT; ++tries) {
        code = rd_kafka_metadata(m_impl->handle(), 1, nullptr, &found,
                                 requestTimeoutMs / metadataTries);
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return m_impl->failure("The cluster does not answer", code);
    }
    const KafkaMetadata metadata(found);
    m_impl->answered();
    ClusterInfo info;
    char* id = rd_kafka_clusterid(m_impl->handle(), requestTimeoutMs);
    info.clusterId = textOf(id);
    rd_kafka_mem_free(m_impl->handle(), id);
    info.controller = rd_kafka_controllerid(m_impl->handle(), requestTimeoutMs);
    for (int i = 0; i < metadata->broker_cnt; ++i) {
        const auto& broker = metadata->brokers[i];
        info.brokers.push_back({broker.id, textOf(broker.host), broker.port});
    }
    for (int i = 0; i < metadata->topic_cnt; ++i) {
        const auto& topic = metadata->topics[i];
        TopicInfo& entry = info.topics.emplace_back();
        entry.name = textOf(topic.topic);
        for (int k = 0; k < topic.partition_cnt; ++k) {
            const auto& partition = topic.partitions[k];
            entry.partitions.push_back(
                {partition.id,
                 partition.leader,
                 {partition.replicas, partition.replicas + partition.replica_cnt},
                 {partition.isrs, partition.isrs + partition.isr_cnt}});
        }
        std::sort(entry.partitions.begin(), entry.partitions.end(),
                  [](const auto& left, const auto& right) { return left.id < right.id; });
    }
    return info;
}

Result<void> Client::createTopic(const TopicSpec& topic)
{
    if (auto allowed = m_gate.allow(WriteOperation::CreateTopic); !allowed) {
        return allowed;
    }
    const std::string what = "The topic \"" + topic.name + "\" was not created";
    std::array<char, 512> words{};
    const std::unique_ptr<rd_kafka_NewTopic_t, KafkaDeleter<&rd_kafka_NewTopic_destroy>> wanted(
        rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replicationFactor,
                              words.data(), words.size()));
    if (!wanted) {
        return Error{Errc::InvalidArgument, what + ": " + words.data()};
    }
    rd_kafka_NewTopic_t* list = wanted.get();
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_CreateTopics(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* results = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_topic_result_error(results[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure(what, code, rd_kafka_topic_result_error_string(results[i]));
        }
    }
    return {};
}

Result<void> Client::deleteTopics(const std::vector<std::string>& names)
{
    if (auto allowed = m_gate.allow(WriteOperation::DeleteTopics); !allowed) {
        return allowed;
    }
    std::vector<rd_kafka_DeleteTopic_t*> wanted;
    for (const std::string& name : names) {
        wanted.push_back(rd_kafka_DeleteTopic_new(name.c_str()));
    }
    auto event = m_impl->ask("The topics were not deleted", [&](auto* options, auto* queue) {
        rd_kafka_DeleteTopics(m_impl->handle(), wanted.data(), wanted.size(), options, queue);
    });
    rd_kafka_DeleteTopic_destroy_array(wanted.data(), wanted.size());
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* results = rd_kafka_DeleteTopics_result_topics(
        rd_kafka_event_DeleteTopics_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_topic_result_error(results[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure("The topic \"" + textOf(rd_kafka_topic_result_name(results[i]))
                                       + "\" was not deleted",
                                   code, rd_kafka_topic_result_error_string(results[i]));
        }
    }
    return {};
}

Result<std::vector<Watermarks>> Client::watermarks(const std::vector<TopicInfo>& topics)
{
    std::vector<Watermarks> marks;
    for (const TopicInfo& topic : topics) {
        for (const PartitionInfo& partition : topic.partitions) {
            if (partition.leader >= 0) {
                marks.push_back({topic.name, partition.id});
            }
        }
    }
    if (auto read = readMarks(marks, RD_KAFKA_OFFSET_BEGINNING, &Watermarks::low); !read) {
        return read.error();
    }
    return withEndsOfNow(std::move(marks));
}

Result<std::vector<Watermarks>> Client::withEndsOfNow(std::vector<Watermarks> marks)
{
    if (auto read = readMarks(marks, RD_KAFKA_OFFSET_END, &Watermarks::high); !read) {
        return read.error();
    }
    return marks;
}

Result<void> Client::readMarks(std::vector<Watermarks>& marks, std::int64_t end,
                               std::int64_t Watermarks::*mark)
{
    for (std::size_t first = 0; first < marks.size(); first += partitionsAtOnce) {
        const std::size_t count = std::min(partitionsAtOnce, marks.size() - first);
        const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(count)));
        for (std::size_t i = first; i < first + count; ++i) {
            rd_kafka_topic_partition_list_add(list.get(), marks[i].topic.c_str(),
                                              marks[i].partition)
                ->offset = end;
        }
        if (auto found = m_impl->lookUp(list.get()); !found) {
            return found;
        }
        // The answers stand where the questions stood.
        for (std::size_t i = 0; i < count; ++i) {
            const auto& element = list->elems[i];
            marks[first + i].*mark =
                element.err == RD_KAFKA_RESP_ERR_NO_ERROR ? element.offset : -1;
        }
    }
    // One that cannot answer (its topic is just being deleted) must not hide all others.
    std::erase_if(marks, [mark](const Watermarks& each) { return each.*mark < 0; });
    return {};
}

Result<std::vector<PartitionOffset>> Client::offsetsForTime(std::vector<PartitionOffset> partitions,
                                                            std::int64_t timestampMs)
{
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(16));
    for (const PartitionOffset& partition : partitions) {
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)
            ->offset = timestampMs;
    }
    if (auto found = m_impl->lookUp(list.get()); !found) {
        return found.error();
    }
    std::vector<Watermarks> ends;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        PartitionOffset& partition = partitions[i];
        const auto& element = list->elems[i];
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure("The offsets of " + partition.topic + "-"
                                       + std::to_string(partition.partition) + " could not be read",
                                   element.err);
        }
        partition.offset = element.offset;
        if (partition.offset < 0) {
            ends.push_back({partition.topic, partition.partition});
        }
    }
    auto marks = withEndsOfNow(std::move(ends));
    if (!marks) {
        return marks.error();
    }
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> endOf;
    for (const Watermarks& mark : *marks) {
        endOf[{mark.topic, mark.partition}] = mark.high;
    }
    for (PartitionOffset& partition : partitions) {
        if (const auto end = endOf.find({partition.topic, partition.partition});
            partition.offset < 0 && end != endOf.end()) {
            partition.offset = end->second;
        }
    }
    return partitions;
}

} // namespace ottla
