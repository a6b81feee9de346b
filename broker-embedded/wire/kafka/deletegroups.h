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

/// DeleteGroups (KIP-229); field names are those of the protocol guide.
struct DeleteGroupsRequest
{
    static constexpr ApiInfo api{.key = 42, .versions = {0, 3}, .flexibleFrom = 2};

    std::vector<std::string> groupsNames;

    static void fields(auto& f, auto& m) { f("groupsNames", m.groupsNames); }
};

struct DeleteGroupsResponse
{
    static constexpr ApiInfo api{.key = 42, .versions = {0, 3}, .flexibleFrom = 2};

    struct DeletableGroupResult
    {
        std::string groupId;
        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage;

        static void fields(auto& f, auto& m)
        {
            f("groupId", m.groupId);
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage, since(3).ignorable());
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<DeletableGroupResult> results;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("results", m.results);
    }
};

} // namespace ottla::wire
