// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "base/uuid.h"
#include "cluster/livebrokers.h"
#include "cluster/metadatastore.h"
#include "cluster/replicaplacement.h"
#include "wire/errorcode.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

namespace ottla::cluster {

struct PartitionState
{
    PartitionId id{};
    NodeId leader{};
    LeaderEpoch leaderEpoch{0};
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    std::int32_t controllerEpoch = 1; ///< Of the controller that wrote the state last.
    std::int32_t version = 0; ///< Of the state's znode: what a conditional write expects.
    std::vector<NodeId> adding = {}; ///< Replicas that a reassignment adds (KIP-455).
    std::vector<NodeId> removing = {}; ///< Replicas that go when those are in sync.

    /// False until the controller has made the state's znode.
    [[nodiscard]] bool hasState() const { return !isr.empty(); }

    friend bool operator==(const PartitionState&, const PartitionState&) = default;
};

/// A topic as the metadata has it. Immutable: a change makes a new one.
struct Topic
{
    std::string name;
    Uuid id;
    bool internal = false; ///< __consumer_offsets, __transaction_state
    std::vector<PartitionState> partitions; ///< Indexed by partition id.
    std::map<std::string, std::string> config; ///< Only what differs from the broker's defaults.

    friend bool operator==(const Topic&, const Topic&) = default;
};

struct TopicRequest
{
    std::string name;
    std::int32_t partitions = 1;
    std::int16_t replicationFactor = 1;
    /// Replicas of each partition where the client chose them; empty otherwise.
    Assignment assignment = {};
    std::map<std::string, std::string> config = {};
    bool validateOnly = false;
};

/// An answer for a client: a code, and words for its log.
struct Outcome
{
    wire::ErrorCode error = wire::ErrorCode::None;
    std::string message = {};

    [[nodiscard]] bool ok() const { return error == wire::ErrorCode::None; }
};

/// Topics, over the metadata store. Reads are cheap and give a snapshot. Callable from any thread;
/// changes take turns.
///
/// A lone node makes all of a topic's znodes at once. In a cluster a change writes what Kafka's
/// tools write (replicas, configuration, /admin/delete_topics), and the controller, whichever
/// broker that is, does the rest.
class Topics
{
public:
    Topics(MetadataStore& store, NodeId self);
    /// In a cluster, over whose live brokers the replicas are spread.
    Topics(MetadataStore& store, NodeId self, const LiveBrokers& brokers);

    /// Calls `listener` with the topics that are new, other or gone, when find() shows them so;
    /// outside of the snapshot's lock, but within the change that it tells of: it must not change
    /// topics. To be set once, before changes come.
    using Listener = std::function<void(const std::vector<std::string>& topics)>;
    void setListener(Listener listener);
    /// What the store's listener is told: reads the topics anew that the paths belong to.
    void reload(const std::vector<std::string>& paths);

    [[nodiscard]] std::shared_ptr<const Topic> find(const std::string& name) const;
    [[nodiscard]] std::shared_ptr<const Topic> find(const Uuid& id) const;
    [[nodiscard]] std::vector<std::shared_ptr<const Topic>> all() const; ///< Sorted by name.
    /// Waits until find() shows every topic that there is now, whoever made it; false when the
    /// registry cannot be asked. Not from within the listener.
    bool catchUp();
    /// Who can have replicas now; never null.
    [[nodiscard]] std::shared_ptr<const LiveBrokers::Map> brokers() const;

    /// Kafka's rules: 1 to 249 of [a-zA-Z0-9._-], not "." or "..".
    [[nodiscard]] static bool isValidName(const std::string& name);
    /// __consumer_offsets and __transaction_state.
    [[nodiscard]] static bool isInternalName(const std::string& name);

    /// InvalidTopicException, TopicAlreadyExists, InvalidPartitions, InvalidReplicationFactor,
    /// InvalidReplicaAssignment, KafkaStorageError. The configuration is taken as valid.
    Outcome create(const TopicRequest& request);
    /// UnknownTopicOrPartition, KafkaStorageError.
    Outcome remove(const std::string& name);
    /// InvalidPartitions when `total` is not more than there are; `replicas` of each new partition
    /// where the client chose them (InvalidReplicaAssignment).
    Outcome addPartitions(const std::string& name, std::int32_t total, bool validateOnly,
                          const Assignment& replicas = {});
    using Config = std::map<std::string, std::string>;
    /// Hands the topic's own configuration to `changeIt`, which makes it another, valid one, or
    /// says why not; no other change comes between.
    Outcome changeConfig(const std::string& name, const std::function<Outcome(Config&)>& changeIt,
                         bool validateOnly = false);

private:
    struct Snapshot
    {
        std::map<std::string, std::shared_ptr<const Topic>> byName;
        std::map<Uuid, std::shared_ptr<const Topic>> byId;
    };

    [[nodiscard]] Outcome check(const TopicRequest& request) const;
    [[nodiscard]] Outcome checkReplicas(const Assignment& replicas) const;
    /// Replicas for partitions that come behind those that there are.
    [[nodiscard]] Assignment placeBehind(const Topic& topic, std::uint32_t count) const;
    Outcome markForDeletion(const std::string& name);
    [[nodiscard]] std::shared_ptr<const Topic> load(const std::string& name) const;
    [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
    /// Applies, and takes the topic's new state, or its absence, into the snapshot.
    Outcome change(const std::string& name, const std::vector<MetadataOperation>& operations);
    /// Takes the topics as the store has them into the snapshot, and tells of what is other.
    void take(const std::set<std::string>& names);

    MetadataStore& m_store;
    const NodeId m_self;
    const LiveBrokers* const m_brokers; ///< Null for a lone node.
    Listener m_listener;
    std::mutex m_changes; ///< Held while a change is checked and made; before m_loading.
    std::mutex m_loading; ///< Held from reading the store to the new snapshot. Guards m_refused.
    std::set<std::string> m_refused; ///< Names in the store that no topic may have.
    mutable std::shared_mutex m_mutex; ///< Guards m_snapshot (the pointer).
    std::shared_ptr<const Snapshot> m_snapshot;
};

} // namespace ottla::cluster
