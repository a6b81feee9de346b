// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/brokerjson.h"
#include "server/brokerparts.h"

#include <spdlog/spdlog.h>

// A broker's coming into its cluster, and its going.

namespace ottla::server {

namespace {

cluster::Controller::Settings controllerSettings(const BrokerConfig& config, const Clock& clock)
{
    cluster::Controller::Settings settings;
    settings.mayElectUnclean = [&config](const cluster::Topic& topic) {
        const auto own = topic.config.find("unclean.leader.election.enable");
        return own == topic.config.end() ? config.flag("unclean.leader.election.enable")
                                         : own->second == "true";
    };
    settings.wallMs = [&clock] {
        return clock.wallMs();
    };
    settings.deletesTopics = config.flag("delete.topic.enable");
    settings.rebalances = config.flag("auto.leader.rebalance.enable");
    settings.rebalanceInterval =
        std::chrono::seconds(config.number("leader.imbalance.check.interval.seconds"));
    settings.allowedImbalance =
        static_cast<double>(config.number("leader.imbalance.per.broker.percentage")) / 100;
    return settings;
}

} // namespace

/// Tells the cluster where this broker is. To be called when it listens.
Result<void> BrokerServer::Parts::joinCluster()
{
    cluster::LiveBroker self;
    self.id = nodeId;
    for (const AdvertisedListener& listener : broker->listeners) {
        self.endpoints.push_back({listener.name, listener.host, listener.port});
    }
    if (config.isSet("broker.rack")) {
        self.rack = config.text("broker.rack");
    }
    if (isLone()) {
        liveBrokers.set({{nodeId, self}});
        return {};
    }
    {
        const std::lock_guard lock(joining);
        membership = std::make_unique<Membership>(*metadata, self, clock.wallMs());
    }
    if (auto joined = membership->join(); !joined) {
        return joined;
    }
    auto made = std::make_unique<cluster::Controller>(*metadata, *topics, liveBrokers, nodeId,
                                                      controllerSettings(config, clock));
    broker->controller = made.get();
    {
        const std::lock_guard lock(joining);
        controller = std::move(made);
    }
    metadata->setSessionListener([this] {
        // On the controller's thread: an election is for brokers that are registered.
        controller->post([this] { membership->rejoin(); });
        controller->wake();
    });
    controller->wake();
    // A client that first hears of no controller may not ask again for as long as its patience
    // lasts (librdkafka waits for a broker's connection to change), and its first order fails.
    if (!controller->waitUntilElected(2 * metadata->sessionTimeout())) {
        spdlog::warn("there is no controller yet; topics cannot be changed");
    }
    return {};
}

/// Others lead from here on, where there are others; who asks here is sent to them until the end.
void BrokerServer::Parts::leaveCluster()
{
    if (!controller) {
        return;
    }
    fetchers->stop(); // who goes on fetching is let in again
    if (config.flag("controlled.shutdown.enable")) {
        logFailure("handing the partitions over",
                   cluster::handOver(*metadata, *topics, liveBrokers, nodeId));
    }
    metadata->setSessionListener({});
    membership->leave();
}

} // namespace ottla::server
