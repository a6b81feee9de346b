// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/configentries.h"

#include "server/topicproperties.h"

namespace ottla::server {

namespace {

std::optional<std::string> defaultOf(const Property& property)
{
    return property.hasDefault ? std::optional(std::string(property.defaultValue)) : std::nullopt;
}

/// Which of the broker's properties that give a topic's default is set in its file.
std::string_view setInFile(const BrokerConfig& config, const TopicProperty& known)
{
    if (known.property.name == "retention.ms") {
        for (const std::string_view name :
             {"log.retention.ms", "log.retention.minutes", "log.retention.hours"}) {
            if (config.isSet(name)) {
                return name;
            }
        }
    } else if (known.property.name == "segment.ms") {
        for (const std::string_view name : {"log.roll.ms", "log.roll.hours"}) {
            if (config.isSet(name)) {
                return name;
            }
        }
    } else if (known.property.name == "flush.ms" && config.isSet("log.flush.interval.ms")) {
        return "log.flush.interval.ms";
    } else if (!known.brokerName.empty() && config.isSet(known.brokerName)) {
        return known.brokerName;
    }
    return {};
}

} // namespace

std::vector<ConfigEntry> topicConfigEntries(const BrokerConfig& config,
                                            const std::map<std::string, std::string>& topicConfig)
{
    std::vector<ConfigEntry> entries;
    for (const TopicProperty& known : topicProperties()) {
        ConfigEntry& entry = entries.emplace_back();
        entry.name = known.property.name;
        entry.type = known.property.type;
        entry.documentation = known.property.doc;
        if (const auto own = topicConfig.find(entry.name); own != topicConfig.end()) {
            entry.synonyms.push_back({entry.name, own->second, ConfigSource::Topic});
        }
        if (const std::string_view name = setInFile(config, known); !name.empty()) {
            entry.synonyms.push_back(
                {std::string(name), config.text(name), ConfigSource::StaticBroker});
        }
        entry.synonyms.push_back(
            {known.brokerName.empty() ? entry.name : std::string(known.brokerName),
             defaultOf(known.property), ConfigSource::Default});
        entry.source = entry.synonyms.front().source;
        entry.value = entry.source == ConfigSource::StaticBroker ? topicDefault(config, known)
                                                                 : entry.synonyms.front().value;
    }
    return entries;
}

std::vector<ConfigEntry> brokerConfigEntries(const BrokerConfig& config)
{
    std::vector<ConfigEntry> entries;
    for (const Property& known : brokerProperties()) {
        ConfigEntry& entry = entries.emplace_back();
        entry.name = known.name;
        entry.type = known.type;
        entry.documentation = known.doc;
        if (config.isSet(known.name)) {
            entry.synonyms.push_back(
                {entry.name, config.text(known.name), ConfigSource::StaticBroker});
        }
        entry.synonyms.push_back({entry.name, defaultOf(known), ConfigSource::Default});
        entry.source = entry.synonyms.front().source;
        entry.value = entry.synonyms.front().value;
    }
    return entries;
}

} // namespace ottla::server
