// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/controller/leaderelection.h"
#include "cluster/livebrokers.h"
#include "cluster/metadatastore.h"
#include "cluster/topics.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace ottla::cluster {

/// This broker's part in controlling the cluster: it stands for election whenever there is no
/// controller, and while it is the controller it brings the partitions' states in line with the
/// brokers that live and with what people and tools ask for through the znodes.
///
/// An election is one transaction that makes /controller (ephemeral) and sets /controller_epoch at
/// the version that was read; every later write of the controller's is a transaction that checks
/// that version of /controller_epoch, so a controller that was replaced without noticing can change
/// nothing. Brokers are told by nobody: they follow the same znodes.
///
/// It works on a thread of its own, from the state that is there and not from events, so that it
/// does not matter what was missed. Callable from any thread unless said otherwise.
class Controller
{
public:
    struct Settings
    {
        std::function<bool(const Topic&)> mayElectUnclean; ///< unclean.leader.election.enable
        std::function<std::int64_t()> wallMs; ///< Milliseconds since the Unix epoch.
        bool deletesTopics = true; ///< delete.topic.enable
        bool rebalances = true; ///< auto.leader.rebalance.enable
        std::chrono::milliseconds rebalanceInterval{300'000};
        double allowedImbalance = 0.1; ///< Share of a broker's partitions that others may lead.
    };

    Controller(MetadataStore& store, Topics& topics, const LiveBrokers& brokers, NodeId self,
               Settings settings);
    /// Waits for what is being done; forgets the rest.
    ~Controller();
    Controller(const Controller&) = delete;
    Controller& operator=(const Controller&) = delete;

    /// The metadata or the session is another: it looks at what there is to do.
    void wake();
    /// Does `task` on the controller's thread, after what was posted before; it may use what is
    /// marked so below.
    void post(std::function<void()> task);

    /// Whether this broker is the controller, as far as it knows.
    [[nodiscard]] bool isActive() const { return m_active; }
    /// Who the controller is; -1 while there is none.
    [[nodiscard]] NodeId activeId() const;
    /// Waits until this broker knows of a controller, itself or another; false when it took longer.
    [[nodiscard]] bool waitUntilElected(std::chrono::milliseconds patience);

    // On the controller's thread, while it is active.

    /// Does all that there is to do. Errc::Fenced when another controller was elected meanwhile,
    /// Errc::Network.
    [[nodiscard]] Result<void> reconcile();

    using PartitionName = std::pair<std::string, PartitionId>;
    enum class Election
    {
        Preferred,
        Unclean ///< The first replica that is alive, where none in sync is.
    };
    /// ElectionNotNeeded, PreferredLeaderNotAvailable, EligibleLeadersNotAvailable,
    /// UnknownTopicOrPartition; NotController when it is no longer.
    [[nodiscard]] std::map<PartitionName, Outcome> elect(Election kind,
                                                         const std::set<PartitionName>& partitions);
    /// New replicas; nothing: take back what is under way (NoReassignmentInProgress where nothing
    /// is). InvalidReplicaAssignment, UnknownTopicOrPartition, NotController.
    using Reassignments = std::map<PartitionName, std::optional<std::vector<NodeId>>>;
    [[nodiscard]] std::map<PartitionName, Outcome> reassign(const Reassignments& wanted);

private:
    using Operations = std::vector<MetadataOperation>;

    void work();
    void step();
    void campaign();
    void resign();

    /// Writes under the check of /controller_epoch, in several transactions where there is much. An
    /// operation that others came before is left out: what it was for is looked at again.
    [[nodiscard]] Result<void> commit(const Operations& operations);
    [[nodiscard]] Result<void> commitSlice(const Operations& operations, std::size_t from,
                                           std::size_t to);
    [[nodiscard]] bool isFenced() const;
    [[nodiscard]] MetadataOperation setState(const std::string& topic, PartitionState state) const;

    // What there is to do, as operations; none when all is as it should be.
    [[nodiscard]] std::set<std::string> marked() const; ///< Topics to be deleted.
    void addIds(Operations& operations) const;
    void deleteTopics(Operations& operations) const;
    void deleteTopic(const std::string& topic, Operations& operations) const;
    void updateStates(Operations& operations) const;
    void finishReassignments(const Topic& topic, Operations& operations) const;
    void startAskedReassignments(Operations& operations) const;
    void electAskedLeaders(Operations& operations) const;
    void clearNotifications(Operations& operations) const;
    [[nodiscard]] Operations rebalance() const;
    /// A topic's replicas as they are stored, and the version that a change of them expects.
    struct StoredTopic
    {
        Topic topic; ///< Without states and configuration.
        std::int32_t version = 0;
    };
    [[nodiscard]] std::optional<StoredTopic> readStored(const std::string& name) const;
    [[nodiscard]] static MetadataOperation setAssignment(const StoredTopic& stored);
    [[nodiscard]] Outcome planReassignment(Topic& topic, PartitionId partition,
                                           const std::optional<std::vector<NodeId>>& wanted) const;

    MetadataStore& m_store;
    Topics& m_topics;
    const LiveBrokers& m_brokers;
    const NodeId m_self;
    const Settings m_settings;
    std::atomic<bool> m_active{false};

    // Of the thread alone.
    std::string m_own; ///< Data of this broker's /controller.
    std::int32_t m_epoch = 0;
    std::int32_t m_epochVersion = 0; ///< Of /controller_epoch when this broker was elected.
    bool m_tryAgain = false; ///< Something failed that nobody will tell the end of.

    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_wake;
    std::condition_variable m_looked;
    std::vector<std::function<void()>> m_tasks;
    bool m_elected = false; ///< When it last looked there was a controller.
    bool m_dirty = true;
    bool m_stopping = false;
    std::thread m_thread;
};

/// Whether the controller must look when one of these paths has changed.
[[nodiscard]] bool concernsController(const std::vector<std::string>& paths);

/// Before broker `self` stops: it hands the partitions that it leads to other members of their ISR
/// and leaves the others'. A partition's leader may change its state itself, at the version that it
/// read and under the check of /controller_epoch, as it does for the ISR; so this needs no
/// controller, and no connection to one. What cannot be handed over stays. `wanted`, where given,
/// says which: for those that a broker has no log of.
[[nodiscard]] Result<void>
handOver(MetadataStore& store, const Topics& topics, const LiveBrokers& brokers, NodeId self,
         const std::function<bool(const std::string&, PartitionId)>& wanted = {});

} // namespace ottla::cluster
