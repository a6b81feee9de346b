// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/topicjson.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ottla::cluster {

namespace {

using Json = nlohmann::ordered_json; // fields in the order in which Kafka has them
/// For reading: finds a name without going through all of them.
using Parsed = nlohmann::json;

Json ids(const std::vector<NodeId>& nodes)
{
    Json list = Json::array();
    for (const NodeId node : nodes) {
        list.push_back(node.value);
    }
    return list;
}

bool readIds(const Parsed& list, std::vector<NodeId>& nodes)
{
    if (!list.is_array() || !std::all_of(list.begin(), list.end(), [](const Parsed& id) {
            return id.is_number_integer();
        })) {
        return false;
    }
    nodes.clear();
    for (const Parsed& id : list) {
        nodes.emplace_back(id.get<std::int32_t>());
    }
    return true;
}

/// Of a map from partitions to replicas that old versions lack.
bool readOptionalIds(const Parsed& object, const char* name, PartitionId id,
                     std::vector<NodeId>& nodes)
{
    const auto map = object.find(name);
    if (map == object.end() || !map->is_object()) {
        return true;
    }
    const auto list = map->find(std::to_string(id.value));
    return list == map->end() || readIds(*list, nodes);
}

std::optional<std::int32_t> number(const Parsed& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number_integer()) {
        return std::nullopt;
    }
    return found->get<std::int32_t>();
}

} // namespace

std::string topicPath(const std::string& topic)
{
    return "/brokers/topics/" + topic;
}

std::string statePath(const std::string& topic, PartitionId partition)
{
    return topicPath(topic) + "/partitions/" + std::to_string(partition.value) + "/state";
}

std::string configPath(const std::string& topic)
{
    return "/config/topics/" + topic;
}

std::string deletionPath(const std::string& topic)
{
    return "/admin/delete_topics/" + topic;
}

CreateZnode configChange(const std::string& topic)
{
    CreateZnode change;
    change.path = "/config/changes/config_change_";
    change.data = Json{{"version", 2}, {"entity_path", "topics/" + topic}}.dump();
    change.sequential = true;
    return change;
}

std::string assignmentJson(const Topic& topic)
{
    Json partitions = Json::object();
    Json adding = Json::object();
    Json removing = Json::object();
    for (const PartitionState& partition : topic.partitions) {
        const std::string id = std::to_string(partition.id.value);
        partitions[id] = ids(partition.replicas);
        if (!partition.adding.empty()) {
            adding[id] = ids(partition.adding);
        }
        if (!partition.removing.empty()) {
            removing[id] = ids(partition.removing);
        }
    }
    return Json{{"removing_replicas", removing},
                {"partitions", partitions},
                {"topic_id", topic.id.toString()},
                {"adding_replicas", adding},
                {"version", 3}}
        .dump();
}

std::string stateJson(const PartitionState& partition)
{
    return Json{{"controller_epoch", partition.controllerEpoch},
                {"leader", partition.leader.value},
                {"version", 1},
                {"leader_epoch", partition.leaderEpoch.value},
                {"isr", ids(partition.isr)}}
        .dump();
}

std::string configJson(const std::map<std::string, std::string>& config)
{
    return Json{{"version", 1}, {"config", config}}.dump();
}

bool readAssignment(const std::string& json, Topic& topic)
{
    const Parsed object = Parsed::parse(json, nullptr, false);
    if (!object.is_object() || !object.contains("partitions")
        || !object["partitions"].is_object()) {
        return false;
    }
    if (object.contains("topic_id") && object["topic_id"].is_string()) {
        auto id = Uuid::parse(object["topic_id"].get_ref<const std::string&>());
        if (!id) {
            return false;
        }
        topic.id = *id;
    }
    const Parsed& partitions = object["partitions"];
    topic.partitions.assign(partitions.size(), {});
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const auto found = partitions.find(std::to_string(i));
        if (found == partitions.end() || !readIds(*found, topic.partitions[i].replicas)) {
            return false;
        }
        topic.partitions[i].id = PartitionId{static_cast<std::int32_t>(i)};
    }
    for (PartitionState& partition : topic.partitions) {
        if (!readOptionalIds(object, "adding_replicas", partition.id, partition.adding)
            || !readOptionalIds(object, "removing_replicas", partition.id, partition.removing)) {
            return false;
        }
    }
    return true;
}

bool readState(const std::string& json, PartitionState& partition)
{
    const Parsed object = Parsed::parse(json, nullptr, false);
    if (!object.is_object() || !object.contains("isr") || !readIds(object["isr"], partition.isr)) {
        return false;
    }
    const auto leader = number(object, "leader");
    const auto epoch = number(object, "leader_epoch");
    partition.leader = NodeId{leader.value_or(-1)};
    partition.leaderEpoch = LeaderEpoch{epoch.value_or(-1)};
    partition.controllerEpoch = number(object, "controller_epoch").value_or(0);
    return leader && epoch;
}

std::optional<std::map<std::string, std::string>> readConfig(const std::string& json)
{
    const Parsed object = Parsed::parse(json, nullptr, false);
    if (!object.is_object() || !object.contains("config") || !object["config"].is_object()) {
        return std::nullopt;
    }
    std::map<std::string, std::string> config;
    for (const auto& [name, value] : object["config"].items()) {
        if (!value.is_string()) {
            return std::nullopt;
        }
        config[name] = value.get<std::string>();
    }
    return config;
}

} // namespace ottla::cluster
