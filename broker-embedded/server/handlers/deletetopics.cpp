// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/deletetopics.h"

#include "server/config.h"
#include "server/handlers.h"
#include "server/handlers/topicadmin.h"

namespace ottla::server {

namespace {

using wire::ErrorCode;
using TopicToDelete = wire::DeleteTopicsRequest::DeleteTopicState;
using DeletedTopic = wire::DeleteTopicsResponse::DeletableTopicResult;

constexpr int deletionDisabledSince = 3; // TopicDeletionDisabled came with version 3

DeletedTopic answerOne(Broker& broker, const TopicToDelete& asked, int version)
{
    DeletedTopic answer;
    answer.name = asked.name;
    answer.topicId = asked.topicId;
    if (const auto checked = checkController(broker); !checked.ok()) {
        answer.errorCode = checked.error;
        answer.errorMessage = checked.message;
        return answer;
    }
    const auto topic =
        asked.name ? broker.topics.find(*asked.name) : broker.topics.find(asked.topicId);
    if (!broker.config.flag("delete.topic.enable")) {
        answer.errorCode = version < deletionDisabledSince ? ErrorCode::InvalidRequest
                                                           : ErrorCode::TopicDeletionDisabled;
        answer.errorMessage = "delete.topic.enable is false on this broker";
        return answer;
    }
    if (!topic) {
        answer.errorCode =
            asked.name ? ErrorCode::UnknownTopicOrPartition : ErrorCode::UnknownTopicId;
        answer.errorMessage = "There is no such topic";
        return answer;
    }
    answer.name = topic->name;
    answer.topicId = topic->id;
    const cluster::Outcome outcome = deleteTopic(broker, topic->name);
    answer.errorCode = outcome.error;
    if (!outcome.ok()) {
        answer.errorMessage = outcome.message;
    }
    return answer;
}

} // namespace

void handleDeleteTopics(Broker& broker, const RequestContext& context,
                        wire::DeleteTopicsRequest request, Reply<wire::DeleteTopicsResponse> reply)
{
    onAdminThread(
        broker, [&broker, context, request = std::move(request), reply = std::move(reply)] {
            wire::DeleteTopicsResponse response;
            for (const std::string& name : request.topicNames) {
                response.responses.push_back(answerOne(broker, {name, {}}, context.version));
            }
            for (const TopicToDelete& asked : request.topics) {
                response.responses.push_back(answerOne(broker, asked, context.version));
            }
            reply(std::move(response));
        });
}

} // namespace ottla::server
