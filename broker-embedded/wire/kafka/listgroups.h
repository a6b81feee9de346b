// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ottla::wire {

/// ListGroups (KIP-518, KIP-848); field names are those of the protocol guide.
struct ListGroupsRequest
{
    static constexpr ApiInfo api{.key = 16, .versions = {0, 5}, .flexibleFrom = 3};

    std::vector<std::string> statesFilter;
    std::vector<std::string> typesFilter;

    static void fields(auto& f, auto& m)
    {
        f("statesFilter", m.statesFilter, since(4));
        f("typesFilter", m.typesFilter, since(5));
    }
};

struct ListGroupsResponse
{
    static constexpr ApiInfo api{.key = 16, .versions = {0, 5}, .flexibleFrom = 3};

    struct ListedGroup
    {
        std::string groupId;
        std::string protocolType;
        std::string groupState;
        std::string groupType;

        static void fields(auto& f, auto& m)
        {
            f("groupId", m.groupId);
            f("protocolType", m.protocolType);
            f("groupState", m.groupState, since(4).ignorable());
            f("groupType", m.groupType, since(5).ignorable());
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::vector<ListedGroup> groups;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("errorCode", m.errorCode);
        f("groups", m.groups);
    }
};

} // namespace ottla::wire
