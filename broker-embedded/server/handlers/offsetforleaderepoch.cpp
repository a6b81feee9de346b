// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/offsetforleaderepoch.h"

#include "server/handlers.h"
#include "server/handlers/partitionlookup.h"

namespace ottla::server {

void handleOffsetForLeaderEpoch(Broker& broker, const RequestContext&,
                                wire::OffsetForLeaderEpochRequest request,
                                Reply<wire::OffsetForLeaderEpochResponse> reply)
{
    wire::OffsetForLeaderEpochResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.topics.emplace_back();
        answer.topic = topic.topic;
        for (const auto& asked : topic.partitions) {
            auto& result = answer.partitions.emplace_back();
            result.partition = asked.partition;
            const auto lookup =
                findPartition(broker, topic.topic, asked.partition, asked.currentLeaderEpoch);
            if (!lookup.partition) {
                result.errorCode = lookup.error;
                continue;
            }
            if (const auto end =
                    lookup.partition->log().endOffsetForEpoch(LeaderEpoch{asked.leaderEpoch})) {
                result.leaderEpoch = end->first.value;
                result.endOffset = end->second.value;
            }
        }
    }
    reply(std::move(response));
}

} // namespace ottla::server
