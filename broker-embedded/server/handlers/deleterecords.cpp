// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/deleterecords.h"

#include "cluster/topics.h"
#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/partitionlookup.h"

namespace ottla::server {

namespace {

using wire::ErrorCode;
using RecordsToDelete = wire::DeleteRecordsRequest::DeleteRecordsTopic::DeleteRecordsPartition;
using DeletedRecords =
    wire::DeleteRecordsResponse::DeleteRecordsTopicResult::DeleteRecordsPartitionResult;

DeletedRecords deleteFrom(Broker& broker, const std::string& topicName,
                          const RecordsToDelete& asked)
{
    DeletedRecords answer;
    answer.partitionIndex = asked.partitionIndex;
    answer.lowWatermark = -1;
    const auto lookup = findPartition(broker, topicName, asked.partitionIndex);
    const auto topic = broker.topics.find(topicName);
    if (!lookup.partition || !topic) {
        answer.errorCode = lookup.partition ? ErrorCode::UnknownTopicOrPartition : lookup.error;
    } else if (topic->internal) {
        answer.errorCode = ErrorCode::InvalidTopicException;
    } else if (!logConfigFor(broker.config, topic->config).cleanupDelete) {
        answer.errorCode = ErrorCode::PolicyViolation;
    } else if (const auto deleted = lookup.partition->deleteRecords(Offset{asked.offset});
               !deleted) {
        answer.errorCode = toErrorCode(deleted.error());
    } else {
        answer.lowWatermark = deleted->value;
    }
    return answer;
}

} // namespace

void handleDeleteRecords(Broker& broker, const RequestContext&, wire::DeleteRecordsRequest request,
                         Reply<wire::DeleteRecordsResponse> reply)
{
    wire::DeleteRecordsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.topics.emplace_back();
        answer.name = topic.name;
        for (const RecordsToDelete& asked : topic.partitions) {
            answer.partitions.push_back(deleteFrom(broker, topic.name, asked));
        }
    }
    reply(std::move(response));
}

} // namespace ottla::server
