// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "cluster/metadatastore.h"
#include "server/config.h"

#include <memory>

namespace ottla::server {

/// The metadata that zookeeper.connect names, with the configured time-outs: for
/// BrokerServer::Options::makeMetadata. Errc::InvalidArgument, Errc::Network.
[[nodiscard]] Result<std::unique_ptr<cluster::MetadataStore>>
connectToZookeeper(const BrokerConfig& config);

} // namespace ottla::server
