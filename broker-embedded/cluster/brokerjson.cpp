// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/brokerjson.h"

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

using Json = nlohmann::ordered_json;

/// "PLAINTEXT://host:9092", an IPv6 address in brackets.
std::optional<BrokerEndpoint> readEndpoint(const std::string& text)
{
    const std::size_t scheme = text.find("://");
    const std::size_t colon = text.rfind(':');
    if (scheme == std::string::npos || colon <= scheme) {
        return std::nullopt;
    }
    BrokerEndpoint endpoint;
    endpoint.listener = text.substr(0, scheme);
    endpoint.host = text.substr(scheme + 3, colon - scheme - 3);
    if (endpoint.host.size() > 1 && endpoint.host.front() == '[' && endpoint.host.back() == ']') {
        endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    }
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, endpoint.port);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(endpoint) : std::nullopt;
}

std::string shown(const BrokerEndpoint& endpoint)
{
    const bool isV6 = endpoint.host.find(':') != std::string::npos;
    return endpoint.listener + "://" + (isV6 ? "[" + endpoint.host + "]" : endpoint.host) + ":"
        + std::to_string(endpoint.port);
}

/// Version 1, of Kafka 0.8, knew one address only.
std::optional<BrokerEndpoint> readSingleAddress(const Json& object)
{
    const auto host = object.find("host");
    const auto port = object.find("port");
    if (host == object.end() || !host->is_string() || port == object.end()
        || !port->is_number_integer()) {
        return std::nullopt;
    }
    const auto number = port->get<std::int64_t>();
    if (number < 0 || number > std::numeric_limits<std::uint16_t>::max()) {
        return std::nullopt;
    }
    return BrokerEndpoint{"PLAINTEXT", host->get<std::string>(),
                          static_cast<std::uint16_t>(number)};
}

} // namespace

const std::string& brokersPath()
{
    static const std::string path = "/brokers/ids";
    return path;
}

std::string brokerPath(NodeId id)
{
    return brokersPath() + "/" + std::to_string(id.value);
}

std::string registrationJson(const LiveBroker& broker, std::int64_t timestampMs)
{
    Json protocols = Json::object();
    Json endpoints = Json::array();
    for (const BrokerEndpoint& endpoint : broker.endpoints) {
        protocols[endpoint.listener] = "PLAINTEXT";
        endpoints.push_back(shown(endpoint));
    }
    Json object{{"features", Json::object()},
                {"listener_security_protocol_map", protocols},
                {"endpoints", endpoints},
                {"jmx_port", -1},
                {"port", broker.endpoints.empty() ? -1 : broker.endpoints.front().port},
                {"host", broker.endpoints.empty() ? "" : broker.endpoints.front().host},
                {"version", 5},
                {"timestamp", std::to_string(timestampMs)}};
    if (broker.rack) {
        object["rack"] = *broker.rack;
    }
    return object.dump();
}

std::optional<LiveBroker> readRegistration(const std::string& json, NodeId id)
{
    const Json object = Json::parse(json, nullptr, false);
    if (!object.is_object()) {
        return std::nullopt;
    }
    LiveBroker broker;
    broker.id = id;
    if (const auto rack = object.find("rack"); rack != object.end() && rack->is_string()) {
        broker.rack = rack->get<std::string>();
    }
    if (const auto list = object.find("endpoints"); list != object.end() && list->is_array()) {
        for (const Json& entry : *list) {
            if (!entry.is_string()) {
                return std::nullopt;
            }
            if (auto endpoint = readEndpoint(entry.get_ref<const std::string&>())) {
                broker.endpoints.push_back(std::move(*endpoint));
            }
        }
    } else if (auto single = readSingleAddress(object)) {
        broker.endpoints.push_back(std::move(*single));
    }
    return broker.endpoints.empty() ? std::nullopt : std::optional(broker);
}

LiveBrokers::Map registeredBrokers(const MetadataStore& store)
{
    LiveBrokers::Map brokers;
    for (const std::string& name : store.children(brokersPath())) {
        std::int32_t id = -1;
        const char* end = name.data() + name.size();
        const auto read = std::from_chars(name.data(), end, id);
        const auto znode = store.get(brokersPath() + "/" + name);
        if (!znode || read.ec != std::errc{} || read.ptr != end || id < 0) {
            continue; // gone again, or nobody's registration
        }
        auto broker = readRegistration(znode->data, NodeId{id});
        if (!broker) {
            spdlog::error("{}/{} holds no broker's registration; the broker is left out",
                          brokersPath(), name);
            continue;
        }
        broker->epoch = znode->czxid;
        brokers.emplace(broker->id, std::move(*broker));
    }
    return brokers;
}

} // namespace ottla::cluster
