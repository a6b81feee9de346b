// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include "cluster/zookeeper/zookeepersession.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <optional>

namespace ottla::server {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

template <typename Visit>
void eachItem(std::string_view list, const Visit& visit)
{
    while (!list.empty()) {
        const auto comma = list.find(',');
        visit(trimmed(list.substr(0, comma)));
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
}

std::optional<std::int64_t> toNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return {};
    }
    return number;
}

std::optional<double> toFraction(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return {};
    }
    return number;
}

bool isChoice(std::string_view choices, std::string_view value)
{
    bool found = false;
    eachItem(choices, [&](std::string_view choice) { found = found || choice == value; });
    return found;
}

Error badValue(const Property& property, std::string_view value, const std::string& expected)
{
    return {Errc::InvalidArgument,
            std::string(property.name) + "=" + std::string(value) + " is not " + expected};
}

} // namespace

Result<void> checkValue(const Property& property, std::string_view value)
{
    switch (property.type) {
    case PropertyType::Boolean:
        if (value != "true" && value != "false") {
            return badValue(property, value, "true or false");
        }
        break;
    case PropertyType::Int:
    case PropertyType::Short:
    case PropertyType::Long: {
        const auto number = toNumber(value);
        if (!number || *number < property.least || *number > property.most) {
            return badValue(property, value,
                            "a number from " + std::to_string(property.least) + " to "
                                + std::to_string(property.most));
        }
        break;
    }
    case PropertyType::Double: {
        const auto number = toFraction(value);
        if (!number || *number < 0 || *number > 1) {
            return badValue(property, value, "a number from 0 to 1");
        }
        break;
    }
    case PropertyType::String:
        if (!property.choices.empty() && !isChoice(property.choices, value)) {
            return badValue(property, value, "one of " + std::string(property.choices));
        }
        break;
    case PropertyType::List: {
        bool good = !value.empty() || property.defaultValue.empty();
        eachItem(value, [&](std::string_view item) {
            good = good && (property.choices.empty() || isChoice(property.choices, item));
        });
        if (!good) {
            return badValue(property, value, "a list out of " + std::string(property.choices));
        }
        break;
    }
    }
    if (property.name == "listeners" || property.name == "advertised.listeners") {
        if (const auto endpoints = parseEndpoints(value); !endpoints) {
            return Error{Errc::InvalidArgument,
                         std::string(property.name) + ": " + endpoints.error().message};
        }
    }
    if (property.name == "zookeeper.connect") {
        if (const auto address = cluster::ZookeeperAddress::parse(std::string(value)); !address) {
            return Error{Errc::InvalidArgument,
                         std::string(property.name) + "=" + std::string(value) + ": "
                             + address.error().message};
        }
    }
    return {};
}

Result<std::vector<Endpoint>> parseEndpoints(std::string_view list)
{
    std::vector<Endpoint> endpoints;
    std::optional<Error> problem;
    eachItem(list, [&](std::string_view item) {
        const auto scheme = item.find("://");
        const auto colon = item.rfind(':');
        if (scheme == std::string_view::npos || colon < scheme + 3) {
            problem = Error{Errc::InvalidArgument,
                            "\"" + std::string(item) + "\" is not of the form NAME://HOST:PORT"};
            return;
        }
        Endpoint endpoint;
        endpoint.name = item.substr(0, scheme);
        std::transform(endpoint.name.begin(), endpoint.name.end(), endpoint.name.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        std::string_view host = item.substr(scheme + 3, colon - scheme - 3);
        if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
            host = host.substr(1, host.size() - 2);
        }
        endpoint.host = host;
        const auto port = toNumber(item.substr(colon + 1));
        if (!port || *port < 0 || *port > 65535) {
            problem = Error{Errc::InvalidArgument,
                            "\"" + std::string(item) + "\" does not end in a port"};
            return;
        }
        endpoint.port = static_cast<std::uint16_t>(*port);
        if (endpoint.name != "PLAINTEXT") {
            problem =
                Error{Errc::InvalidArgument,
                      "listener " + endpoint.name + " is not supported; only PLAINTEXT is, so far"};
            return;
        }
        endpoints.push_back(std::move(endpoint));
    });
    if (problem) {
        return *problem;
    }
    if (endpoints.empty()) {
        return Error{Errc::InvalidArgument, "no address given"};
    }
    return endpoints;
}

Result<void> BrokerConfig::set(std::string_view name, std::string_view value)
{
    const Property* property = findProperty(name);
    if (property == nullptr) {
        return Error{Errc::NotFound, "unknown property \"" + std::string(name) + "\""};
    }
    if (auto checked = checkValue(*property, value); !checked) {
        return checked;
    }
    values.insert_or_assign(std::string(name), std::string(value));
    return {};
}

std::string BrokerConfig::text(std::string_view name) const
{
    if (const auto found = values.find(name); found != values.end()) {
        return found->second;
    }
    const Property* property = findProperty(name);
    assert(property != nullptr);
    return std::string(property->defaultValue);
}

std::int64_t BrokerConfig::number(std::string_view name) const
{
    const auto number = toNumber(text(name));
    assert(number);
    return *number;
}

bool BrokerConfig::flag(std::string_view name) const
{
    return text(name) == "true";
}

std::int64_t BrokerConfig::retentionMs() const
{
    if (isSet("log.retention.ms")) {
        return number("log.retention.ms");
    }
    const bool minutes = isSet("log.retention.minutes");
    const auto count = number(minutes ? "log.retention.minutes" : "log.retention.hours");
    return count < 0 ? -1 : count * (minutes ? 60'000 : 3'600'000);
}

std::int64_t BrokerConfig::segmentMs() const
{
    return isSet("log.roll.ms") ? number("log.roll.ms") : number("log.roll.hours") * 3'600'000;
}

log::LogConfig BrokerConfig::logDefaults() const
{
    log::LogConfig defaults;
    defaults.segmentBytes = static_cast<std::uint64_t>(number("log.segment.bytes"));
    defaults.segmentMs = segmentMs();
    defaults.indexIntervalBytes = static_cast<std::uint32_t>(number("log.index.interval.bytes"));
    defaults.segmentIndexBytes = static_cast<std::uint32_t>(number("log.index.size.max.bytes"));
    defaults.retentionMs = retentionMs();
    defaults.retentionBytes = number("log.retention.bytes");
    const std::string policy = text("log.cleanup.policy");
    defaults.cleanupDelete = isChoice(policy, "delete");
    defaults.cleanupCompact = isChoice(policy, "compact");
    defaults.deleteRetentionMs = number("log.cleaner.delete.retention.ms");
    defaults.maxMessageBytes = static_cast<std::uint32_t>(number("message.max.bytes"));
    defaults.timestampType = text("log.message.timestamp.type") == "LogAppendTime"
        ? log::TimestampType::LogAppendTime
        : log::TimestampType::CreateTime;
    defaults.timestampBeforeMaxMs = number("log.message.timestamp.before.max.ms");
    defaults.timestampAfterMaxMs = number("log.message.timestamp.after.max.ms");
    defaults.flushMessages = number("log.flush.interval.messages");
    if (isSet("log.flush.interval.ms")) {
        defaults.flushMs = number("log.flush.interval.ms");
    }
    defaults.producerIdExpirationMs = number("producer.id.expiration.ms");
    return defaults;
}

log::LogConfig logConfigFor(const BrokerConfig& config,
                            const std::map<std::string, std::string>& topicConfig)
{
    log::LogConfig result = config.logDefaults();
    for (const auto& [name, value] : topicConfig) {
        const auto number = toNumber(value).value_or(0);
        if (name == "segment.bytes") {
            result.segmentBytes = static_cast<std::uint64_t>(number);
        } else if (name == "segment.ms") {
            result.segmentMs = number;
        } else if (name == "index.interval.bytes") {
            result.indexIntervalBytes = static_cast<std::uint32_t>(number);
        } else if (name == "segment.index.bytes") {
            result.segmentIndexBytes = static_cast<std::uint32_t>(number);
        } else if (name == "retention.ms") {
            result.retentionMs = number;
        } else if (name == "retention.bytes") {
            result.retentionBytes = number;
        } else if (name == "cleanup.policy") {
            result.cleanupDelete = isChoice(value, "delete");
            result.cleanupCompact = isChoice(value, "compact");
        } else if (name == "delete.retention.ms") {
            result.deleteRetentionMs = number;
        } else if (name == "max.message.bytes") {
            result.maxMessageBytes = static_cast<std::uint32_t>(number);
        } else if (name == "message.timestamp.type") {
            result.timestampType = value == "LogAppendTime" ? log::TimestampType::LogAppendTime
                                                            : log::TimestampType::CreateTime;
        } else if (name == "message.timestamp.before.max.ms") {
            result.timestampBeforeMaxMs = number;
        } else if (name == "message.timestamp.after.max.ms") {
            result.timestampAfterMaxMs = number;
        } else if (name == "flush.messages") {
            result.flushMessages = number;
        } else if (name == "flush.ms") {
            result.flushMs = number;
        }
    }
    return result;
}

} // namespace ottla::server
