// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/replication/replicafetchers.h"

namespace ottla::cluster {

ReplicaFetchers::ReplicaFetchers(asio::any_io_executor executor, const LiveBrokers& brokers,
                                 FetcherSettings settings)
    : m_executor(std::move(executor))
    , m_brokers(brokers)
    , m_settings(settings)
{ }

ReplicaFetcher& ReplicaFetchers::fetcher(NodeId leader)
{
    auto& known = m_fetchers[leader];
    if (!known) {
        known = std::make_shared<ReplicaFetcher>(m_executor, leader, m_brokers, m_settings);
    }
    return *known;
}

void ReplicaFetchers::follow(const std::shared_ptr<Partition>& partition)
{
    const PartitionState state = partition->state();
    const std::lock_guard lock(m_mutex);
    if (m_stopped) {
        return;
    }
    const bool follows = state.leader.value >= 0 && state.leader != m_settings.self;
    const auto present = m_following.find(partition->id());
    if (follows && present != m_following.end() && present->second.leader == state.leader
        && present->second.epoch == state.leaderEpoch) {
        return;
    }
    forgetLocked(partition->id());
    if (follows) {
        m_following[partition->id()] = {state.leader, state.leaderEpoch};
        fetcher(state.leader).add(partition);
    }
}

void ReplicaFetchers::forget(const log::TopicPartition& id)
{
    const std::lock_guard lock(m_mutex);
    forgetLocked(id);
}

void ReplicaFetchers::forgetLocked(const log::TopicPartition& id)
{
    if (const auto present = m_following.find(id); present != m_following.end()) {
        fetcher(present->second.leader).remove(id);
        m_following.erase(present);
    }
}

void ReplicaFetchers::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    m_following.clear();
    for (const auto& [leader, fetcher] : m_fetchers) {
        fetcher->stop();
    }
    m_fetchers.clear();
}

} // namespace ottla::cluster
