// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/uuid.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"
#include "wire/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// Produce (KIP-98, KIP-516); field names are those of the protocol guide.
struct ProduceRequest
{
    static constexpr ApiInfo api{.key = 0, .versions = {0, 13}, .flexibleFrom = 9};

    struct TopicProduceData
    {
        struct PartitionProduceData
        {
            std::int32_t index = 0;
            Records records;

            static void fields(auto& f, auto& m)
            {
                f("index", m.index);
                f("records", m.records);
            }
        };

        std::string name;
        Uuid topicId;
        std::vector<PartitionProduceData> partitionData;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, until(12).ignorable());
            f("topicId", m.topicId, since(13).ignorable());
            f("partitionData", m.partitionData);
        }
    };

    std::optional<std::string> transactionalId;
    std::int16_t acks = 0;
    std::int32_t timeoutMs = 0;
    std::vector<TopicProduceData> topicData;

    static void fields(auto& f, auto& m)
    {
        f("transactionalId", m.transactionalId, since(3));
        f("acks", m.acks);
        f("timeoutMs", m.timeoutMs);
        f("topicData", m.topicData);
    }
};

struct ProduceResponse
{
    static constexpr ApiInfo api{.key = 0, .versions = {0, 13}, .flexibleFrom = 9};

    struct TopicProduceResponse
    {
        struct PartitionProduceResponse
        {
            struct BatchIndexAndErrorMessage
            {
                std::int32_t batchIndex = 0;
                std::optional<std::string> batchIndexErrorMessage;

                static void fields(auto& f, auto& m)
                {
                    f("batchIndex", m.batchIndex, since(8));
                    f("batchIndexErrorMessage", m.batchIndexErrorMessage, since(8));
                }
            };

            struct LeaderIdAndEpoch
            {
                std::int32_t leaderId = -1;
                std::int32_t leaderEpoch = -1;

                static void fields(auto& f, auto& m)
                {
                    f("leaderId", m.leaderId, since(10), -1);
                    f("leaderEpoch", m.leaderEpoch, since(10), -1);
                }
            };

            std::int32_t index = 0;
            ErrorCode errorCode = ErrorCode::None;
            std::int64_t baseOffset = 0;
            std::int64_t logAppendTimeMs = -1;
            std::int64_t logStartOffset = -1;
            std::vector<BatchIndexAndErrorMessage> recordErrors;
            std::optional<std::string> errorMessage;
            LeaderIdAndEpoch currentLeader;

            static void fields(auto& f, auto& m)
            {
                f("index", m.index);
                f("errorCode", m.errorCode);
                f("baseOffset", m.baseOffset);
                f("logAppendTimeMs", m.logAppendTimeMs, since(2).ignorable(), -1);
                f("logStartOffset", m.logStartOffset, since(5).ignorable(), -1);
                f("recordErrors", m.recordErrors, since(8).ignorable());
                f("errorMessage", m.errorMessage, since(8).ignorable());
                f.tagged(0, "currentLeader", m.currentLeader, since(10));
            }
        };

        std::string name;
        Uuid topicId;
        std::vector<PartitionProduceResponse> partitionResponses;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, until(12).ignorable());
            f("topicId", m.topicId, since(13).ignorable());
            f("partitionResponses", m.partitionResponses);
        }
    };

    struct NodeEndpoint
    {
        std::int32_t nodeId = 0;
        std::string host;
        std::int32_t port = 0;
        std::optional<std::string> rack;

        static void fields(auto& f, auto& m)
        {
            f("nodeId", m.nodeId, since(10));
            f("host", m.host, since(10));
            f("port", m.port, since(10));
            f("rack", m.rack, since(10));
        }
    };

    std::vector<TopicProduceResponse> responses;
    std::int32_t throttleTimeMs = 0;
    std::vector<NodeEndpoint> nodeEndpoints;

    static void fields(auto& f, auto& m)
    {
        f("responses", m.responses);
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f.tagged(0, "nodeEndpoints", m.nodeEndpoints, since(10));
    }
};

} // namespace ottla::wire
