// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/leaderelection.h"

#include <algorithm>

namespace ottla::cluster {

namespace {

std::vector<NodeId> livingOf(const std::vector<NodeId>& nodes, const LiveBrokers::Map& live)
{
    std::vector<NodeId> living;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(living),
                 [&live](NodeId node) { return live.contains(node); });
    return living;
}

PartitionState withLeader(PartitionState state, NodeId leader, std::vector<NodeId> isr)
{
    state.leader = leader;
    state.isr = std::move(isr);
    ++state.leaderEpoch.value;
    return state;
}

/// The first replica, in the order of the assignment, that is alive and in the ISR.
std::optional<NodeId> firstInSync(const PartitionState& partition, const LiveBrokers::Map& live)
{
    for (const NodeId replica : partition.replicas) {
        if (live.contains(replica) && contains(partition.isr, replica)) {
            return replica;
        }
    }
    return std::nullopt;
}

} // namespace

bool contains(const std::vector<NodeId>& nodes, NodeId node)
{
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

std::optional<PartitionState> firstState(const PartitionState& partition,
                                         const LiveBrokers::Map& live)
{
    PartitionState state = partition;
    state.isr = livingOf(partition.replicas, live);
    if (state.isr.empty()) {
        return std::nullopt;
    }
    state.leader = state.isr.front();
    state.leaderEpoch = LeaderEpoch{0};
    return state;
}

std::optional<PartitionState> stateAfterFailures(const PartitionState& partition,
                                                 const LiveBrokers::Map& live, bool unclean)
{
    const std::vector<NodeId> inSync = livingOf(partition.isr, live);
    if (live.contains(partition.leader)) {
        // The leader must not wait for the dead; it learns of it by the state's new version.
        if (inSync.size() == partition.isr.size() || !contains(inSync, partition.leader)) {
            return std::nullopt;
        }
        PartitionState state = partition;
        state.isr = inSync;
        return state;
    }
    if (const auto next = firstInSync(partition, live)) {
        return withLeader(partition, *next, inSync);
    }
    const std::vector<NodeId> others = livingOf(partition.replicas, live);
    if (unclean && !others.empty()) {
        return withLeader(partition, others.front(), {others.front()});
    }
    if (partition.leader.value < 0) {
        return std::nullopt;
    }
    return withLeader(partition, NodeId{-1}, partition.isr);
}

bool preferredCanLead(const PartitionState& partition, const LiveBrokers::Map& live)
{
    return !partition.replicas.empty() && live.contains(partition.replicas.front())
        && contains(partition.isr, partition.replicas.front());
}

std::optional<PartitionState> stateWithPreferredLeader(const PartitionState& partition,
                                                       const LiveBrokers::Map& live)
{
    if (!preferredCanLead(partition, live) || partition.leader == partition.replicas.front()) {
        return std::nullopt;
    }
    return withLeader(partition, partition.replicas.front(), partition.isr);
}

std::optional<PartitionState> stateWithout(const PartitionState& partition, NodeId broker,
                                           const LiveBrokers::Map& live)
{
    PartitionState without = partition;
    std::erase(without.isr, broker);
    if (partition.leader != broker) {
        const bool hasPart = without.isr.size() < partition.isr.size();
        return hasPart && !without.isr.empty() ? std::optional(without) : std::nullopt;
    }
    const auto next = firstInSync(without, live);
    return next ? std::optional(withLeader(partition, *next, without.isr)) : std::nullopt;
}

} // namespace ottla::cluster
