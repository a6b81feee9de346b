// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What Client does to a topic that exists.
#include "model/client/clientimpl.h"

#include <algorithm>

namespace ottla {

namespace {

using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDeleter<&rd_kafka_ConfigResource_destroy>>;

ConfigResource topicResource(const std::string& topic)
{
    return ConfigResource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
}

ConfigEntry readEntry(const rd_kafka_ConfigEntry_t* entry)
{
    const char* value = rd_kafka_ConfigEntry_value(entry);
    return {textOf(rd_kafka_ConfigEntry_name(entry)),
            value != nullptr ? std::optional<std::string>(value) : std::nullopt,
            rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG,
            rd_kafka_ConfigEntry_is_read_only(entry) != 0};
}

} // namespace

Result<std::vector<ConfigEntry>> Client::topicConfig(const std::string& topic)
{
    const std::string what = "The configuration of \"" + topic + "\" could not be read";
    const ConfigResource wanted = topicResource(topic);
    rd_kafka_ConfigResource_t* list = wanted.get();
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_DescribeConfigs(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* resources = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event->get()), &count);
    std::vector<ConfigEntry> entries;
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_ConfigResource_error(resources[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure(what, code, rd_kafka_ConfigResource_error_string(resources[i]));
        }
        std::size_t size = 0;
        const auto* configs = rd_kafka_ConfigResource_configs(resources[i], &size);
        for (std::size_t k = 0; k < size; ++k) {
            entries.push_back(readEntry(configs[k]));
        }
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    return entries;
}

Result<void> Client::alterTopicConfig(const std::string& topic, const std::string& name,
                                      const std::optional<std::string>& value)
{
    if (auto allowed = m_gate.allow(WriteOperation::AlterTopicConfig); !allowed) {
        return allowed;
    }
    const auto present = topicConfig(topic);
    if (!present) {
        return present.error();
    }
    // AlterConfigs forgets what it is not told again.
    const ConfigResource changed = topicResource(topic);
    for (const ConfigEntry& entry : *present) {
        if (entry.isOwn && entry.name != name) {
            rd_kafka_ConfigResource_set_config(changed.get(), entry.name.c_str(),
                                               entry.value.value_or("").c_str());
        }
    }
    if (value) {
        rd_kafka_ConfigResource_set_config(changed.get(), name.c_str(), value->c_str());
    }
    const std::string what = name + " of \"" + topic + "\" was not changed";
    rd_kafka_ConfigResource_t* list = changed.get();
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_AlterConfigs(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* resources = rd_kafka_AlterConfigs_result_resources(
        rd_kafka_event_AlterConfigs_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_ConfigResource_error(resources[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure(what, code, rd_kafka_ConfigResource_error_string(resources[i]));
        }
    }
    return {};
}

Result<void> Client::addPartitions(const std::string& topic, std::int32_t total)
{
    if (auto allowed = m_gate.allow(WriteOperation::AddPartitions); !allowed) {
        return allowed;
    }
    const std::string what = "\"" + topic + "\" got no more partitions";
    std::array<char, 512> words{};
    const std::unique_ptr<rd_kafka_NewPartitions_t, KafkaDeleter<&rd_kafka_NewPartitions_destroy>>
        wanted(rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(total),
                                          words.data(), words.size()));
    if (!wanted) {
        return Error{Errc::InvalidArgument, what + ": " + words.data()};
    }
    rd_kafka_NewPartitions_t* list = wanted.get();
    auto event = m_impl->ask(what, [&](auto* options, auto* queue) {
        rd_kafka_CreatePartitions(m_impl->handle(), &list, 1, options, queue);
    });
    if (!event) {
        return event.error();
    }
    std::size_t count = 0;
    const auto* results = rd_kafka_CreatePartitions_result_topics(
        rd_kafka_event_CreatePartitions_result(event->get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto code = rd_kafka_topic_result_error(results[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return m_impl->failure(what, code, rd_kafka_topic_result_error_string(results[i]));
        }
    }
    return {};
}

} // namespace ottla
