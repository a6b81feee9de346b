// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What Client does to groups.
#include "model/client/clientimpl.h"
#include "wire/codec.h"
#include "wire/kafka/consumerprotocol.h"
#include "wire/reader.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace ottla {

namespace {

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

/// Requests under way at a time: enough to hide the way to a distant cluster.
constexpr std::size_t groupsAtOnce = 32;

/// The answer comes to the queue with `index` as its opaque.
void askForOffsets(rd_kafka_t* handle, const std::string& group, std::size_t index,
                   rd_kafka_queue_t* queue)
{
    using Request = rd_kafka_ListConsumerGroupOffsets_t;
    const std::unique_ptr<Request, KafkaDeleter<&rd_kafka_ListConsumerGroupOffsets_destroy>> wanted(
        rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), nullptr));
    Request* list = wanted.get();
    const KafkaAdminOptions options(
        rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
    std::array<char, 256> words{};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), requestTimeoutMs, words.data(),
                                              words.size());
    rd_kafka_AdminOptions_set_opaque(options.get(), reinterpret_cast<void*>(index));
    rd_kafka_ListConsumerGroupOffsets(handle, &list, 1, options.get(), queue);
}

struct Offsets
{
    std::vector<PartitionOffset> partitions;
    const rd_kafka_error_t* error = nullptr; ///< Lives as long as the event.
};

Offsets readOffsets(rd_kafka_event_t* event)
{
    Offsets offsets;
    std::size_t count = 0;
    const auto* results = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event), &count);
    for (std::size_t i = 0; i < count && offsets.error == nullptr; ++i) {
        offsets.error = rd_kafka_group_result_error(results[i]);
        const auto* partitions = rd_kafka_group_result_partitions(results[i]);
        for (int k = 0; partitions != nullptr && k < partitions->cnt; ++k) {
            const auto& element = partitions->elems[k];
            offsets.partitions.push_back({element.topic, element.partition, element.offset});
        }
    }
    return offsets;
}

} // namespace

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
    return std::move(committedOffsetsOf({group}).front());
}

std::vector<Result<std::vector<PartitionOffset>>>
Client::committedOffsetsOf(const std::vector<std::string>& groups)
{
    const auto what = [&groups](std::size_t i) {
        return "The offsets of the group \"" + groups[i] + "\" could not be read";
    };
    std::vector<std::optional<Result<std::vector<PartitionOffset>>>> answers(groups.size());
    const KafkaQueue queue(rd_kafka_queue_new(m_impl->handle()));
    std::size_t asked = 0;
    std::size_t answered = 0;
    while (answered < groups.size()) {
        for (; asked < groups.size() && asked - answered < groupsAtOnce; ++asked) {
            askForOffsets(m_impl->handle(), groups[asked], asked, queue.get());
        }
        const KafkaEvent event(rd_kafka_queue_poll(queue.get(), requestTimeoutMs + 1000));
        if (!event) {
            break;
        }
        ++answered;
        const auto i = reinterpret_cast<std::uintptr_t>(rd_kafka_event_opaque(event.get()));
        if (const auto code = rd_kafka_event_error(event.get());
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            answers[i] = m_impl->failure(what(i), code, rd_kafka_event_error_string(event.get()));
            continue;
        }
        const Offsets offsets = readOffsets(event.get());
        answers[i] = offsets.error != nullptr
            ? Result<std::vector<PartitionOffset>>(m_impl->failure(
                what(i), rd_kafka_error_code(offsets.error), rd_kafka_error_string(offsets.error)))
            : Result<std::vector<PartitionOffset>>(offsets.partitions);
    }
    std::vector<Result<std::vector<PartitionOffset>>> all;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        all.push_back(answers[i] ? std::move(*answers[i])
                                 : m_impl->failure(what(i), RD_KAFKA_RESP_ERR__TIMED_OUT));
    }
    return all;
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
