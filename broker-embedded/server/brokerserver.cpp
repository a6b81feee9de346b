// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/brokerserver.h"

#include "server/brokerparts.h"
#include "server/dispatch.h"

#include <algorithm>
#include <asio/ip/host_name.hpp>
#include <asio/post.hpp>
#include <spdlog/spdlog.h>

namespace ottla::server {

namespace {

bool isLoopback(const std::string& host)
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

} // namespace

Result<void> BrokerServer::Parts::listen()
{
    net::Limits limits;
    limits.maxFrameBytes = static_cast<std::uint32_t>(config.number("socket.request.max.bytes"));
    limits.idleTimeout = std::chrono::milliseconds(config.number("connections.max.idle.ms"));
    limits.maxConnections = static_cast<std::size_t>(config.number("max.connections"));
    server = std::make_unique<net::ListenServer>(
        threads->context(), limits,
        [this](const net::Peer& peer, std::shared_ptr<Bytes> frame, net::AnswerCallback answer) {
            dispatchRequest(*broker, peer, std::move(frame), std::move(answer));
        });
    const auto endpoints = parseEndpoints(config.text("listeners"));
    if (!endpoints) {
        return endpoints.error();
    }
    for (const Endpoint& endpoint : *endpoints) {
        const auto bound = server->listen(endpoint.name, endpoint.host, endpoint.port);
        if (!bound) {
            return bound.error();
        }
        if (!isLoopback(endpoint.host)) {
            spdlog::warn("listening on {}:{}, which other machines may reach",
                         endpoint.host.empty() ? "*" : endpoint.host, bound->port);
        }
        const bool any =
            endpoint.host.empty() || endpoint.host == "0.0.0.0" || endpoint.host == "::";
        broker->listeners.push_back(
            {endpoint.name, any ? asio::ip::host_name() : endpoint.host, bound->port,
             endpoint.host == "localhost" ? bound->address : std::string()});
    }
    if (config.isSet("advertised.listeners")) {
        const auto advertised = parseEndpoints(config.text("advertised.listeners"));
        if (!advertised) {
            return advertised.error();
        }
        for (const Endpoint& endpoint : *advertised) {
            const auto match =
                std::find_if(broker->listeners.begin(), broker->listeners.end(),
                             [&](const auto& listener) { return listener.name == endpoint.name; });
            if (match == broker->listeners.end()) {
                return Error{Errc::InvalidArgument,
                             "advertised.listeners names " + endpoint.name
                                 + ", which is no listener"};
            }
            match->host = endpoint.host;
            match->port = endpoint.port;
            match->boundTo.clear();
        }
    }
    return {};
}

/// What waits learns of a failure on a thread of its own: who met it may hold a log's locks.
void BrokerServer::Parts::watchStorage()
{
    logs->setFailureListener([this](const Error& error) {
        spdlog::error("the log directory {} is offline: {}", folder.string(), error.describe());
        asio::post(threads->context(), [this] {
            for (const auto& partition : partitions->all()) {
                partition->wakeForFailure();
            }
            if (storageFailed) {
                storageFailed();
            }
        });
    });
}

/// What did not open: others lead it who can, and it is opened as soon as that works.
void BrokerServer::Parts::openMissing()
{
    if (logs->failure()) {
        return;
    }
    if (const auto damaged = partitions->damaged(); !damaged.empty() && !isLone()) {
        const auto isDamaged = [&damaged](const std::string& topic, PartitionId id) {
            return damaged.contains({topic, id});
        };
        logFailure("handing damaged partitions over",
                   cluster::handOver(*metadata, *topics, liveBrokers, nodeId, isDamaged));
    }
    partitions->openMissing();
}

void BrokerServer::Parts::cleanLogs()
{
    if (logs->failure()) {
        return;
    }
    for (const auto& partition : partitions->all()) {
        if (const auto cleaned = partition->clean(); !cleaned) {
            spdlog::error("cleaning {}-{}: {}", partition->id().topic,
                          partition->id().partition.value, cleaned.error().describe());
        }
    }
}

void BrokerServer::Parts::flushLogs()
{
    if (logs->failure()) {
        return;
    }
    for (const auto& partition : partitions->all()) {
        logFailure("flushing " + partition->id().topic, partition->log().flushIfDue());
    }
}

void BrokerServer::Parts::keepUp()
{
    const auto every = [this](std::string_view name) {
        return std::chrono::milliseconds(config.number(name));
    };
    std::vector<Maintenance::Task> tasks;
    tasks.push_back({every("log.retention.check.interval.ms"), [this] {
                         cleanLogs();
                     }});
    tasks.push_back({every("log.flush.offset.checkpoint.interval.ms"), [this] {
                         if (!logs->failure()) {
                             logFailure("checkpoints", logs->writeCheckpoints());
                         }
                     }});
    tasks.push_back({every("replica.high.watermark.checkpoint.interval.ms"), [this] {
                         if (!logs->failure()) {
                             logFailure("high watermarks", partitions->writeHighWatermarks());
                         }
                     }});
    tasks.push_back({every("log.flush.scheduler.interval.ms"), [this] {
                         flushLogs();
                     }});
    constexpr std::chrono::seconds missingInterval{1};
    tasks.push_back({missingInterval, [this] {
                         openMissing();
                     }});
    maintenance = std::make_unique<Maintenance>(std::move(tasks));
}

BrokerServer::BrokerServer(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{ }

Result<std::unique_ptr<BrokerServer>> BrokerServer::start(FileSystem& files, const Clock& clock,
                                                          Options options)
{
    auto parts = std::make_unique<Parts>(clock, std::move(options));
    if (auto opened = parts->openData(files); !opened) {
        return opened.error();
    }
    parts->broker = std::make_unique<Broker>(Broker{parts->config,
                                                    parts->clock,
                                                    parts->nodeId,
                                                    parts->clusterId,
                                                    {},
                                                    parts->threads->context().get_executor(),
                                                    *parts->metadata,
                                                    parts->liveBrokers,
                                                    *parts->topics,
                                                    *parts->partitions,
                                                    *parts->producerIds,
                                                    *parts->logs,
                                                    *parts->groups});
    if (auto listening = parts->listen(); !listening) {
        parts->threads->stop();
        return listening.error();
    }
    // Whoever hears of this broker can connect already, and is served when it knows its cluster.
    if (auto joined = parts->joinCluster(); !joined) {
        parts->server->stop();
        parts->threads->stop();
        return joined.error();
    }
    parts->server->start();
    parts->keepUp();
    parts->watchStorage();
    spdlog::info("broker {} of cluster {} serves {}", parts->nodeId.value, parts->clusterId,
                 parts->folder.string());
    return std::unique_ptr<BrokerServer>(new BrokerServer(std::move(parts)));
}

BrokerServer::~BrokerServer()
{
    if (!m_parts->stopped) {
        logFailure("stopping", stop());
    }
}

Result<void> BrokerServer::stop()
{
    m_parts->stopped = true;
    m_parts->logs->setFailureListener({});
    m_parts->maintenance.reset();
    m_parts->leaveCluster();
    m_parts->server->stop();
    m_parts->groups->stop();
    m_parts->fetchers->stop();
    m_parts->threads->stop();
    m_parts->unfollow();
    m_parts->isrUpdater.reset();
    if (const auto failure = m_parts->logs->failure()) {
        return Error{failure->code,
                     "The log directory " + m_parts->folder.string()
                         + " failed, so the broker has ended: " + failure->message,
                     failure->context};
    }
    logFailure("high watermarks", m_parts->partitions->writeHighWatermarks());
    return m_parts->logs->close();
}

const std::vector<AdvertisedListener>& BrokerServer::listeners() const
{
    return m_parts->broker->listeners;
}

const std::string& BrokerServer::clusterId() const
{
    return m_parts->clusterId;
}

std::size_t BrokerServer::connectionCount() const
{
    return m_parts->server->connectionCount();
}

} // namespace ottla::server
