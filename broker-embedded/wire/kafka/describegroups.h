// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// DescribeGroups; field names are those of the protocol guide.
struct DescribeGroupsRequest
{
    static constexpr ApiInfo api{.key = 15, .versions = {0, 6}, .flexibleFrom = 5};

    std::vector<std::string> groups;
    bool includeAuthorizedOperations = false;

    static void fields(auto& f, auto& m)
    {
        f("groups", m.groups);
        f("includeAuthorizedOperations", m.includeAuthorizedOperations, since(3));
    }
};

struct DescribeGroupsResponse
{
    static constexpr ApiInfo api{.key = 15, .versions = {0, 6}, .flexibleFrom = 5};

    struct DescribedGroup
    {
        struct DescribedGroupMember
        {
            std::string memberId;
            std::optional<std::string> groupInstanceId;
            std::string clientId;
            std::string clientHost;
            Bytes memberMetadata;
            Bytes memberAssignment;

            static void fields(auto& f, auto& m)
            {
                f("memberId", m.memberId);
                f("groupInstanceId", m.groupInstanceId, since(4).ignorable());
                f("clientId", m.clientId);
                f("clientHost", m.clientHost);
                f("memberMetadata", m.memberMetadata);
                f("memberAssignment", m.memberAssignment);
            }
        };

        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage;
        std::string groupId;
        std::string groupState;
        std::string protocolType;
        std::string protocolData;
        std::vector<DescribedGroupMember> members;
        std::int32_t authorizedOperations = std::numeric_limits<std::int32_t>::min();

        static void fields(auto& f, auto& m)
        {
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage, since(6));
            f("groupId", m.groupId);
            f("groupState", m.groupState);
            f("protocolType", m.protocolType);
            f("protocolData", m.protocolData);
            f("members", m.members);
            f("authorizedOperations", m.authorizedOperations, since(3),
              std::numeric_limits<std::int32_t>::min());
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<DescribedGroup> groups;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("groups", m.groups);
    }
};

} // namespace ottla::wire
