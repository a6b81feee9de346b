// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/livebrokers.h"
#include "cluster/metadatastore.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ottla::cluster {

// Registrations of brokers, as ZooKeeper-mode Kafka has them.

/// /brokers/ids, whose children are the registrations.
[[nodiscard]] const std::string& brokersPath();
/// /brokers/ids/<id>.
[[nodiscard]] std::string brokerPath(NodeId id);

/// Version 5. The first endpoint stands for the broker in the fields of old clients; the time is
/// text, because Kafka 0.10 reads no number beyond 32 bits.
[[nodiscard]] std::string registrationJson(const LiveBroker& broker, std::int64_t timestampMs);
/// Versions 1 to 5; nothing for anything else. The epoch is not in the JSON.
[[nodiscard]] std::optional<LiveBroker> readRegistration(const std::string& json, NodeId id);

/// Those that are registered in the store; a registration that cannot be read is left out, with a
/// line in the log.
[[nodiscard]] LiveBrokers::Map registeredBrokers(const MetadataStore& store);

} // namespace ottla::cluster
