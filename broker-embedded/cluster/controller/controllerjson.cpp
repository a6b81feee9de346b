// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/controllerjson.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace ottla::cluster {

using Json = nlohmann::ordered_json;

std::string controllerJson(NodeId broker, std::int64_t timestampMs)
{
    return Json{
        {"version", 1}, {"brokerid", broker.value}, {"timestamp", std::to_string(timestampMs)}}
        .dump();
}

std::optional<NodeId> readController(const std::string& json)
{
    const Json object = Json::parse(json, nullptr, false);
    const auto id = object.is_object() ? object.find("brokerid") : object.end();
    if (id == object.end() || !id->is_number_integer()) {
        return std::nullopt;
    }
    return NodeId{id->get<std::int32_t>()};
}

std::optional<std::int32_t> readEpoch(const std::string& text)
{
    std::int32_t epoch = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, epoch);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(epoch) : std::nullopt;
}

AskedPartitions readAskedPartitions(const std::string& json)
{
    AskedPartitions asked;
    const Json object = Json::parse(json, nullptr, false);
    const auto list = object.is_object() ? object.find("partitions") : object.end();
    if (list == object.end() || !list->is_array()) {
        return asked;
    }
    for (const Json& entry : *list) {
        if (!entry.is_object() || !entry.contains("topic") || !entry["topic"].is_string()
            || !entry.contains("partition") || !entry["partition"].is_number_integer()) {
            continue;
        }
        auto& replicas = asked[{entry["topic"].get<std::string>(),
                                PartitionId{entry["partition"].get<std::int32_t>()}}];
        if (entry.contains("replicas") && entry["replicas"].is_array()) {
            for (const Json& id : entry["replicas"]) {
                replicas.emplace_back(id.is_number_integer() ? id.get<std::int32_t>() : -1);
            }
        }
    }
    return asked;
}

} // namespace ottla::cluster
