// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/topics.h"
#include "server/broker.h"

#include <functional>
#include <string>

namespace ottla::server {

// Changes of topics as several APIs make them: the metadata first, then the logs.

/// Does what may take its time: on the controller's thread where the node is one of a cluster, at
/// once where it is alone. `task` answers its client when it is done.
void onAdminThread(Broker& broker, std::function<void()> task);
/// None, or why this broker cannot do what only the controller does. On the admin thread.
[[nodiscard]] cluster::Outcome checkController(const Broker& broker);
/// After a change that the controller has to follow up; None when it has done so. On the admin
/// thread; on another broker than the controller nothing is waited for.
cluster::Outcome followUp(Broker& broker);

/// -1 partitions or replicas stand for the broker's defaults, which are filled in.
[[nodiscard]] cluster::Outcome createTopic(Broker& broker, cluster::TopicRequest& request);
[[nodiscard]] cluster::Outcome deleteTopic(Broker& broker, const std::string& name);
/// What changes a topic's own configuration, or says why not.
using ConfigChange = std::function<cluster::Outcome(cluster::Topics::Config&)>;
/// Changes the topic's own configuration, if what comes of it is valid.
[[nodiscard]] cluster::Outcome changeTopicConfig(Broker& broker, const std::string& name,
                                                 const ConfigChange& change, bool validateOnly);
/// Opens, changes or removes the topic's logs to be as the metadata says.
[[nodiscard]] cluster::Outcome refreshLogs(Broker& broker, const std::string& name);

} // namespace ottla::server
