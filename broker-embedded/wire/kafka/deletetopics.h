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

/// DeleteTopics (KIP-516); field names are those of the protocol guide.
struct DeleteTopicsRequest
{
    static constexpr ApiInfo api{.key = 20, .versions = {0, 6}, .flexibleFrom = 4};

    struct DeleteTopicState
    {
        std::optional<std::string> name;
        Uuid topicId;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, since(6));
            f("topicId", m.topicId, since(6));
        }
    };

    std::vector<DeleteTopicState> topics;
    std::vector<std::string> topicNames;
    std::int32_t timeoutMs = 0;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics, since(6));
        f("topicNames", m.topicNames, until(5).ignorable());
        f("timeoutMs", m.timeoutMs);
    }
};

struct DeleteTopicsResponse
{
    static constexpr ApiInfo api{.key = 20, .versions = {0, 6}, .flexibleFrom = 4};

    struct DeletableTopicResult
    {
        std::optional<std::string> name = std::string{};
        Uuid topicId;
        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, always.nullableSince(6), std::string{});
            f("topicId", m.topicId, since(6).ignorable());
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage, since(5).ignorable());
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<DeletableTopicResult> responses;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("responses", m.responses);
    }
};

} // namespace ottla::wire
