// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/topics.h"

#include <optional>
#include <string>

namespace ottla::cluster {

// Paths and JSON of a topic's znodes, as ZooKeeper-mode Kafka has them.

[[nodiscard]] std::string topicPath(const std::string& topic);
[[nodiscard]] std::string statePath(const std::string& topic, PartitionId partition);
[[nodiscard]] std::string configPath(const std::string& topic);
/// /admin/delete_topics/<t>: somebody wants the topic gone.
[[nodiscard]] std::string deletionPath(const std::string& topic);
/// What tells Kafka's brokers that a topic's configuration has changed: a new
/// /config/changes/config_change_<number>.
[[nodiscard]] CreateZnode configChange(const std::string& topic);

/// Version 3 of /brokers/topics/<t> (KIP-516): the topic's id, and the replicas of each partition.
[[nodiscard]] std::string assignmentJson(const Topic& topic);
/// /brokers/topics/<t>/partitions/<n>/state.
[[nodiscard]] std::string stateJson(const PartitionState& partition);
/// /config/topics/<t>.
[[nodiscard]] std::string configJson(const std::map<std::string, std::string>& config);

/// Takes the topic's id and its partitions' ids and replicas, with those that a reassignment adds
/// and removes; false for anything else than that
/// JSON.
[[nodiscard]] bool readAssignment(const std::string& json, Topic& topic);
[[nodiscard]] bool readState(const std::string& json, PartitionState& partition);
[[nodiscard]] std::optional<std::map<std::string, std::string>> readConfig(const std::string& json);

} // namespace ottla::cluster
