// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/uuid.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// CreateTopics (KIP-4, KIP-525); field names are those of the protocol guide.
struct CreateTopicsRequest
{
    static constexpr ApiInfo api{.key = 19, .versions = {0, 7}, .flexibleFrom = 5};

    struct CreatableTopic
    {
        struct CreatableReplicaAssignment
        {
            std::int32_t partitionIndex = 0;
            std::vector<std::int32_t> brokerIds;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("brokerIds", m.brokerIds);
            }
        };

        struct CreatableTopicConfig
        {
            std::string name;
            std::optional<std::string> value = std::string{};

            static void fields(auto& f, auto& m)
            {
                f("name", m.name);
                f("value", m.value, always, std::string{});
            }
        };

        std::string name;
        std::int32_t numPartitions = 0;
        std::int16_t replicationFactor = 0;
        std::vector<CreatableReplicaAssignment> assignments;
        std::vector<CreatableTopicConfig> configs;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("numPartitions", m.numPartitions);
            f("replicationFactor", m.replicationFactor);
            f("assignments", m.assignments);
            f("configs", m.configs);
        }
    };

    std::vector<CreatableTopic> topics;
    std::int32_t timeoutMs = 60000;
    bool validateOnly = false;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics);
        f("timeoutMs", m.timeoutMs, always, 60000);
        f("validateOnly", m.validateOnly, since(1), false);
    }
};

struct CreateTopicsResponse
{
    static constexpr ApiInfo api{.key = 19, .versions = {0, 7}, .flexibleFrom = 5};

    struct CreatableTopicResult
    {
        struct CreatableTopicConfigs
        {
            std::string name;
            std::optional<std::string> value = std::string{};
            bool readOnly = false;
            std::int8_t configSource = -1;
            bool isSensitive = false;

            static void fields(auto& f, auto& m)
            {
                f("name", m.name, since(5));
                f("value", m.value, since(5), std::string{});
                f("readOnly", m.readOnly, since(5));
                f("configSource", m.configSource, since(5).ignorable(), -1);
                f("isSensitive", m.isSensitive, since(5));
            }
        };

        std::string name;
        Uuid topicId;
        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage = std::string{};
        std::int16_t topicConfigErrorCode = 0;
        std::int32_t numPartitions = -1;
        std::int16_t replicationFactor = -1;
        std::optional<std::vector<CreatableTopicConfigs>> configs =
            std::vector<CreatableTopicConfigs>{};

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("topicId", m.topicId, since(7).ignorable());
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage, since(1).ignorable(), std::string{});
            f("numPartitions", m.numPartitions, since(5).ignorable(), -1);
            f("replicationFactor", m.replicationFactor, since(5).ignorable(), -1);
            f("configs", m.configs, since(5).ignorable(), std::vector<CreatableTopicConfigs>{});
            f.tagged(0, "topicConfigErrorCode", m.topicConfigErrorCode, since(5).ignorable());
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<CreatableTopicResult> topics;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(2).ignorable());
        f("topics", m.topics);
    }
};

} // namespace ottla::wire
