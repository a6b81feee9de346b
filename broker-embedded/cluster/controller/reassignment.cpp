// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/controller.h"
#include "cluster/controller/controllerjson.h"
#include "cluster/topicjson.h"

#include <algorithm>
#include <spdlog/spdlog.h>

// Reassignments (KIP-455): a partition's replicas become the wanted ones and, until those are in
// sync, the earlier ones; "adding" and "removing" in the topic's znode tell them apart.

namespace ottla::cluster {

namespace {

using wire::ErrorCode;

/// What the partition's replicas are to be in the end.
std::vector<NodeId> targetOf(const PartitionState& partition)
{
    std::vector<NodeId> target = partition.replicas;
    std::erase_if(target, [&](NodeId node) { return contains(partition.removing, node); });
    return target;
}

/// What they were before.
std::vector<NodeId> originOf(const PartitionState& partition)
{
    std::vector<NodeId> origin = partition.replicas;
    std::erase_if(origin, [&](NodeId node) { return contains(partition.adding, node); });
    return origin;
}

bool isMoving(const PartitionState& partition)
{
    return !partition.adding.empty() || !partition.removing.empty();
}

void setTarget(PartitionState& partition, const std::vector<NodeId>& target)
{
    const std::vector<NodeId> origin = originOf(partition);
    const std::vector<NodeId> before = partition.replicas;
    partition.replicas = target;
    partition.adding.clear();
    partition.removing.clear();
    for (const NodeId node : target) {
        if (!contains(origin, node)) {
            partition.adding.push_back(node);
        }
    }
    for (const NodeId node : before) {
        if (!contains(target, node)) {
            partition.replicas.push_back(node);
            partition.removing.push_back(node);
        }
    }
}

/// The state without the replicas that go, once all that stay are in sync; nothing before that.
std::optional<PartitionState> finishedState(const PartitionState& partition,
                                            const LiveBrokers::Map& live)
{
    const std::vector<NodeId> target = targetOf(partition);
    const bool inSync = std::all_of(target.begin(), target.end(),
                                    [&](NodeId node) { return contains(partition.isr, node); });
    const auto leader = std::find_if(target.begin(), target.end(),
                                     [&](NodeId node) { return live.contains(node); });
    if (!inSync || leader == target.end()) {
        return std::nullopt;
    }
    PartitionState state = partition;
    std::erase_if(state.isr, [&](NodeId node) { return !contains(target, node); });
    if (!contains(target, state.leader) || !live.contains(state.leader)) {
        state.leader = *leader;
        ++state.leaderEpoch.value;
    }
    return state;
}

} // namespace

/// The state first: where the two are written apart, the rest is found and done again.
void Controller::finishReassignments(const Topic& topic, Operations& operations) const
{
    if (std::none_of(topic.partitions.begin(), topic.partitions.end(), &isMoving)) {
        return;
    }
    auto stored = readStored(topic.name);
    if (!stored || stored->topic.partitions.size() != topic.partitions.size()) {
        return;
    }
    Topic& next = stored->topic;
    const auto live = m_brokers.all();
    bool finished = false;
    for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
        const PartitionState& partition = topic.partitions[i];
        const bool isCurrent = next.partitions[i].replicas == partition.replicas
            && next.partitions[i].removing == partition.removing;
        const auto state = isMoving(partition) ? finishedState(partition, *live) : std::nullopt;
        if (!state || !isCurrent) {
            continue;
        }
        if (state->isr != partition.isr || state->leader != partition.leader) {
            operations.push_back(setState(topic.name, *state));
        }
        next.partitions[i].replicas = targetOf(partition);
        next.partitions[i].adding.clear();
        next.partitions[i].removing.clear();
        finished = true;
        spdlog::info("{}-{}: its replicas are reassigned", topic.name, partition.id.value);
    }
    if (finished) {
        operations.push_back(setAssignment(*stored));
    }
}

std::optional<Controller::StoredTopic> Controller::readStored(const std::string& name) const
{
    const auto znode = m_store.get(topicPath(name));
    StoredTopic stored;
    stored.topic.name = name;
    if (!znode || !readAssignment(znode->data, stored.topic) || stored.topic.id.isZero()) {
        return std::nullopt;
    }
    stored.version = znode->version;
    return stored;
}

MetadataOperation Controller::setAssignment(const StoredTopic& stored)
{
    return SetZnode{topicPath(stored.topic.name), assignmentJson(stored.topic), stored.version};
}

Outcome Controller::planReassignment(Topic& topic, PartitionId id,
                                     const std::optional<std::vector<NodeId>>& wanted) const
{
    const auto index = static_cast<std::size_t>(id.value);
    if (id.value < 0 || index >= topic.partitions.size()) {
        return {ErrorCode::UnknownTopicOrPartition, "There is no such partition"};
    }
    PartitionState& partition = topic.partitions[index];
    if (!wanted) {
        if (!isMoving(partition)) {
            return {ErrorCode::NoReassignmentInProgress,
                    "No reassignment of this partition is under way"};
        }
        setTarget(partition, originOf(partition));
        return {};
    }
    const std::set<NodeId> distinct(wanted->begin(), wanted->end());
    if (wanted->empty() || distinct.size() != wanted->size()) {
        return {ErrorCode::InvalidReplicaAssignment,
                "A partition needs a replica, and no broker two of them"};
    }
    const auto live = m_brokers.all();
    for (const NodeId node : *wanted) {
        if (!live->contains(node) && !contains(partition.replicas, node)) {
            return {ErrorCode::InvalidReplicaAssignment,
                    "There is no live broker " + std::to_string(node.value)};
        }
    }
    setTarget(partition, *wanted);
    return {};
}

std::map<Controller::PartitionName, Outcome> Controller::reassign(const Reassignments& wanted)
{
    std::map<PartitionName, Outcome> outcomes;
    std::map<std::string, std::optional<StoredTopic>> topics;
    for (const auto& [name, replicas] : wanted) {
        const auto found = topics.find(name.first);
        auto& stored = found != topics.end()
            ? found->second
            : topics.emplace(name.first, readStored(name.first)).first->second;
        outcomes[name] = stored
            ? planReassignment(stored->topic, name.second, replicas)
            : Outcome{ErrorCode::UnknownTopicOrPartition, "There is no such topic"};
    }
    Operations operations;
    for (const auto& [name, stored] : topics) {
        if (stored) {
            operations.push_back(setAssignment(*stored));
        }
    }
    auto done = commit(operations);
    if (done) {
        done = reconcile(); // those that only shrink are done at once
    }
    if (!done) {
        for (auto& [name, outcome] : outcomes) {
            if (outcome.ok()) {
                outcome = {m_active ? ErrorCode::RequestTimedOut : ErrorCode::NotController,
                           done.error().describe()};
            }
        }
    }
    return outcomes;
}

/// kafka-reassign-partitions --zookeeper asks here; the znode goes when all that it asks for is so.
void Controller::startAskedReassignments(Operations& operations) const
{
    const auto asked = m_store.get(reassignPath);
    if (!asked) {
        return;
    }
    std::map<std::string, StoredTopic> topics;
    bool finished = true;
    for (const auto& [name, replicas] : readAskedPartitions(asked->data)) {
        auto stored = readStored(name.first);
        const auto index = static_cast<std::size_t>(name.second.value);
        if (!stored || index >= stored->topic.partitions.size()) {
            continue;
        }
        const PartitionState& partition = stored->topic.partitions[index];
        if (targetOf(partition) == replicas) {
            finished = finished && !isMoving(partition);
            continue;
        }
        StoredTopic& changed = topics.try_emplace(name.first, std::move(*stored)).first->second;
        const Outcome planned = planReassignment(changed.topic, name.second, replicas);
        if (!planned.ok()) {
            spdlog::warn("{}-{} is not reassigned: {}", name.first, name.second.value,
                         planned.message);
        }
        finished = finished && !planned.ok();
    }
    for (const auto& [name, stored] : topics) {
        if (m_store.get(topicPath(name)).value_or(Znode{}).data != assignmentJson(stored.topic)) {
            operations.push_back(setAssignment(stored));
        }
    }
    if (finished) {
        operations.emplace_back(DeleteZnode{reassignPath});
    }
}

} // namespace ottla::cluster
