// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/topicadmin.h"

#include "cluster/controller/controller.h"
#include "cluster/partitions.h"
#include "group/groupcoordinator.h"
#include "server/config.h"
#include "server/topicproperties.h"

#include <spdlog/spdlog.h>

namespace ottla::server {

using cluster::Outcome;
using wire::ErrorCode;

Outcome refreshLogs(Broker& broker, const std::string& name)
{
    if (auto refreshed = broker.partitions.refresh(name); !refreshed) {
        spdlog::error("The logs of {} are not as they should be: {}", name,
                      refreshed.error().describe());
        return {ErrorCode::KafkaStorageError, refreshed.error().describe()};
    }
    return {};
}

namespace {

/// Apache Kafka would recompress.
void warnOfCompression(const std::string& topic, const std::map<std::string, std::string>& config)
{
    const auto found = config.find("compression.type");
    if (found != config.end() && found->second != "producer") {
        spdlog::warn("{}: compression.type={} is kept, but batches are stored as their producers "
                     "compressed them",
                     topic, found->second);
    }
}

} // namespace

void onAdminThread(Broker& broker, std::function<void()> task)
{
    if (broker.controller != nullptr) {
        broker.controller->post(std::move(task));
    } else {
        task();
    }
}

Outcome checkController(const Broker& broker)
{
    if (broker.controller != nullptr && !broker.controller->isActive()) {
        return {ErrorCode::NotController, "This is not the correct controller for this cluster."};
    }
    return {};
}

Outcome followUp(Broker& broker)
{
    if (broker.controller == nullptr || !broker.controller->isActive()) {
        return {};
    }
    if (auto done = broker.controller->reconcile(); !done) {
        return {done.error().code == Errc::Fenced ? ErrorCode::NotController
                                                  : ErrorCode::RequestTimedOut,
                done.error().describe()};
    }
    return {};
}

Outcome createTopic(Broker& broker, cluster::TopicRequest& request)
{
    if (request.partitions == -1) {
        request.partitions = static_cast<std::int32_t>(broker.config.number("num.partitions"));
    }
    if (request.replicationFactor == -1) {
        request.replicationFactor =
            static_cast<std::int16_t>(broker.config.number("default.replication.factor"));
    }
    if (auto checked = checkTopicConfig(request.config); !checked) {
        return {ErrorCode::InvalidConfig, checked.error().message};
    }
    if (Outcome created = broker.topics.create(request); !created.ok() || request.validateOnly) {
        return created;
    }
    warnOfCompression(request.name, request.config);
    if (Outcome followed = followUp(broker); !followed.ok()) {
        return followed; // the topic is there, and the next controller finds it
    }
    Outcome opened = refreshLogs(broker, request.name);
    if (!opened.ok()) {
        // A topic whose logs cannot be made must not stay: no client could use it.
        (void)deleteTopic(broker, request.name);
    }
    return opened;
}

Outcome deleteTopic(Broker& broker, const std::string& name)
{
    if (Outcome removed = broker.topics.remove(name); !removed.ok()) {
        return removed;
    }
    if (Outcome followed = followUp(broker); !followed.ok()) {
        return followed;
    }
    broker.groups.topicDeleted(name);
    return refreshLogs(broker, name);
}

Outcome changeTopicConfig(Broker& broker, const std::string& name, const ConfigChange& change,
                          bool validateOnly)
{
    const auto checked = [&change, &name](cluster::Topics::Config& config) -> Outcome {
        if (Outcome changed = change(config); !changed.ok()) {
            return changed;
        }
        if (auto valid = checkTopicConfig(config); !valid) {
            return {ErrorCode::InvalidConfig, valid.error().message};
        }
        warnOfCompression(name, config);
        return {};
    };
    if (Outcome changed = broker.topics.changeConfig(name, checked, validateOnly);
        !changed.ok() || validateOnly) {
        return changed;
    }
    return refreshLogs(broker, name);
}

} // namespace ottla::server
