// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/file.h"
#include "base/ids.h"

#include <asio/any_io_executor.hpp>
#include <string>
#include <vector>

namespace ottla::cluster {
class Controller;
class LiveBrokers;
class MetadataStore;
class Partitions;
class ProducerIds;
class Topics;
} // namespace ottla::cluster
namespace ottla::group {
class GroupCoordinator;
}
namespace ottla::log {
class LogDirectory;
}

namespace ottla::server {

struct BrokerConfig;

/// Where clients of a listener reach this broker.
struct AdvertisedListener
{
    std::string name; ///< Such as "PLAINTEXT".
    std::string host;
    std::uint16_t port = 0;
    std::string boundTo = {}; ///< The numeric address where `host` is the name "localhost".
};

/// The running broker as its request handlers see it: references to its parts, which outlive every
/// request. Handlers are free functions, one file per API:
///
///     void handleMetadata(Broker&, const RequestContext&, wire::MetadataRequest,
///     Reply<wire::MetadataResponse>);
///
/// and stand with their version ranges in the one list in apis.cpp.
struct Broker
{
    const BrokerConfig& config;
    const Clock& clock;
    NodeId nodeId;
    std::string clusterId;
    std::vector<AdvertisedListener> listeners;
    asio::any_io_executor executor; ///< For timers and for work off the connection's strand.
    cluster::MetadataStore& metadata;
    cluster::LiveBrokers& liveBrokers; ///< This one among them, once it serves.
    cluster::Topics& topics;
    cluster::Partitions& partitions;
    cluster::ProducerIds& producerIds;
    log::LogDirectory& logs;
    group::GroupCoordinator& groups;
    cluster::Controller* controller = nullptr; ///< Null for a lone node, which needs none.
};

} // namespace ottla::server
