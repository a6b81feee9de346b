// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/brokerjson.h"
#include "cluster/topicjson.h"
#include "cluster/topics.h"

#include <algorithm>

// How Topics changes topics.

namespace ottla::cluster {

namespace {

using wire::ErrorCode;

constexpr std::int32_t mostPartitions = 10'000; // of one topic on one machine
/// Two topics whose names differ only in '.' and '_' would share the names of their metrics.
std::string withoutPeriods(std::string name)
{
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

Outcome failure(const Error& error)
{
    const bool isOut = error.code == Errc::Network;
    return {isOut ? ErrorCode::RequestTimedOut : ErrorCode::KafkaStorageError, error.describe()};
}

/// Another broker's change may come between the reading and the writing, but not for ever.
constexpr int mostChangeTries = 10;

} // namespace

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
        return checkReplicas(request.assignment);
    }
    if (request.partitions < 1 || request.partitions > mostPartitions) {
        return {ErrorCode::InvalidPartitions,
                "Number of partitions must be 1 to " + std::to_string(mostPartitions)};
    }
    if (request.replicationFactor < 1) {
        return {ErrorCode::InvalidReplicationFactor, "Replication factor must be at least 1"};
    }
    const std::size_t available = brokers()->size();
    if (static_cast<std::size_t>(request.replicationFactor) > available) {
        return {ErrorCode::InvalidReplicationFactor,
                "Replication factor " + std::to_string(request.replicationFactor)
                    + " is larger than the number of available brokers, "
                    + std::to_string(available)};
    }
    return {};
}

Outcome Topics::checkReplicas(const Assignment& assignment) const
{
    const auto live = brokers();
    for (const auto& replicas : assignment) {
        const std::set<NodeId> distinct(replicas.begin(), replicas.end());
        if (replicas.empty() || distinct.size() != replicas.size()) {
            return {ErrorCode::InvalidReplicaAssignment,
                    "Each partition needs a replica, and no broker two of them"};
        }
        for (const NodeId replica : replicas) {
            if (!live->contains(replica)) {
                return {ErrorCode::InvalidReplicaAssignment,
                        "There is no live broker " + std::to_string(replica.value)};
            }
        }
    }
    return {};
}

std::shared_ptr<const LiveBrokers::Map> Topics::brokers() const
{
    if (m_brokers != nullptr) {
        return m_brokers->all();
    }
    return std::make_shared<const LiveBrokers::Map>(
        LiveBrokers::Map{{m_self, LiveBroker{m_self, {}, {}, -1}}});
}

Outcome Topics::create(const TopicRequest& request)
{
    const std::lock_guard changing(m_changes);
    // A broker that serves by now is one of those that replicas are placed on.
    m_store.catchUp(brokersPath());
    if (Outcome checked = check(request); !checked.ok() || request.validateOnly) {
        return checked;
    }
    Topic topic;
    topic.name = request.name;
    topic.id = Uuid::random();
    const Assignment replicas = request.assignment.empty()
        ? placeReplicas(*brokers(), static_cast<std::uint32_t>(request.partitions),
                        static_cast<std::uint32_t>(request.replicationFactor),
                        PlacementStart::random())
        : request.assignment;
    for (const auto& ofOne : replicas) {
        const PartitionId id{static_cast<std::int32_t>(topic.partitions.size())};
        topic.partitions.push_back({id, ofOne.front(), LeaderEpoch{0}, ofOne, ofOne, 1, 0});
    }
    const std::string config = configPath(topic.name);
    std::vector<MetadataOperation> operations;
    if (m_store.get(config)) { // a tool may have been stopped between the two
        operations.emplace_back(SetZnode{config, configJson(request.config)});
    } else {
        operations.emplace_back(CreateZnode{config, configJson(request.config)});
    }
    operations.emplace_back(CreateZnode{topicPath(topic.name), assignmentJson(topic)});
    if (m_brokers == nullptr) {
        for (const PartitionState& partition : topic.partitions) {
            operations.emplace_back(
                CreateZnode{statePath(topic.name, partition.id), stateJson(partition)});
        }
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
    if (m_brokers != nullptr) {
        return markForDeletion(name);
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

Outcome Topics::markForDeletion(const std::string& name)
{
    const auto marked = m_store.apply({CreateZnode{deletionPath(name), {}}});
    if (!marked && marked.error().code != Errc::AlreadyExists) {
        return failure(marked.error());
    }
    return {};
}

Outcome Topics::addPartitions(const std::string& name, std::int32_t total, bool validateOnly,
                              const Assignment& replicas)
{
    const std::lock_guard changing(m_changes);
    const auto stored = m_store.get(topicPath(name));
    Topic grown;
    grown.name = name;
    if (!find(name) || !stored || !readAssignment(stored->data, grown)) {
        return {ErrorCode::UnknownTopicOrPartition, "There is no topic '" + name + "'"};
    }
    const auto present = static_cast<std::int32_t>(grown.partitions.size());
    if (total <= present || total > mostPartitions) {
        return {ErrorCode::InvalidPartitions,
                "The topic has " + std::to_string(present)
                    + " partitions; the new total must be more, and "
                    + std::to_string(mostPartitions) + " at most"};
    }
    const auto added = static_cast<std::size_t>(total - present);
    if (!replicas.empty() && replicas.size() != added) {
        return {ErrorCode::InvalidReplicaAssignment,
                "Replicas must be given for each of the " + std::to_string(added)
                    + " new partitions"};
    }
    if (Outcome checked = checkReplicas(replicas); !checked.ok() || validateOnly) {
        return checked;
    }
    std::vector<MetadataOperation> operations;
    for (const auto& ofOne :
         replicas.empty() ? placeBehind(grown, static_cast<std::uint32_t>(added)) : replicas) {
        const PartitionId id{static_cast<std::int32_t>(grown.partitions.size())};
        grown.partitions.push_back({id, ofOne.front(), LeaderEpoch{0}, ofOne, ofOne, 1, 0});
        if (m_brokers == nullptr) {
            operations.emplace_back(
                CreateZnode{statePath(name, id), stateJson(grown.partitions.back())});
        }
    }
    operations.insert(operations.begin(),
                      SetZnode{topicPath(name), assignmentJson(grown), stored->version});
    return change(name, operations);
}

Assignment Topics::placeBehind(const Topic& topic, std::uint32_t count) const
{
    const auto live = brokers();
    const auto& first = topic.partitions.front().replicas;
    const auto behind = static_cast<std::uint32_t>(
        std::distance(live->begin(), live->lower_bound(first.empty() ? NodeId{0} : first.front())));
    const std::size_t replicas = std::clamp<std::size_t>(first.size(), 1, live->size());
    return placeReplicas(*live, count, static_cast<std::uint32_t>(replicas),
                         {behind, behind, static_cast<std::uint32_t>(topic.partitions.size())});
}

Outcome Topics::changeConfig(const std::string& name,
                             const std::function<Outcome(Config&)>& changeIt, bool validateOnly)
{
    const std::lock_guard changing(m_changes);
    const std::string path = configPath(name);
    for (int tries = 1;; ++tries) {
        const auto stored = m_store.get(path);
        if (!find(name)) {
            return {ErrorCode::UnknownTopicOrPartition, "There is no topic '" + name + "'"};
        }
        Config config = stored ? readConfig(stored->data).value_or(Config{}) : Config{};
        if (Outcome changed = changeIt(config); !changed.ok() || validateOnly) {
            return changed;
        }
        std::vector<MetadataOperation> operations{
            stored ? MetadataOperation(SetZnode{path, configJson(config), stored->version})
                   : MetadataOperation(CreateZnode{path, configJson(config)})};
        if (m_brokers != nullptr) {
            operations.push_back(configChange(name));
        }
        const auto applied = m_store.apply(operations);
        const bool wasOther = !applied
            && (applied.error().code == Errc::Conflict
                || applied.error().code == Errc::AlreadyExists);
        if (wasOther && tries < mostChangeTries) {
            continue;
        }
        take({name});
        return applied ? Outcome{} : failure(applied.error());
    }
}

Outcome Topics::change(const std::string& name, const std::vector<MetadataOperation>& operations)
{
    if (auto applied = m_store.apply(operations); !applied) {
        if (m_brokers != nullptr && applied.error().code == Errc::AlreadyExists) {
            return {ErrorCode::TopicAlreadyExists, "Topic '" + name + "' already exists."};
        }
        return failure(applied.error());
    }
    take({name});
    return {};
}

} // namespace ottla::cluster
