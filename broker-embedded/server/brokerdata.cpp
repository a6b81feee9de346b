// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/brokerjson.h"
#include "cluster/localmetadatastore.h"
#include "cluster/topicjson.h"
#include "group/offsetstore.h"
#include "server/brokerparts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

// A broker's data: its folder, whose it is, and the metadata that goes with it.

namespace ottla::server {

namespace {

constexpr std::string_view clusterIdPath = "/cluster/id";

std::string clusterIdJson(const std::string& id)
{
    return R"({"version":"1","id":")" + id + R"("})";
}

/// Empty when the JSON is no cluster's id.
std::string readClusterId(const std::string& json)
{
    const auto object = nlohmann::json::parse(json, nullptr, false);
    const auto id = object.is_object() ? object.find("id") : object.end();
    return id != object.end() && id->is_string() ? id->get<std::string>() : std::string{};
}

} // namespace

void logFailure(std::string_view what, const Result<void>& result)
{
    if (!result) {
        spdlog::error("{}: {}", what, result.error().describe());
    }
}

/// Whose folder this is. A new one gets this broker's id, and the cluster's, which is a new one
/// where there is no cluster yet.
Result<void> BrokerServer::Parts::identify()
{
    nodeId = NodeId{static_cast<std::int32_t>(config.number("broker.id"))};
    const auto stored = metadata ? metadata->get(std::string(clusterIdPath)) : std::nullopt;
    clusterId = stored ? readClusterId(stored->data) : Uuid::random().toString();
    const auto meta = logs->meta();
    if (!meta) {
        return {};
    }
    if (config.isSet("broker.id") && meta->brokerId != nodeId) {
        return Error{Errc::Conflict,
                     folder.string() + " holds the data of broker "
                         + std::to_string(meta->brokerId.value) + ", not of "
                         + std::to_string(nodeId.value)};
    }
    nodeId = meta->brokerId;
    if (auto set = config.set("broker.id", std::to_string(nodeId.value)); !set) {
        return set;
    }
    if (isLone()) {
        clusterId = meta->clusterId;
    } else if (clusterId != meta->clusterId) {
        return Error{Errc::Conflict,
                     folder.string() + " holds the data of cluster " + meta->clusterId
                         + ", and the registry is of "
                         + (stored ? "cluster " + clusterId : "no cluster yet")
                         + "; choose another data directory or another registry"};
    }
    return {};
}

Result<bool> BrokerServer::Parts::holdsLogs() const
{
    const auto stored = logs->partitions();
    if (!stored) {
        return stored.error();
    }
    return std::any_of(stored->begin(), stored->end(),
                       [](const auto& entry) { return !entry.second.isZero(); });
}

// Logs of topics that the metadata does not know are deleted: never those of a directory that is
// another program's or another cluster's, or that lost its metadata.

Result<void> BrokerServer::Parts::openLocalMetadata()
{
    if (auto identified = identify(); !identified) {
        return identified;
    }
    if (!logs->meta()) {
        if (auto stored = logs->setMeta({clusterId, nodeId}); !stored) {
            return stored;
        }
    }
    const auto path = folder / "metadata.log";
    if (!logs->files().exists(path)) {
        const auto logsFound = holdsLogs();
        if (!logsFound) {
            return logsFound.error();
        }
        if (*logsFound) {
            return Error{Errc::Conflict,
                         folder.string()
                             + " holds logs but no metadata.log that says whose they are; choose"
                               " another data directory"};
        }
    }
    auto store = cluster::LocalMetadataStore::open(logs->files(), path);
    if (!store) {
        return store.error();
    }
    metadata = std::move(*store);
    if (metadata->get(std::string(clusterIdPath))) {
        return {};
    }
    return metadata->apply(
        {cluster::CreateZnode{std::string(clusterIdPath), clusterIdJson(clusterId)}});
}

Result<void> BrokerServer::Parts::openSharedMetadata()
{
    auto store = makeMetadata(config);
    if (!store) {
        return store.error();
    }
    metadata = std::move(*store);
    if (auto identified = identify(); !identified) {
        return identified;
    }
    if (!metadata->get(std::string(clusterIdPath))) {
        const auto made = metadata->apply(
            {cluster::CreateZnode{std::string(clusterIdPath), clusterIdJson(clusterId)}});
        if (!made && made.error().code != Errc::AlreadyExists) {
            return made;
        }
        if (!made) { // another broker of the new cluster was first, which get() may not show yet
            metadata->catchUp("/cluster");
        }
        if (!metadata->get(std::string(clusterIdPath))) {
            return Error{Errc::Network, "the registry does not tell which cluster it is of",
                         std::string(clusterIdPath)};
        }
        if (auto identified = identify(); !identified) {
            return identified;
        }
    }
    if (logs->meta()) {
        return restoreTopicIds();
    }
    const auto logsFound = holdsLogs();
    if (!logsFound) {
        return logsFound.error();
    }
    if (*logsFound) {
        return Error{Errc::Conflict,
                     folder.string()
                         + " holds logs but no meta.properties that says whose they are; choose"
                           " another data directory"};
    }
    return logs->setMeta({clusterId, nodeId});
}

/// A tool of before topic ids drops them when it adds partitions: a topic without an id is the one
/// whose logs are here, not a new one of its name, whose logs would replace them.
Result<void> BrokerServer::Parts::restoreTopicIds()
{
    const auto stored = logs->partitions();
    if (!stored) {
        return stored.error();
    }
    std::string last; // the partitions are sorted, and one of a topic is enough
    for (const auto& [partition, id] : *stored) {
        if (id.isZero() || std::exchange(last, partition.topic) == partition.topic) {
            continue;
        }
        const std::string path = cluster::topicPath(partition.topic);
        const auto znode = metadata->get(path);
        cluster::Topic topic;
        topic.name = partition.topic;
        if (!znode || !cluster::readAssignment(znode->data, topic) || !topic.id.isZero()) {
            continue;
        }
        topic.id = id;
        const auto restored = metadata->apply(
            {cluster::SetZnode{path, cluster::assignmentJson(topic), znode->version}});
        if (!restored && restored.error().code != Errc::Conflict) {
            return restored;
        }
    }
    return {};
}

Result<void> BrokerServer::Parts::openData(FileSystem& files)
{
    auto directory = log::LogDirectory::open(files, clock, folder);
    if (!directory) {
        return directory.error();
    }
    logs = std::move(*directory);
    if (auto opened = isLone() ? openLocalMetadata() : openSharedMetadata(); !opened) {
        return opened;
    }
    topics = isLone() ? std::make_unique<cluster::Topics>(*metadata, nodeId)
                      : std::make_unique<cluster::Topics>(*metadata, nodeId, liveBrokers);
    if (auto opened = openPartitions(); !opened) {
        return opened;
    }
    producerIds = std::make_unique<cluster::ProducerIds>(*metadata, nodeId);
    follow();
    return {};
}

namespace {

group::GroupConfig groupConfig(const BrokerConfig& config)
{
    using std::chrono::milliseconds;
    group::GroupConfig groups;
    groups.minSessionTimeout = milliseconds(config.number("group.min.session.timeout.ms"));
    groups.maxSessionTimeout = milliseconds(config.number("group.max.session.timeout.ms"));
    groups.initialRebalanceDelay = milliseconds(config.number("group.initial.rebalance.delay.ms"));
    groups.maxSize = static_cast<std::size_t>(config.number("group.max.size"));
    groups.offsetsPartitions =
        static_cast<std::int32_t>(config.number("offsets.topic.num.partitions"));
    groups.offsetsReplicas =
        static_cast<std::int16_t>(config.number("offsets.topic.replication.factor"));
    groups.offsetsSegmentBytes = config.number("offsets.topic.segment.bytes");
    groups.offsetsRetention = std::chrono::minutes(config.number("offsets.retention.minutes"));
    groups.retentionCheckInterval =
        milliseconds(config.number("offsets.retention.check.interval.ms"));
    groups.maxMetadataBytes = static_cast<std::size_t>(config.number("offset.metadata.max.bytes"));
    groups.commitTimeout = milliseconds(config.number("offsets.commit.timeout.ms"));
    return groups;
}

cluster::FetcherSettings fetcherSettings(const BrokerConfig& config, NodeId self)
{
    using std::chrono::milliseconds;
    cluster::FetcherSettings settings;
    settings.self = self;
    settings.maxWait = milliseconds(config.number("replica.fetch.wait.max.ms"));
    settings.minBytes = static_cast<std::int32_t>(config.number("replica.fetch.min.bytes"));
    settings.maxBytes =
        static_cast<std::int32_t>(config.number("replica.fetch.response.max.bytes"));
    settings.partitionMaxBytes =
        static_cast<std::int32_t>(config.number("replica.fetch.max.bytes"));
    settings.backoff = milliseconds(config.number("replica.fetch.backoff.ms"));
    settings.timeout = milliseconds(config.number("replica.socket.timeout.ms"));
    settings.maxFrameBytes = static_cast<std::uint32_t>(config.number("socket.request.max.bytes"));
    return settings;
}

} // namespace

Result<void> BrokerServer::Parts::openPartitions()
{
    threads = std::make_unique<net::IoThreads>(
        static_cast<std::size_t>(config.number("num.network.threads")));
    fetchers = std::make_unique<cluster::ReplicaFetchers>(
        threads->context().get_executor(), liveBrokers, fetcherSettings(config, nodeId));
    partitions = std::make_unique<cluster::Partitions>(
        *logs, *topics, nodeId, clock,
        [this](const cluster::Topic& topic) { return logConfigFor(config, topic.config); });
    groups = std::make_unique<group::GroupCoordinator>(threads->context().get_executor(), clock,
                                                       *topics, *partitions, groupConfig(config));
    partitions->setRoleListener([this](const std::shared_ptr<cluster::Partition>& partition) {
        if (partition->closed()) {
            fetchers->forget(partition->id());
        } else {
            fetchers->follow(partition);
        }
        if (partition->id().topic == group::OffsetStore::topicName) {
            groups->roleChanged(partition);
        }
    });
    if (!isLone()) {
        partitions->setIsrChangeWanted([this] { isrUpdater->wake(); });
        isrUpdater = std::make_unique<cluster::IsrUpdater>(
            *metadata, *partitions,
            std::chrono::milliseconds(config.number("replica.lag.time.max.ms")));
    }
    if (auto opened = partitions->openAll(); !opened) {
        return opened;
    }
    return groups->load();
}

/// From here on the logs follow the metadata, whoever changes it.
void BrokerServer::Parts::follow()
{
    changes = std::make_unique<ChangeQueue>([this](const std::string& topic) {
        logFailure("the logs of " + topic, partitions->refresh(topic));
        if (!topics->find(topic)) {
            groups->topicDeleted(topic);
        }
    });
    topics->setListener([this](const std::vector<std::string>& names) { changes->add(names); });
    metadata->setListener(
        [this](const std::vector<std::string>& paths) { metadataChanged(paths); });
    // What changed between the first reading and now.
    metadataChanged({"/brokers/topics", cluster::brokersPath()});
}

void BrokerServer::Parts::unfollow()
{
    if (metadata) {
        metadata->setSessionListener({});
        metadata->setListener({});
    }
    if (membership) {
        membership->leave();
    }
    controller.reset();
    changes.reset();
}

void BrokerServer::Parts::metadataChanged(const std::vector<std::string>& paths)
{
    topics->reload(paths);
    const bool brokersChanged =
        std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
            return path.starts_with(cluster::brokersPath());
        });
    if (isLone()) {
        return;
    }
    const std::lock_guard lock(joining);
    if (brokersChanged) {
        liveBrokers.set(cluster::registeredBrokers(*metadata));
    }
    if (membership && brokersChanged) {
        membership->brokersChanged();
    }
    if (controller && cluster::concernsController(paths)) {
        controller->wake();
    }
}

} // namespace ottla::server
