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

/// FindCoordinator (KIP-699); field names are those of the protocol guide.
struct FindCoordinatorRequest
{
    static constexpr ApiInfo api{.key = 10, .versions = {0, 6}, .flexibleFrom = 3};

    std::string key;
    std::int8_t keyType = 0;
    std::vector<std::string> coordinatorKeys;

    static void fields(auto& f, auto& m)
    {
        f("key", m.key, until(3));
        f("keyType", m.keyType, since(1));
        f("coordinatorKeys", m.coordinatorKeys, since(4));
    }
};

struct FindCoordinatorResponse
{
    static constexpr ApiInfo api{.key = 10, .versions = {0, 6}, .flexibleFrom = 3};

    struct Coordinator
    {
        std::string key;
        std::int32_t nodeId = 0;
        std::string host;
        std::int32_t port = 0;
        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage = std::string{};

        static void fields(auto& f, auto& m)
        {
            f("key", m.key, since(4));
            f("nodeId", m.nodeId, since(4));
            f("host", m.host, since(4));
            f("port", m.port, since(4));
            f("errorCode", m.errorCode, since(4));
            f("errorMessage", m.errorMessage, since(4).ignorable(), std::string{});
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::optional<std::string> errorMessage = std::string{};
    std::int32_t nodeId = 0;
    std::string host;
    std::int32_t port = 0;
    std::vector<Coordinator> coordinators;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f("errorCode", m.errorCode, until(3));
        f("errorMessage", m.errorMessage, between(1, 3).ignorable(), std::string{});
        f("nodeId", m.nodeId, until(3));
        f("host", m.host, until(3));
        f("port", m.port, until(3));
        f("coordinators", m.coordinators, since(4));
    }
};

} // namespace ottla::wire
