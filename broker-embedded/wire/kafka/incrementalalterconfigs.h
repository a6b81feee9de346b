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

/// IncrementalAlterConfigs (KIP-339); field names are those of the protocol guide.
struct IncrementalAlterConfigsRequest
{
    static constexpr ApiInfo api{.key = 44, .versions = {0, 1}, .flexibleFrom = 1};

    struct AlterConfigsResource
    {
        struct AlterableConfig
        {
            std::string name;
            std::int8_t configOperation = 0;
            std::optional<std::string> value = std::string{};

            static void fields(auto& f, auto& m)
            {
                f("name", m.name);
                f("configOperation", m.configOperation);
                f("value", m.value, always, std::string{});
            }
        };

        std::int8_t resourceType = 0;
        std::string resourceName;
        std::vector<AlterableConfig> configs;

        static void fields(auto& f, auto& m)
        {
            f("resourceType", m.resourceType);
            f("resourceName", m.resourceName);
            f("configs", m.configs);
        }
    };

    std::vector<AlterConfigsResource> resources;
    bool validateOnly = false;

    static void fields(auto& f, auto& m)
    {
        f("resources", m.resources);
        f("validateOnly", m.validateOnly);
    }
};

struct IncrementalAlterConfigsResponse
{
    static constexpr ApiInfo api{.key = 44, .versions = {0, 1}, .flexibleFrom = 1};

    struct AlterConfigsResourceResponse
    {
        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage = std::string{};
        std::int8_t resourceType = 0;
        std::string resourceName;

        static void fields(auto& f, auto& m)
        {
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage, always, std::string{});
            f("resourceType", m.resourceType);
            f("resourceName", m.resourceName);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<AlterConfigsResourceResponse> responses;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("responses", m.responses);
    }
};

} // namespace ottla::wire
