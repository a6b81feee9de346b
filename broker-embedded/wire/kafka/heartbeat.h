// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ottla::wire {

/// Heartbeat; field names are those of the protocol guide.
struct HeartbeatRequest
{
    static constexpr ApiInfo api{.key = 12, .versions = {0, 4}, .flexibleFrom = 4};

    std::string groupId;
    std::int32_t generationId = 0;
    std::string memberId;
    std::optional<std::string> groupInstanceId;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("generationId", m.generationId);
        f("memberId", m.memberId);
        f("groupInstanceId", m.groupInstanceId, since(3));
    }
};

struct HeartbeatResponse
{
    static constexpr ApiInfo api{.key = 12, .versions = {0, 4}, .flexibleFrom = 4};

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("errorCode", m.errorCode);
    }
};

} // namespace ottla::wire
