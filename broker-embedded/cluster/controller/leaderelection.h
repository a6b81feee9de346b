// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/livebrokers.h"
#include "cluster/topics.h"

#include <optional>
#include <vector>

namespace ottla::cluster {

// What becomes of a partition's state; without side effects. The controller epoch of what they
// return is that of what they were given.

/// Of a partition that has none yet; nothing while no replica is alive.
[[nodiscard]] std::optional<PartitionState> firstState(const PartitionState& partition,
                                                       const LiveBrokers::Map& live);

/// What a broker's coming or going makes of the state; nothing where it stays as it is. Dead
/// replicas leave the ISR, but never its last members. A dead leader is followed by the first
/// replica in the ISR that is alive; without one there is no leader (-1), or, where `unclean`
/// allows it, the first replica that is alive at all.
[[nodiscard]] std::optional<PartitionState>
stateAfterFailures(const PartitionState& partition, const LiveBrokers::Map& live, bool unclean);

/// With the preferred leader, which is the first replica, in the lead; nothing where it is already
/// or where it cannot be (see preferredCanLead()).
[[nodiscard]] std::optional<PartitionState>
stateWithPreferredLeader(const PartitionState& partition, const LiveBrokers::Map& live);
/// It is alive and in sync.
[[nodiscard]] bool preferredCanLead(const PartitionState& partition, const LiveBrokers::Map& live);

/// Without `broker`, which stops: another member of the ISR leads. Nothing where the broker has no
/// part in it, or where nobody could take over.
[[nodiscard]] std::optional<PartitionState>
stateWithout(const PartitionState& partition, NodeId broker, const LiveBrokers::Map& live);

[[nodiscard]] bool contains(const std::vector<NodeId>& nodes, NodeId node);

} // namespace ottla::cluster
