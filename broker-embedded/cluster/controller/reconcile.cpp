// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/controller.h"
#include "cluster/controller/controllerjson.h"
#include "cluster/topicjson.h"

#include <algorithm>
#include <spdlog/spdlog.h>

// What the controller finds to do.

namespace ottla::cluster {

namespace {

/// Notifications of changed configurations that are kept: Kafka keeps those of a quarter of an
/// hour, for brokers that were away. These brokers read the configurations themselves.
constexpr std::size_t keptNotifications = 100;

} // namespace

std::set<std::string> Controller::marked() const
{
    const auto names = m_store.children(deletionsPath);
    return {names.begin(), names.end()};
}

/// Tools of before KIP-516 make topics without an id, and drop the id when they add partitions.
void Controller::addIds(Operations& operations) const
{
    const auto deleted = marked();
    for (const std::string& name : m_store.children("/brokers/topics")) {
        const auto stored = m_store.get(topicPath(name));
        const bool hasId = stored && stored->data.find("\"topic_id\"") != std::string::npos;
        if (!stored || hasId || deleted.contains(name) || !Topics::isValidName(name)) {
            continue;
        }
        Topic topic;
        topic.name = name;
        if (readAssignment(stored->data, topic) && topic.id.isZero()) {
            const auto known = m_topics.find(name);
            topic.id = known ? known->id : Uuid::random();
            operations.emplace_back(
                SetZnode{topicPath(name), assignmentJson(topic), stored->version});
        }
    }
}

void Controller::deleteTopics(Operations& operations) const
{
    for (const std::string& name : marked()) {
        const std::size_t before = operations.size();
        if (m_settings.deletesTopics) {
            deleteTopic(name, operations);
        } else {
            spdlog::info("topic {} stays: delete.topic.enable is false", name);
        }
        if (operations.size() == before) {
            operations.emplace_back(DeleteZnode{deletionPath(name)});
        }
    }
}

/// The brokers see the topic's id gone and delete the logs, now or when they start. The mark goes
/// last, so that what was begun is finished.
void Controller::deleteTopic(const std::string& name, Operations& operations) const
{
    const std::string partitions = topicPath(name) + "/partitions";
    const auto ids = m_store.children(partitions);
    for (const std::string& id : ids) {
        const std::string partition = partitions + "/" + id;
        if (m_store.get(partition + "/state")) {
            operations.emplace_back(DeleteZnode{partition + "/state"});
        }
        operations.emplace_back(DeleteZnode{partition});
    }
    if (m_store.get(topicPath(name))) {
        const auto below = m_store.children(topicPath(name));
        if (std::find(below.begin(), below.end(), "partitions") != below.end()) {
            operations.emplace_back(DeleteZnode{partitions});
        }
        operations.emplace_back(DeleteZnode{topicPath(name)});
        spdlog::info("topic {} is deleted", name);
    }
    if (m_store.get(configPath(name))) {
        operations.emplace_back(DeleteZnode{configPath(name)});
    }
}

void Controller::updateStates(Operations& operations) const
{
    const auto live = m_brokers.all();
    const auto deleted = marked();
    for (const auto& topic : m_topics.all()) {
        if (deleted.contains(topic->name)) {
            continue;
        }
        const bool unclean = m_settings.mayElectUnclean(*topic);
        for (const PartitionState& partition : topic->partitions) {
            if (!partition.hasState()) {
                if (auto state = firstState(partition, *live)) {
                    state->controllerEpoch = m_epoch;
                    operations.emplace_back(
                        CreateZnode{statePath(topic->name, partition.id), stateJson(*state)});
                }
            } else if (const auto state = stateAfterFailures(partition, *live, unclean)) {
                if (state->leader != partition.leader) {
                    spdlog::info("{}-{}: leader {} after {}, in epoch {}", topic->name,
                                 partition.id.value, state->leader.value, partition.leader.value,
                                 state->leaderEpoch.value);
                }
                operations.push_back(setState(topic->name, *state));
            }
        }
    }
}

void Controller::electAskedLeaders(Operations& operations) const
{
    const auto asked = m_store.get(preferredElectionPath);
    if (!asked) {
        return;
    }
    const auto live = m_brokers.all();
    const std::size_t before = operations.size();
    for (const auto& [name, replicas] : readAskedPartitions(asked->data)) {
        const auto topic = m_topics.find(name.first);
        const auto index = static_cast<std::size_t>(name.second.value);
        if (!topic || index >= topic->partitions.size()) {
            continue;
        }
        if (const auto state = stateWithPreferredLeader(topic->partitions[index], *live)) {
            operations.push_back(setState(name.first, *state));
        }
    }
    if (operations.size() == before) {
        operations.emplace_back(DeleteZnode{preferredElectionPath});
    }
}

/// Leaders that changed an ISR tell of it here; whoever follows the states needs no such news.
void Controller::clearNotifications(Operations& operations) const
{
    for (const std::string& name : m_store.children(isrNotificationsPath)) {
        operations.emplace_back(DeleteZnode{isrNotificationsPath + "/" + name});
    }
    const auto changes = m_store.children(configChangesPath); // sorted: the oldest first
    for (std::size_t at = 0; at + keptNotifications < changes.size(); ++at) {
        operations.emplace_back(DeleteZnode{configChangesPath + "/" + changes[at]});
    }
}

/// Brokers that lead too few of the partitions whose preferred leaders they are get those back.
Controller::Operations Controller::rebalance() const
{
    struct Share
    {
        std::size_t preferred = 0;
        Operations missing;
    };
    std::map<NodeId, Share> shares;
    const auto live = m_brokers.all();
    const auto deleted = marked();
    for (const auto& topic : m_topics.all()) {
        for (const PartitionState& partition : topic->partitions) {
            if (partition.replicas.empty() || !partition.hasState() || !partition.adding.empty()
                || !partition.removing.empty() || deleted.contains(topic->name)) {
                continue;
            }
            Share& share = shares[partition.replicas.front()];
            ++share.preferred;
            if (const auto state = stateWithPreferredLeader(partition, *live)) {
                share.missing.push_back(setState(topic->name, *state));
            }
        }
    }
    Operations operations;
    for (const auto& [broker, share] : shares) {
        const auto missing = static_cast<double>(share.missing.size());
        if (missing > m_settings.allowedImbalance * static_cast<double>(share.preferred)) {
            operations.insert(operations.end(), share.missing.begin(), share.missing.end());
        }
    }
    return operations;
}

std::map<Controller::PartitionName, Outcome>
Controller::elect(Election kind, const std::set<PartitionName>& partitions)
{
    using wire::ErrorCode;
    std::map<PartitionName, Outcome> outcomes;
    Operations operations;
    std::set<PartitionName> changing;
    const auto live = m_brokers.all();
    for (const PartitionName& name : partitions) {
        Outcome& outcome = outcomes[name];
        const auto topic = m_topics.find(name.first);
        const auto index = static_cast<std::size_t>(name.second.value);
        if (!topic || index >= topic->partitions.size()) {
            outcome = {ErrorCode::UnknownTopicOrPartition, "There is no such partition"};
            continue;
        }
        const PartitionState& partition = topic->partitions[index];
        std::optional<PartitionState> state;
        if (kind == Election::Preferred) {
            state = stateWithPreferredLeader(partition, *live);
            if (!preferredCanLead(partition, *live)) {
                outcome = {ErrorCode::PreferredLeaderNotAvailable,
                           "The preferred leader is not alive, or not in sync"};
                continue;
            }
        } else if (!live->contains(partition.leader)) {
            state = stateAfterFailures(partition, *live, true);
            if (!state || state->leader.value < 0) {
                outcome = {ErrorCode::EligibleLeadersNotAvailable, "No replica is alive"};
                continue;
            }
        }
        if (!state) {
            outcome = {ErrorCode::ElectionNotNeeded, "The partition has that leader already"};
            continue;
        }
        operations.push_back(setState(name.first, *state));
        changing.insert(name);
    }
    if (auto done = commit(operations); !done) {
        for (const PartitionName& name : changing) {
            outcomes[name] = {m_active ? ErrorCode::RequestTimedOut : ErrorCode::NotController,
                              done.error().describe()};
        }
    }
    return outcomes;
}

} // namespace ottla::cluster
