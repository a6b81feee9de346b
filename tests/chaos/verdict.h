// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chaoscluster.h"
#include "producer.h"

#include <map>
#include <string>
#include <vector>

namespace ottla::chaos {

/// A partition's messages as a consumer finds them, by offset.
using Contents = std::map<std::int32_t, std::map<std::int64_t, std::string>>;

/// Everything in the topic from its beginning to its high watermarks.
[[nodiscard]] Contents readAll(const std::string& bootstrap, std::vector<std::string>& problems);
/// Where each partition ends (exclusive).
[[nodiscard]] std::map<std::int32_t, std::int64_t> endsOf(const Contents& contents);
/// What is lost, doubled or out of order of the producers' messages.
[[nodiscard]] std::vector<std::string> checkMessages(const Contents& contents,
                                                     const std::vector<const Producer*>& producers);
/// Where the brokers' copies of a partition's log differ, after waiting for them to be equally
/// long.
[[nodiscard]] std::vector<std::string> checkReplicas(const ChaosCluster& cluster);

} // namespace ottla::chaos
