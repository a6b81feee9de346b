// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// SyncGroup; field names are those of the protocol guide.
struct SyncGroupRequest
{
    static constexpr ApiInfo api{.key = 14, .versions = {0, 5}, .flexibleFrom = 4};

    struct SyncGroupRequestAssignment
    {
        std::string memberId;
        Bytes assignment;

        static void fields(auto& f, auto& m)
        {
            f("memberId", m.memberId);
            f("assignment", m.assignment);
        }
    };

    std::string groupId;
    std::int32_t generationId = 0;
    std::string memberId;
    std::optional<std::string> groupInstanceId;
    std::optional<std::string> protocolType;
    std::optional<std::string> protocolName;
    std::vector<SyncGroupRequestAssignment> assignments;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("generationId", m.generationId);
        f("memberId", m.memberId);
        f("groupInstanceId", m.groupInstanceId, since(3));
        f("protocolType", m.protocolType, since(5).ignorable());
        f("protocolName", m.protocolName, since(5).ignorable());
        f("assignments", m.assignments);
    }
};

struct SyncGroupResponse
{
    static constexpr ApiInfo api{.key = 14, .versions = {0, 5}, .flexibleFrom = 4};

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::optional<std::string> protocolType;
    std::optional<std::string> protocolName;
    Bytes assignment;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("errorCode", m.errorCode);
        f("protocolType", m.protocolType, since(5).ignorable());
        f("protocolName", m.protocolName, since(5).ignorable());
        f("assignment", m.assignment);
    }
};

} // namespace ottla::wire
