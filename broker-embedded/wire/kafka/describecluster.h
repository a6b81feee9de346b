// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ottla::wire {

/// DescribeCluster (KIP-700); field names are those of the protocol guide.
struct DescribeClusterRequest
{
    static constexpr ApiInfo api{.key = 60, .versions = {0, 2}, .flexibleFrom = 0};

    bool includeClusterAuthorizedOperations = false;
    std::int8_t endpointType = 1;
    bool includeFencedBrokers = false;

    static void fields(auto& f, auto& m)
    {
        f("includeClusterAuthorizedOperations", m.includeClusterAuthorizedOperations);
        f("endpointType", m.endpointType, since(1), 1);
        f("includeFencedBrokers", m.includeFencedBrokers, since(2));
    }
};

struct DescribeClusterResponse
{
    static constexpr ApiInfo api{.key = 60, .versions = {0, 2}, .flexibleFrom = 0};

    struct DescribeClusterBroker
    {
        std::int32_t brokerId = 0;
        std::string host;
        std::int32_t port = 0;
        std::optional<std::string> rack;
        bool isFenced = false;

        static void fields(auto& f, auto& m)
        {
            f("brokerId", m.brokerId);
            f("host", m.host);
            f("port", m.port);
            f("rack", m.rack);
            f("isFenced", m.isFenced, since(2));
        }
    };

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::optional<std::string> errorMessage;
    std::int8_t endpointType = 1;
    std::string clusterId;
    std::int32_t controllerId = -1;
    std::vector<DescribeClusterBroker> brokers;
    std::int32_t clusterAuthorizedOperations = std::numeric_limits<std::int32_t>::min();

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("errorCode", m.errorCode);
        f("errorMessage", m.errorMessage);
        f("endpointType", m.endpointType, since(1), 1);
        f("clusterId", m.clusterId);
        f("controllerId", m.controllerId, always, -1);
        f("brokers", m.brokers);
        f("clusterAuthorizedOperations", m.clusterAuthorizedOperations, always,
          std::numeric_limits<std::int32_t>::min());
    }
};

} // namespace ottla::wire
