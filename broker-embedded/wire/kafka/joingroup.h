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

/// JoinGroup (KIP-345, KIP-394); field names are those of the protocol guide.
struct JoinGroupRequest
{
    static constexpr ApiInfo api{.key = 11, .versions = {0, 9}, .flexibleFrom = 6};

    struct JoinGroupRequestProtocol
    {
        std::string name;
        Bytes metadata;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("metadata", m.metadata);
        }
    };

    std::string groupId;
    std::int32_t sessionTimeoutMs = 0;
    std::int32_t rebalanceTimeoutMs = -1;
    std::string memberId;
    std::optional<std::string> groupInstanceId;
    std::string protocolType;
    std::vector<JoinGroupRequestProtocol> protocols;
    std::optional<std::string> reason;

    static void fields(auto& f, auto& m)
    {
        f("groupId", m.groupId);
        f("sessionTimeoutMs", m.sessionTimeoutMs);
        f("rebalanceTimeoutMs", m.rebalanceTimeoutMs, since(1).ignorable(), -1);
        f("memberId", m.memberId);
        f("groupInstanceId", m.groupInstanceId, since(5));
        f("protocolType", m.protocolType);
        f("protocols", m.protocols);
        f("reason", m.reason, since(8).ignorable());
    }
};

struct JoinGroupResponse
{
    static constexpr ApiInfo api{.key = 11, .versions = {0, 9}, .flexibleFrom = 6};

    struct JoinGroupResponseMember
    {
        std::string memberId;
        std::optional<std::string> groupInstanceId;
        Bytes metadata;

        static void fields(auto& f, auto& m)
        {
            f("memberId", m.memberId);
            f("groupInstanceId", m.groupInstanceId, since(5).ignorable());
            f("metadata", m.metadata);
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::int32_t generationId = -1;
    std::optional<std::string> protocolType;
    std::optional<std::string> protocolName = std::string{};
    std::string leader;
    bool skipAssignment = false;
    std::string memberId;
    std::vector<JoinGroupResponseMember> members;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(2).ignorable());
        f("errorCode", m.errorCode);
        f("generationId", m.generationId, always, -1);
        f("protocolType", m.protocolType, since(7).ignorable());
        f("protocolName", m.protocolName, always.nullableSince(7), std::string{});
        f("leader", m.leader);
        f("skipAssignment", m.skipAssignment, since(9), false);
        f("memberId", m.memberId);
        f("members", m.members);
    }
};

} // namespace ottla::wire
