// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// CreatePartitions (KIP-195); field names are those of the protocol guide.
struct CreatePartitionsRequest
{
    static constexpr ApiInfo api{.key = 37, .versions = {0, 3}, .flexibleFrom = 2};

    struct CreatePartitionsTopic
    {
        struct CreatePartitionsAssignment
        {
            std::vector<std::int32_t> brokerIds;

            static void fields(auto& f, auto& m) { f("brokerIds", m.brokerIds); }
        };

        std::string name;
        std::int32_t count = 0;
        std::optional<std::vector<CreatePartitionsAssignment>> assignments =
            std::vector<CreatePartitionsAssignment>{};

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("count", m.count);
            f("assignments", m.assignments, always, std::vector<CreatePartitionsAssignment>{});
        }
    };

    std::vector<CreatePartitionsTopic> topics;
    std::int32_t timeoutMs = 0;
    bool validateOnly = false;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics);
        f("timeoutMs", m.timeoutMs);
        f("validateOnly", m.validateOnly);
    }
};

struct CreatePartitionsResponse
{
    static constexpr ApiInfo api{.key = 37, .versions = {0, 3}, .flexibleFrom = 2};

    struct CreatePartitionsTopicResult
    {
        std::string name;
        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<CreatePartitionsTopicResult> results;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("results", m.results);
    }
};

} // namespace ottla::wire
