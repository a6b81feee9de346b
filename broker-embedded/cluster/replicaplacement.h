// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/livebrokers.h"

#include <cstdint>
#include <vector>

namespace ottla::cluster {

/// Replicas of each partition, the preferred leader first.
using Assignment = std::vector<std::vector<NodeId>>;

/// Where the spreading begins; by chance for a new topic.
struct PlacementStart
{
    std::uint32_t broker = 0; ///< Index of the first partition's first broker.
    std::uint32_t shift = 0; ///< Between the first and the second replica.
    std::uint32_t partition = 0; ///< Number of the first partition that is placed.

    [[nodiscard]] static PlacementStart random();
};

/// Spreads replicas over the brokers as Kafka does: leaders in turn, the other replicas at a
/// distance that grows with each round; where every broker tells its rack, each partition over as
/// many racks as there are. `replicas` is not more than there are brokers.
[[nodiscard]] Assignment placeReplicas(const LiveBrokers::Map& brokers, std::uint32_t partitions,
                                       std::uint32_t replicas, PlacementStart start);

} // namespace ottla::cluster
