// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ottla::cluster {

// The controller's znodes, as ZooKeeper-mode Kafka has them.

inline const std::string controllerPath = "/controller";
inline const std::string controllerEpochPath = "/controller_epoch";
/// Operations in one transaction: well below ZooKeeper's limit of a request's size, and few enough
/// that others get their turn.
inline constexpr std::size_t sliceSize = 200;
inline const std::string deletionsPath = "/admin/delete_topics";
inline const std::string preferredElectionPath = "/admin/preferred_replica_election";
inline const std::string reassignPath = "/admin/reassign_partitions";
inline const std::string isrNotificationsPath = "/isr_change_notification";
inline const std::string configChangesPath = "/config/changes";

[[nodiscard]] std::string controllerJson(NodeId broker, std::int64_t timestampMs);
[[nodiscard]] std::optional<NodeId> readController(const std::string& json);
/// /controller_epoch is a number as text.
[[nodiscard]] std::optional<std::int32_t> readEpoch(const std::string& text);

/// Partitions that somebody asks something for, with the replicas that they shall have (none in
/// /admin/preferred_replica_election). What cannot be read is left out.
using AskedPartitions = std::map<std::pair<std::string, PartitionId>, std::vector<NodeId>>;
[[nodiscard]] AskedPartitions readAskedPartitions(const std::string& json);

} // namespace ottla::cluster
