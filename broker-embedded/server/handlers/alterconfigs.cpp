// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/alterconfigs.h"

#include "server/handlers.h"
#include "server/handlers/configresource.h"
#include "server/handlers/topicadmin.h"

namespace ottla::server {

namespace {

using wire::ErrorCode;
using NewConfigs = wire::AlterConfigsRequest::AlterConfigsResource;

cluster::Outcome alter(Broker& broker, const NewConfigs& asked, bool validateOnly)
{
    if (static_cast<ConfigResource>(asked.resourceType) != ConfigResource::Topic) {
        return {ErrorCode::InvalidRequest,
                "Only a topic's configuration can be changed while the broker runs"};
    }
    std::map<std::string, std::string> config;
    for (const auto& entry : asked.configs) {
        // Null takes a property back to its default, which is what leaving it out does here.
        if (entry.value) {
            config[entry.name] = *entry.value;
        }
    }
    const auto replace = [&config](cluster::Topics::Config& all) -> cluster::Outcome {
        all = config;
        return {};
    };
    return changeTopicConfig(broker, asked.resourceName, replace, validateOnly);
}

} // namespace

void handleAlterConfigs(Broker& broker, const RequestContext&, wire::AlterConfigsRequest request,
                        Reply<wire::AlterConfigsResponse> reply)
{
    onAdminThread(broker, [&broker, request = std::move(request), reply = std::move(reply)] {
        wire::AlterConfigsResponse response;
        for (const NewConfigs& asked : request.resources) {
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
