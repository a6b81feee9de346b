// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/replication/replicafetcher.h"

#include <map>
#include <memory>
#include <mutex>

namespace ottla::cluster {

/// One ReplicaFetcher for each broker that leads something which this one follows. Callable from
/// any thread.
class ReplicaFetchers
{
public:
    /// `brokers` must outlive the executor's threads.
    ReplicaFetchers(asio::any_io_executor executor, const LiveBrokers& brokers,
                    FetcherSettings settings);
    ~ReplicaFetchers() { stop(); }
    ReplicaFetchers(const ReplicaFetchers&) = delete;
    ReplicaFetchers& operator=(const ReplicaFetchers&) = delete;

    /// Follows the leader that the partition's state names, and nobody where this broker is it or
    /// there is none.
    void follow(const std::shared_ptr<Partition>& partition);
    void forget(const log::TopicPartition& id);
    void stop();

private:
    struct Following
    {
        NodeId leader{};
        LeaderEpoch epoch{};
    };

    [[nodiscard]] ReplicaFetcher& fetcher(NodeId leader);
    void forgetLocked(const log::TopicPartition& id);

    const asio::any_io_executor m_executor;
    const LiveBrokers& m_brokers;
    const FetcherSettings m_settings;
    std::mutex m_mutex; ///< Guards what follows.
    bool m_stopped = false;
    std::map<NodeId, std::shared_ptr<ReplicaFetcher>> m_fetchers;
    std::map<log::TopicPartition, Following> m_following;
};

} // namespace ottla::cluster
