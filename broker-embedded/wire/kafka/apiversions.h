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

/// ApiVersions (KIP-35, KIP-511); field names are those of the protocol guide.
struct ApiVersionsRequest
{
    static constexpr ApiInfo api{.key = 18, .versions = {0, 5}, .flexibleFrom = 3};

    std::string clientSoftwareName;
    std::string clientSoftwareVersion;
    std::optional<std::string> clusterId;
    std::int32_t nodeId = -1;

    static void fields(auto& f, auto& m)
    {
        f("clientSoftwareName", m.clientSoftwareName, since(3).ignorable());
        f("clientSoftwareVersion", m.clientSoftwareVersion, since(3).ignorable());
        f("clusterId", m.clusterId, since(5).ignorable());
        f("nodeId", m.nodeId, since(5).ignorable(), -1);
    }
};

struct ApiVersionsResponse
{
    static constexpr ApiInfo api{.key = 18, .versions = {0, 5}, .flexibleFrom = 3};

    struct ApiVersion
    {
        std::int16_t apiKey = 0;
        std::int16_t minVersion = 0;
        std::int16_t maxVersion = 0;

        static void fields(auto& f, auto& m)
        {
            f("apiKey", m.apiKey);
            f("minVersion", m.minVersion);
            f("maxVersion", m.maxVersion);
        }
    };

    struct SupportedFeatureKey
    {
        std::string name;
        std::int16_t minVersion = 0;
        std::int16_t maxVersion = 0;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, since(3));
            f("minVersion", m.minVersion, since(3));
            f("maxVersion", m.maxVersion, since(3));
        }
    };

    struct FinalizedFeatureKey
    {
        std::string name;
        std::int16_t maxVersionLevel = 0;
        std::int16_t minVersionLevel = 0;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name, since(3));
            f("maxVersionLevel", m.maxVersionLevel, since(3));
            f("minVersionLevel", m.minVersionLevel, since(3));
        }
    };

    ErrorCode errorCode = ErrorCode::None;
    std::vector<ApiVersion> apiKeys;
    std::int32_t throttleTimeMs = 0;
    std::vector<SupportedFeatureKey> supportedFeatures;
    std::int64_t finalizedFeaturesEpoch = -1;
    std::vector<FinalizedFeatureKey> finalizedFeatures;
    bool zkMigrationReady = false;

    static void fields(auto& f, auto& m)
    {
        f("errorCode", m.errorCode);
        f("apiKeys", m.apiKeys);
        f("throttleTimeMs", m.throttleTimeMs, since(1).ignorable());
        f.tagged(0, "supportedFeatures", m.supportedFeatures, since(3).ignorable());
        f.tagged(1, "finalizedFeaturesEpoch", m.finalizedFeaturesEpoch, since(3).ignorable(), -1);
        f.tagged(2, "finalizedFeatures", m.finalizedFeatures, since(3).ignorable());
        f.tagged(3, "zkMigrationReady", m.zkMigrationReady, since(3).ignorable(), false);
    }
};

} // namespace ottla::wire
