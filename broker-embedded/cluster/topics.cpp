// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/topics.h"

#include "cluster/topicjson.h"

#include <algorithm>
#include <optional>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

using wire::ErrorCode;

constexpr std::size_t longestName = 249; // room for "-<partition>" in a folder's name
constexpr std::int32_t mostPartitions = 10'000; // of one topic on one machine
const std::string topicsRoot = "/brokers/topics";

/// The topic that a znode belongs to; nothing for those of no topic.
std::optional<std::string> topicOfPath(const std::string& path)
{
    for (const std::string& root : {topicsRoot + "/", std::string("/config/topics/")}) {
        if (path.starts_with(root) && path.size() > root.size()) {
            return path.substr(root.size(), path.find('/', root.size()) - root.size());
        }
    }
    return std::nullopt;
}

/// Two topics whose names differ only in '.' and '_' would share the names of their metrics.
std::string withoutPeriods(std::string name)
{
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

Outcome failure(const Error& error)
{
    return {ErrorCode::KafkaStorageError, error.describe()};
}

} // namespace

Topics::Topics(MetadataStore& store, NodeId self)
    : m_store(store)
    , m_self(self)
{
    auto first = std::make_shared<Snapshot>();
    for (const std::string& name : store.children(topicsRoot)) {
        if (auto topic = load(name)) {
            first->byName[name] = topic;
            first->byId[topic->id] = topic;
        }
    }
    m_snapshot = first;
}

std::shared_ptr<const Topic> Topics::load(const std::string& name) const
{
    const auto assignment = m_store.get(topicPath(name));
    if (!assignment) {
        return nullptr;
    }
    auto topic = std::make_shared<Topic>();
    topic->name = name;
    topic->internal = isInternalName(name);
    if (!readAssignment(assignment->data, *topic)) {
        spdlog::error("{} does not hold a topic's partitions; the topic is left out",
                      topicPath(name));
        return nullptr;
    }
    if (topic->id.isZero()) {
        return nullptr; // a tool of before topic ids made it; the controller gives it one
    }
    for (PartitionState& partition : topic->partitions) {
        const auto state = m_store.get(statePath(name, partition.id));
        if (!state) {
            continue; // a new partition, which the controller has not seen yet
        }
        if (!readState(state->data, partition)) {
            spdlog::error("{} does not hold a partition's state; it has no leader",
                          statePath(name, partition.id));
            continue;
        }
        partition.version = state->version;
    }
    if (const auto config = m_store.get(configPath(name))) {
        topic->config = readConfig(config->data).value_or(std::map<std::string, std::string>{});
    }
    return topic;
}

std::shared_ptr<const Topics::Snapshot> Topics::snapshot() const
{
    const std::shared_lock lock(m_mutex);
    return m_snapshot;
}

std::shared_ptr<const Topic> Topics::find(const std::string& name) const
{
    const auto now = snapshot();
    const auto found = now->byName.find(name);
    return found == now->byName.end() ? nullptr : found->second;
}

std::shared_ptr<const Topic> Topics::find(const Uuid& id) const
{
    const auto now = snapshot();
    const auto found = now->byId.find(id);
    return found == now->byId.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Topic>> Topics::all() const
{
    std::vector<std::shared_ptr<const Topic>> topics;
    const auto now = snapshot();
    for (const auto& [name, topic] : now->byName) {
        topics.push_back(topic);
    }
    return topics;
}

bool Topics::isValidName(const std::string& name)
{
    return !name.empty() && name != "." && name != ".." && name.size() <= longestName
        && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '.' || c == '_' || c == '-';
           });
}

bool Topics::isInternalName(const std::string& name)
{
    return name == "__consumer_offsets" || name == "__transaction_state";
}

Outcome Topics::check(const TopicRequest& request) const
{
    if (!isValidName(request.name)) {
        return {
            ErrorCode::InvalidTopicException,
            "A topic's name has 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-', and is "
            "not '.' or '..'"};
    }
    const auto now = snapshot();
    if (now->byName.contains(request.name)) {
        return {ErrorCode::TopicAlreadyExists, "Topic '" + request.name + "' already exists."};
    }
    for (const auto& [name, topic] : now->byName) {
        if (withoutPeriods(name) == withoutPeriods(request.name)) {
            return {ErrorCode::InvalidTopicException,
                    "Topic '" + request.name + "' collides with existing topic '" + name
                        + "': the names differ only in '.' and '_'"};
        }
    }
    if (!request.assignment.empty()) {
        const std::vector<NodeId> self{m_self};
        if (std::any_of(request.assignment.begin(), request.assignment.end(),
                        [&](const auto& replicas) { return replicas != self; })) {
            return {ErrorCode::InvalidReplicaAssignment,
                    "The only broker here is " + std::to_string(m_self.value)
                        + ", so it is each partition's one replica"};
        }
        return {};
    }
    if (request.partitions < 1 || request.partitions > mostPartitions) {
        return {ErrorCode::InvalidPartitions,
                "Number of partitions must be 1 to " + std::to_string(mostPartitions)};
    }
    if (request.replicationFactor < 1) {
        return {ErrorCode::InvalidReplicationFactor, "Replication factor must be at least 1"};
    }
    if (request.replicationFactor > 1) {
        return {ErrorCode::InvalidReplicationFactor,
                "Replication factor " + std::to_string(request.replicationFactor)
                    + " is larger than the number of available brokers, 1"};
    }
    return {};
}

Outcome Topics::create(const TopicRequest& request)
{
    const std::lock_guard changing(m_changes);
    if (Outcome checked = check(request); !checked.ok() || request.validateOnly) {
        return checked;
    }
    Topic topic;
    topic.name = request.name;
    topic.id = Uuid::random();
    const auto count = request.assignment.empty()
        ? request.partitions
        : static_cast<std::int32_t>(request.assignment.size());
    for (std::int32_t i = 0; i < count; ++i) {
        topic.partitions.push_back(
            {PartitionId{i}, m_self, LeaderEpoch{0}, {m_self}, {m_self}, 1, 0});
    }
    std::vector<MetadataOperation> operations{
        CreateZnode{configPath(topic.name), configJson(request.config)},
        CreateZnode{topicPath(topic.name), assignmentJson(topic)}};
    for (const PartitionState& partition : topic.partitions) {
        operations.emplace_back(
            CreateZnode{statePath(topic.name, partition.id), stateJson(partition)});
    }
    return change(topic.name, operations);
}

Outcome Topics::remove(const std::string& name)
{
    const std::lock_guard changing(m_changes);
    const auto topic = find(name);
    if (!topic) {
        return {ErrorCode::UnknownTopicOrPartition, "There is no topic '" + name + "'"};
    }
    std::vector<MetadataOperation> operations;
    for (const PartitionState& partition : topic->partitions) {
        const std::string state = statePath(name, partition.id);
        operations.emplace_back(DeleteZnode{state});
        operations.emplace_back(DeleteZnode{state.substr(0, state.rfind('/'))});
    }
    if (!topic->partitions.empty()) {
        operations.emplace_back(DeleteZnode{topicPath(name) + "/partitions"});
    }
    operations.emplace_back(DeleteZnode{topicPath(name)});
    if (m_store.get(configPath(name))) {
        operations.emplace_back(DeleteZnode{configPath(name)});
    }
    return change(name, operations);
}

Outcome Topics::addPartitions(const std::string& name, std::int32_t total, bool validateOnly)
{
    const std::lock_guard changing(m_changes);
    const auto topic = find(name);
    if (!topic) {
        return {ErrorCode::UnknownTopicOrPartition, "There is no topic '" + name + "'"};
    }
    const auto present = static_cast<std::int32_t>(topic->partitions.size());
    if (total <= present || total > mostPartitions) {
        return {ErrorCode::InvalidPartitions,
                "The topic has " + std::to_string(present)
                    + " partitions; the new total must be more, and "
                    + std::to_string(mostPartitions) + " at most"};
    }
    if (validateOnly) {
        return {};
    }
    Topic grown = *topic;
    std::vector<MetadataOperation> operations;
    for (std::int32_t i = present; i < total; ++i) {
        grown.partitions.push_back(
            {PartitionId{i}, m_self, LeaderEpoch{0}, {m_self}, {m_self}, 1, 0});
        operations.emplace_back(
            CreateZnode{statePath(name, PartitionId{i}), stateJson(grown.partitions.back())});
    }
    operations.insert(operations.begin(), SetZnode{topicPath(name), assignmentJson(grown)});
    return change(name, operations);
}

Outcome Topics::changeConfig(const std::string& name,
                             const std::function<Outcome(Config&)>& changeIt, bool validateOnly)
{
    const std::lock_guard changing(m_changes);
    const auto topic = find(name);
    if (!topic) {
        return {ErrorCode::UnknownTopicOrPartition, "There is no topic '" + name + "'"};
    }
    Config config = topic->config;
    if (Outcome changed = changeIt(config); !changed.ok() || validateOnly) {
        return changed;
    }
    const std::string path = configPath(name);
    const MetadataOperation operation = m_store.get(path)
        ? MetadataOperation(SetZnode{path, configJson(config)})
        : MetadataOperation(CreateZnode{path, configJson(config)});
    return change(name, {operation});
}

Outcome Topics::change(const std::string& name, const std::vector<MetadataOperation>& operations)
{
    if (auto applied = m_store.apply(operations); !applied) {
        return failure(applied.error());
    }
    take({name});
    return {};
}

void Topics::setListener(Listener listener)
{
    m_listener = std::move(listener);
}

void Topics::reload(const std::vector<std::string>& paths)
{
    std::set<std::string> names;
    for (const std::string& path : paths) {
        if (path == topicsRoot) {
            const auto now = m_store.children(path);
            names.insert(now.begin(), now.end());
            for (const auto& [name, topic] : snapshot()->byName) {
                names.insert(name);
            }
        } else if (auto name = topicOfPath(path)) {
            names.insert(std::move(*name));
        }
    }
    take(names);
}

void Topics::take(const std::set<std::string>& names)
{
    std::vector<std::string> changed;
    {
        const std::lock_guard loading(m_loading);
        auto next = std::make_shared<Snapshot>(*snapshot());
        for (const std::string& name : names) {
            const auto topic = load(name);
            const auto before = next->byName.find(name);
            const bool known = before != next->byName.end();
            if (topic ? known && *before->second == *topic : !known) {
                continue;
            }
            if (known) {
                next->byId.erase(before->second->id);
                next->byName.erase(before);
            }
            if (topic) {
                next->byName[name] = topic;
                next->byId[topic->id] = topic;
            }
            changed.push_back(name);
        }
        const std::unique_lock lock(m_mutex);
        m_snapshot = next;
    }
    if (m_listener && !changed.empty()) {
        m_listener(changed);
    }
}

} // namespace ottla::cluster
