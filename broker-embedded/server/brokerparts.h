// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/controller/controller.h"
#include "cluster/livebrokers.h"
#include "cluster/metadatastore.h"
#include "cluster/partitions.h"
#include "cluster/producerids.h"
#include "cluster/replication/isrupdater.h"
#include "cluster/replication/replicafetchers.h"
#include "cluster/topics.h"
#include "group/groupcoordinator.h"
#include "log/logdirectory.h"
#include "net/iothreads.h"
#include "net/listenserver.h"
#include "server/brokerserver.h"
#include "server/changequeue.h"
#include "server/maintenance.h"
#include "server/membership.h"

namespace ottla::server {

/// Everything, in the order in which it is made; it goes in the opposite one.
struct BrokerServer::Parts
{
    Parts(const Clock& theClock, Options options)
        : clock(theClock)
        , config(std::move(options.config))
        , folder(std::move(options.data))
        , makeMetadata(std::move(options.makeMetadata))
        , storageFailed(std::move(options.storageFailed))
    { }
    ~Parts() { unfollow(); }

    const Clock& clock;
    BrokerConfig config; ///< Constant from identify() on.
    const std::filesystem::path folder;
    const decltype(Options::makeMetadata) makeMetadata;
    const std::function<void()> storageFailed;
    NodeId nodeId{};
    std::string clusterId;
    std::unique_ptr<log::LogDirectory> logs;
    std::unique_ptr<cluster::MetadataStore> metadata;
    cluster::LiveBrokers liveBrokers;
    std::unique_ptr<cluster::Topics> topics;
    std::unique_ptr<net::IoThreads> threads;
    std::unique_ptr<cluster::ReplicaFetchers> fetchers;
    std::unique_ptr<cluster::Partitions> partitions;
    std::unique_ptr<group::GroupCoordinator> groups;
    std::unique_ptr<cluster::IsrUpdater> isrUpdater; ///< Null for a lone node.
    std::unique_ptr<ChangeQueue> changes;
    std::unique_ptr<cluster::ProducerIds> producerIds;
    std::unique_ptr<Broker> broker;
    std::unique_ptr<net::ListenServer> server;
    std::mutex joining; ///< Guards the next two pointers, and who writes liveBrokers.
    std::unique_ptr<Membership> membership;
    std::unique_ptr<cluster::Controller> controller;
    std::unique_ptr<Maintenance> maintenance;
    bool stopped = false;

    [[nodiscard]] bool isLone() const { return !makeMetadata; }
    Result<void> openData(FileSystem& files);
    Result<bool> holdsLogs() const;
    Result<void> openLocalMetadata();
    Result<void> openSharedMetadata();
    Result<void> openPartitions();
    Result<void> identify();
    Result<void> restoreTopicIds();
    void follow();
    void unfollow();
    void metadataChanged(const std::vector<std::string>& paths);
    Result<void> joinCluster();
    void leaveCluster();
    Result<void> listen();
    void keepUp();
    void watchStorage();
    void openMissing();
    void cleanLogs();
    void flushLogs();
};

/// A line in the log where `result` is a failure.
void logFailure(std::string_view what, const Result<void>& result);

} // namespace ottla::server
