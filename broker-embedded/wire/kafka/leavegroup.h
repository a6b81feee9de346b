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

/// LeaveGroup (KIP-345); field names are those of the protocol guide.
struct LeaveGroupRequest
{
    static constexpr ApiInfo api{.key = 13, .versions = {0, 5}, .flexibleFrom = 4};

    struct MemberIdentity
    {
        std::string memberId;
        std::optional<std::string> groupInstanceId;
        std::optional<std::string> reason;

        static void fields(auto& f, auto& m)
        {
            f("memberId", m.memberId, since(3));
            f("groupInstanceId", m.groupInstanceId, since(3));
            f("reason", m.reason, since(5).ignorable());
        }
    };

    std::string groupId;
    std::string memberId;
    std::vector<MemberIdentity> members;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("memberId", m.memberId, until(2));
        f("members", m.members, since(3));
    }
};

struct LeaveGroupResponse
{
    static constexpr ApiInfo api{.key = 13, .versions = {0, 5}, .flexibleFrom = 4};

    struct MemberResponse
    {
        std::string memberId;
        std::optional<std::string> groupInstanceId = std::string{};
        ErrorCode errorCode = ErrorCode::None;

        static void fields(auto& f, auto& m)
        {
            f("memberId", m.memberId, since(3));
            f("groupInstanceId", m.groupInstanceId, since(3), std::string{});
            f("errorCode", m.errorCode, since(3));
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::vector<MemberResponse> members;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("errorCode", m.errorCode);
        f("members", m.members, since(3));
    }
};

} // namespace ottla::wire
