// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/config.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace ottla::server {

/// A topic's property, and the broker's that gives its default; empty where only `defaultValue`
/// does.
struct TopicProperty
{
    Property property;
    std::string_view brokerName = {};
};

/// Every topic property that is known, sorted by name.
[[nodiscard]] std::span<const TopicProperty> topicProperties();
/// Null for a name that is not known.
[[nodiscard]] const TopicProperty* findTopicProperty(std::string_view name);

/// What a topic without settings of its own has.
[[nodiscard]] std::string topicDefault(const BrokerConfig& config, const TopicProperty& property);

/// Errc::InvalidArgument names the first property that is unknown or has a bad value.
[[nodiscard]] Result<void> checkTopicConfig(const std::map<std::string, std::string>& config);

} // namespace ottla::server
