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

/// DescribeConfigs (KIP-133, KIP-569); field names are those of the protocol guide.
struct DescribeConfigsRequest
{
    static constexpr ApiInfo api{.key = 32, .versions = {0, 4}, .flexibleFrom = 4};

    struct DescribeConfigsResource
    {
        std::int8_t resourceType = 0;
        std::string resourceName;
        std::optional<std::vector<std::string>> configurationKeys = std::vector<std::string>{};

        static void fields(auto& f, auto& m)
        {
            f("resourceType", m.resourceType);
            f("resourceName", m.resourceName);
            f("configurationKeys", m.configurationKeys, always, std::vector<std::string>{});
        }
    };

    std::vector<DescribeConfigsResource> resources;
    bool includeSynonyms = false;
    bool includeDocumentation = false;

    static void fields(auto& f, auto& m)
    {
        f("resources", m.resources);
        f("includeSynonyms", m.includeSynonyms, since(1), false);
        f("includeDocumentation", m.includeDocumentation, since(3), false);
    }
};

struct DescribeConfigsResponse
{
    static constexpr ApiInfo api{.key = 32, .versions = {0, 4}, .flexibleFrom = 4};

    struct DescribeConfigsResult
    {
        struct DescribeConfigsResourceResult
        {
            struct DescribeConfigsSynonym
            {
                std::string name;
                std::optional<std::string> value = std::string{};
                std::int8_t source = 0;

                static void fields(auto& f, auto& m)
                {
                    f("name", m.name, since(1));
                    f("value", m.value, since(1), std::string{});
                    f("source", m.source, since(1));
                }
            };

            std::string name;
            std::optional<std::string> value = std::string{};
            bool readOnly = false;
            bool isDefault = false;
            std::int8_t configSource = -1;
            bool isSensitive = false;
            std::vector<DescribeConfigsSynonym> synonyms;
            std::int8_t configType = 0;
            std::optional<std::string> documentation = std::string{};

            static void fields(auto& f, auto& m)
            {
                f("name", m.name);
                f("value", m.value, always, std::string{});
                f("readOnly", m.readOnly);
                f("isDefault", m.isDefault, until(0));
                f("configSource", m.configSource, since(1).ignorable(), -1);
                f("isSensitive", m.isSensitive);
                f("synonyms", m.synonyms, since(1).ignorable());
                f("configType", m.configType, since(3).ignorable());
                f("documentation", m.documentation, since(3).ignorable(), std::string{});
            }
        };

        ErrorCode errorCode = ErrorCode::None;
        std::optional<std::string> errorMessage = std::string{};
        std::int8_t resourceType = 0;
        std::string resourceName;
        std::vector<DescribeConfigsResourceResult> configs;

        static void fields(auto& f, auto& m)
        {
            f("errorCode", m.errorCode);
            f("errorMessage", m.errorMessage, always, std::string{});
            f("resourceType", m.resourceType);
            f("resourceName", m.resourceName);
            f("configs", m.configs);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<DescribeConfigsResult> results;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("results", m.results);
    }
};

} // namespace ottla::wire
