// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/leadership.h"

#include "cluster/metadatastore.h"
#include "cluster/partitions.h"
#include "cluster/topicjson.h"

namespace ottla::server {

bool leadsStill(Broker& broker, const std::string& topic, std::int32_t partition)
{
    const PartitionId id{partition};
    const auto replica = broker.partitions.find(topic, id);
    const auto state = replica ? replica->state() : cluster::PartitionState{};
    if (state.leader != broker.nodeId) {
        return false;
    }
    const cluster::CheckZnode isUnchanged{cluster::statePath(topic, id), state.version};
    return broker.metadata.apply({cluster::MetadataOperation{isUnchanged}}).ok();
}

} // namespace ottla::server
