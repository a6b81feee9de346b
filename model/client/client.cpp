// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/client.h"

#include "model/client/clientimpl.h"
#include "wire/codec.h"
#include "wire/kafka/consumerprotocol.h"
#include "wire/reader.h"

#include <array>

namespace ottla {

namespace {

/// A broker that is stopped by a signal keeps its connections and answers nothing; then another is
/// asked.
constexpr int metadataTries = 4;

/// The partitions out of a member's assignment, which members tell each other in their own format.
std::vector<std::pair<std::string, std::int32_t>> readAssignment(const void* bytes, int size)
{
    std::vector<std::pair<std::string, std::int32_t>> partitions;
    wire::Reader reader({static_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)});
    const auto version = std::min<std::int16_t>(
        reader.integer<std::int16_t>(), wire::ConsumerProtocolAssignment::api.versions.last);
    const auto assignment =
        wire::decodeMessage<wire::ConsumerProtocolAssignment>(reader.rest(), version);
    if (assignment) {
        for (const auto& topic : assignment->assignedPartitions) {
            for (const std::int32_t partition : topic.partitions) {
                partitions.emplace_back(topic.topic, partition);
            }
        }
    }
    return partitions;
}

GroupInfo readGroup(const rd_kafka_group_info& group)
{
    GroupInfo info{textOf(group.group),
                   textOf(group.state),
                   textOf(group.protocol_type),
                   textOf(group.protocol),
                   {}};
    const bool isConsumer = info.protocolType == "consumer";
    for (int i = 0; i < group.member_cnt; ++i) {
        const rd_kafka_group_member_info& member = group.members[i];
        info.members.push_back(
            {textOf(member.member_id), textOf(member.client_id), textOf(member.client_host),
             isConsumer ? readAssignment(member.member_assignment, member.member_assignment_size)
                        : decltype(MemberInfo::assignment){}});
    }
    return info;
}

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
        code = rd_kafka_metadata(m_impl->handle(), 1, nullptr, &found, requestTimeoutMs / metadataTries);
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
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(16));
    for (const TopicInfo& topic : topics) {
        for (const PartitionInfo& partition : topic.partitions) {
            if (partition.leader >= 0) {
                rd_kafka_topic_partition_list_add(list.get(), topic.name.c_str(), partition.id);
                marks.push_back({topic.name, partition.id});
            }
        }
    }
    if (marks.empty()) {
        return marks;
    }
    // In a request for times these two stand for the ends of the log.
    for (const std::int64_t end :
         {std::int64_t{RD_KAFKA_OFFSET_BEGINNING}, std::int64_t{RD_KAFKA_OFFSET_END}}) {
        for (int i = 0; i < list->cnt; ++i) {
            list->elems[i].offset = end;
        }
        if (auto found = m_impl->lookUp(list.get()); !found) {
            return found.error();
        }
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const auto* element = rd_kafka_topic_partition_list_find(
                list.get(), marks[i].topic.c_str(), marks[i].partition);
            const bool known = element->err == RD_KAFKA_RESP_ERR_NO_ERROR;
            (end == RD_KAFKA_OFFSET_END ? marks[i].high : marks[i].low) =
                known ? element->offset : -1;
        }
    }
    // One that cannot answer (its topic is just being deleted) must not hide all others.
    std::erase_if(marks, [](const Watermarks& mark) { return mark.low < 0 || mark.high < 0; });
    return marks;
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
    std::vector<TopicInfo> ends;
    for (PartitionOffset& partition : partitions) {
        const auto* element = rd_kafka_topic_partition_list_find(
            list.get(), partition.topic.c_str(), partition.partition);
        if (element->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure("The offsets of " + partition.topic + "-"
                                       + std::to_string(partition.partition) + " could not be read",
                                   element->err);
        }
        partition.offset = element->offset;
        if (partition.offset < 0) {
            ends.push_back({partition.topic, {{partition.partition, 0, {}, {}}}});
        }
    }
    const auto marks = watermarks(ends);
    if (!marks) {
        return marks.error();
    }
    for (PartitionOffset& partition : partitions) {
        for (const Watermarks& mark : *marks) {
            if (partition.offset < 0 && mark.topic == partition.topic
                && mark.partition == partition.partition) {
                partition.offset = mark.high;
            }
        }
    }
    return partitions;
}

Result<std::vector<GroupInfo>> Client::groups()
{
    const struct rd_kafka_group_list* found = nullptr;
    const auto code = rd_kafka_list_groups(m_impl->handle(), nullptr, &found, requestTimeoutMs);
    const KafkaGroupList list(found);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return m_impl->failure("The groups could not be listed", code);
    }
    std::vector<GroupInfo> groups;
    for (int i = 0; i < list->group_cnt; ++i) {
        groups.push_back(readGroup(list->groups[i]));
    }
    return groups;
}

Result<GroupInfo> Client::group(const std::string& id)
{
    const struct rd_kafka_group_list* found = nullptr;
    const auto code = rd_kafka_list_groups(m_impl->handle(), id.c_str(), &found, requestTimeoutMs);
    const KafkaGroupList list(found);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return m_impl->failure("The group \"" + id + "\" could not be read", code);
    }
    if (list->group_cnt == 0) {
        return Error{Errc::NotFound, "There is no group \"" + id + "\""};
    }
    return readGroup(list->groups[0]);
}

Result<std::vector<PartitionOffset>> Client::committedOffsets(const std::string& group)
{
    using Request = rd_kafka_ListConsumerGroupOffsets_t;
    const std::unique_ptr<Request, KafkaDeleter<&rd_kafka_ListConsumerGroupOffsets_destroy>> wanted(
        rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), nullptr));
    Request* list = wanted.get();
    const std::string what = "The offsets of the group \"" + group + "\" could not be read";
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_ListConsumerGroupOffsets(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* results = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event->get()), &count);
    std::vector<PartitionOffset> offsets;
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto* error = rd_kafka_group_result_error(results[i])) {
            return m_impl->failure(what, rd_kafka_error_code(error), rd_kafka_error_string(error));
        }
        const auto* partitions = rd_kafka_group_result_partitions(results[i]);
        for (int k = 0; partitions != nullptr && k < partitions->cnt; ++k) {
            const auto& element = partitions->elems[k];
            offsets.push_back({element.topic, element.partition, element.offset});
        }
    }
    return offsets;
}

Result<void> Client::alterOffsets(const std::string& group,
                                  const std::vector<PartitionOffset>& offsets)
{
    if (auto allowed = m_gate.allow(WriteOperation::AlterOffsets); !allowed) {
        return allowed;
    }
    const KafkaPartitionList partitions(rd_kafka_topic_partition_list_new(16));
    for (const PartitionOffset& offset : offsets) {
        rd_kafka_topic_partition_list_add(partitions.get(), offset.topic.c_str(), offset.partition)
            ->offset = offset.offset;
    }
    using Request = rd_kafka_AlterConsumerGroupOffsets_t;
    const std::unique_ptr<Request, KafkaDeleter<&rd_kafka_AlterConsumerGroupOffsets_destroy>>
        wanted(rd_kafka_AlterConsumerGroupOffsets_new(group.c_str(), partitions.get()));
    Request* list = wanted.get();
    const std::string what = "The offsets of the group \"" + group + "\" were not changed";
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_AlterConsumerGroupOffsets(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* results = rd_kafka_AlterConsumerGroupOffsets_result_groups(
        rd_kafka_event_AlterConsumerGroupOffsets_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto* error = rd_kafka_group_result_error(results[i])) {
            return m_impl->failure(what, rd_kafka_error_code(error), rd_kafka_error_string(error));
        }
        const auto* answered = rd_kafka_group_result_partitions(results[i]);
        for (int k = 0; answered != nullptr && k < answered->cnt; ++k) {
            if (answered->elems[k].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
                return m_impl->failure(what, answered->elems[k].err);
            }
        }
    }
    return {};
}

Result<void> Client::deleteGroup(const std::string& group)
{
    if (auto allowed = m_gate.allow(WriteOperation::DeleteGroup); !allowed) {
        return allowed;
    }
    const std::unique_ptr<rd_kafka_DeleteGroup_t, KafkaDeleter<&rd_kafka_DeleteGroup_destroy>>
        wanted(rd_kafka_DeleteGroup_new(group.c_str()));
    rd_kafka_DeleteGroup_t* list = wanted.get();
    const std::string what = "The group \"" + group + "\" was not deleted";
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_DeleteGroups(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* results = rd_kafka_DeleteGroups_result_groups(
        rd_kafka_event_DeleteGroups_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto* error = rd_kafka_group_result_error(results[i])) {
            return m_impl->failure(what, rd_kafka_error_code(error), rd_kafka_error_string(error));
        }
    }
    return {};
}

} // namespace ottla
