// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/describeconfigs.h"

#include "cluster/topics.h"
#include "server/handlers.h"
#include "server/handlers/configentries.h"
#include "server/handlers/configresource.h"

#include <algorithm>

namespace ottla::server {

namespace {

using wire::ErrorCode;
using AskedResource = wire::DescribeConfigsRequest::DescribeConfigsResource;
using DescribedResource = wire::DescribeConfigsResponse::DescribeConfigsResult;

DescribedResource::DescribeConfigsResourceResult
describe(const ConfigEntry& entry, const wire::DescribeConfigsRequest& request, bool readOnly,
         int version)
{
    DescribedResource::DescribeConfigsResourceResult answer;
    answer.name = entry.name;
    answer.value = entry.value;
    answer.readOnly = readOnly;
    // Version 0 has no source to tell it by.
    answer.isDefault = version == 0 && entry.source == ConfigSource::Default;
    answer.configSource = static_cast<std::int8_t>(entry.source);
    answer.configType = static_cast<std::int8_t>(entry.type);
    answer.documentation.reset();
    if (request.includeDocumentation) {
        answer.documentation = entry.documentation;
    }
    if (request.includeSynonyms) {
        for (const ConfigSynonym& synonym : entry.synonyms) {
            answer.synonyms.push_back(
                {synonym.name, synonym.value, static_cast<std::int8_t>(synonym.source)});
        }
    }
    return answer;
}

/// The entries of one resource; sets the answer's error where there is none such.
std::vector<ConfigEntry> entriesOf(const Broker& broker, const AskedResource& asked,
                                   DescribedResource& answer)
{
    switch (static_cast<ConfigResource>(asked.resourceType)) {
    case ConfigResource::Topic:
        if (const auto topic = broker.topics.find(asked.resourceName)) {
            return topicConfigEntries(broker.config, topic->config);
        }
        answer.errorCode = ErrorCode::UnknownTopicOrPartition;
        answer.errorMessage = "There is no topic '" + asked.resourceName + "'";
        return {};
    case ConfigResource::Broker:
        // An empty name asks for the defaults of the whole cluster, of which none can be set here.
        if (asked.resourceName.empty()) {
            return {};
        }
        if (asked.resourceName == std::to_string(broker.nodeId.value)) {
            return brokerConfigEntries(broker.config);
        }
        answer.errorMessage =
            "This is broker " + std::to_string(broker.nodeId.value) + ", not " + asked.resourceName;
        break;
    default:
        answer.errorMessage = "Only topics and brokers have a configuration here";
        break;
    }
    answer.errorCode = ErrorCode::InvalidRequest;
    return {};
}

} // namespace

void handleDescribeConfigs(Broker& broker, const RequestContext& context,
                           wire::DescribeConfigsRequest request,
                           Reply<wire::DescribeConfigsResponse> reply)
{
    wire::DescribeConfigsResponse response;
    for (const AskedResource& asked : request.resources) {
        DescribedResource answer;
        answer.errorMessage.reset();
        answer.resourceType = asked.resourceType;
        answer.resourceName = asked.resourceName;
        // An empty list asks for all, as in Kafka's own tools; so does null.
        const bool all = !asked.configurationKeys || asked.configurationKeys->empty();
        for (const ConfigEntry& entry : entriesOf(broker, asked, answer)) {
            if (all
                || std::find(asked.configurationKeys->begin(), asked.configurationKeys->end(),
                             entry.name)
                    != asked.configurationKeys->end()) {
                const bool isTopic =
                    asked.resourceType == static_cast<std::int8_t>(ConfigResource::Topic);
                answer.configs.push_back(describe(entry, request, !isTopic, context.version));
            }
        }
        response.results.push_back(std::move(answer));
    }
    reply(std::move(response));
}

} // namespace ottla::server
