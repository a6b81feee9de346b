// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/config.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ottla::server {

/// Where a value comes from; the numbers are those of DescribeConfigs' answer (KIP-226).
enum class ConfigSource : std::int8_t
{
    Topic = 1,
    StaticBroker = 4,
    Default = 5
};

struct ConfigSynonym
{
    std::string name;
    std::optional<std::string> value;
    ConfigSource source = ConfigSource::Default;
};

/// A property with its effective value.
struct ConfigEntry
{
    std::string name;
    std::optional<std::string> value;
    ConfigSource source = ConfigSource::Default;
    PropertyType type = PropertyType::String;
    std::string documentation;
    std::vector<ConfigSynonym> synonyms; ///< What the value is taken from, the strongest first.
};

/// Every known property of a topic whose own configuration is `topicConfig`.
[[nodiscard]] std::vector<ConfigEntry>
topicConfigEntries(const BrokerConfig& config,
                   const std::map<std::string, std::string>& topicConfig);

/// Every known property of the broker.
[[nodiscard]] std::vector<ConfigEntry> brokerConfigEntries(const BrokerConfig& config);

} // namespace ottla::server
