// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/incrementalalterconfigs.h"

#include "server/handlers.h"
#include "server/handlers/configresource.h"
#include "server/handlers/topicadmin.h"
#include "server/topicproperties.h"

#include <algorithm>
#include <set>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using ConfigChanges = wire::IncrementalAlterConfigsRequest::AlterConfigsResource;

enum class Operation : std::int8_t
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3
};

std::vector<std::string> split(const std::string& list)
{
    std::vector<std::string> items;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        if (end > at) {
            items.push_back(list.substr(at, end - at));
        }
        at = end + 1;
    }
    return items;
}

std::string join(const std::vector<std::string>& items)
{
    std::string list;
    for (const std::string& item : items) {
        list += list.empty() ? item : "," + item;
    }
    return list;
}

/// Adds to a list, or takes from it, what `value` names.
std::string changeList(const std::string& before, const std::string& value, Operation operation)
{
    std::vector<std::string> items = split(before);
    for (const std::string& item : split(value)) {
        const auto found = std::find(items.begin(), items.end(), item);
        if (operation == Operation::Append && found == items.end()) {
            items.push_back(item);
        } else if (operation == Operation::Subtract && found != items.end()) {
            items.erase(found);
        }
    }
    return join(items);
}

cluster::Outcome changeOne(const Broker& broker, const ConfigChanges::AlterableConfig& asked,
                           std::map<std::string, std::string>& config)
{
    const auto operation = static_cast<Operation>(asked.configOperation);
    const TopicProperty* known = findTopicProperty(asked.name);
    if (known == nullptr) {
        return {ErrorCode::InvalidConfig, "Unknown topic config name: " + asked.name};
    }
    if (operation == Operation::Delete) {
        config.erase(asked.name);
        return {};
    }
    if (!asked.value) {
        return {ErrorCode::InvalidRequest, "The value of " + asked.name + " is null"};
    }
    if (operation == Operation::Set) {
        config[asked.name] = *asked.value;
        return {};
    }
    if (operation != Operation::Append && operation != Operation::Subtract) {
        return {ErrorCode::InvalidRequest,
                "Unknown operation " + std::to_string(asked.configOperation)};
    }
    if (known->property.type != PropertyType::List) {
        return {ErrorCode::InvalidConfig,
                asked.name + " is no list: nothing can be added to it or taken from it"};
    }
    const auto own = config.find(asked.name);
    config[asked.name] =
        changeList(own == config.end() ? topicDefault(broker.config, *known) : own->second,
                   *asked.value, operation);
    return {};
}

cluster::Outcome alter(Broker& broker, const ConfigChanges& asked, bool validateOnly)
{
    if (static_cast<ConfigResource>(asked.resourceType) != ConfigResource::Topic) {
        return {ErrorCode::InvalidRequest,
                "Only a topic's configuration can be changed while the broker runs"};
    }
    const auto change = [&](cluster::Topics::Config& config) -> cluster::Outcome {
        std::set<std::string> seen;
        for (const auto& entry : asked.configs) {
            if (!seen.insert(entry.name).second) {
                return {ErrorCode::InvalidRequest,
                        "The request names " + entry.name + " more than once"};
            }
            if (cluster::Outcome changed = changeOne(broker, entry, config); !changed.ok()) {
                return changed;
            }
        }
        return {};
    };
    return changeTopicConfig(broker, asked.resourceName, change, validateOnly);
}

} // namespace

void handleIncrementalAlterConfigs(Broker& broker, const RequestContext&,
                                   wire::IncrementalAlterConfigsRequest request,
                                   Reply<wire::IncrementalAlterConfigsResponse> reply)
{
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
        wire::IncrementalAlterConfigsResponse response;
        for (const ConfigChanges& asked : request.resources) {
            const cluster::Outcome outcome = alter(broker, asked, request.validateOnly);
            auto& answer = response.responses.emplace_back();
            answer.resourceType = asked.resourceType;
            answer.resourceName = asked.resourceName;
            answer.errorCode = outcome.error;
            answer.errorMessage = outcome.ok() ? std::nullopt : std::optional(outcome.message);
        }
        reply(std::move(response));
    });
}

} // namespace ottla::server
