// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chaoscluster.h"

#include <chrono>
#include <map>
#include <random>
#include <string>

namespace ottla::chaos {

/// One random fault after another. Two brokers are left to hold a majority of the replicas, if only
/// paused for a moment.
class Faults
{
public:
    Faults(ChaosCluster& cluster, std::uint32_t seed)
        : m_cluster(cluster)
        , m_random(seed)
    { }

    /// Does one, waits, undoes it, and waits again.
    void doOne();
    /// How often each was done.
    [[nodiscard]] const std::map<std::string, int>& done() const { return m_done; }

private:
    [[nodiscard]] int between(int least, int most);
    void wait(int leastMs, int mostMs);
    void killWhileOthersPause(int id);

    ChaosCluster& m_cluster;
    std::mt19937 m_random;
    std::map<std::string, int> m_done;
};

} // namespace ottla::chaos
