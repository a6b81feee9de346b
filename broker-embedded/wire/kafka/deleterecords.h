// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ottla::wire {

/// DeleteRecords (KIP-107); field names are those of the protocol guide.
struct DeleteRecordsRequest
{
    static constexpr ApiInfo api{.key = 21, .versions = {0, 2}, .flexibleFrom = 2};

    struct DeleteRecordsTopic
    {
        struct DeleteRecordsPartition
        {
            std::int32_t partitionIndex = 0;
            std::int64_t offset = 0;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("offset", m.offset);
            }
        };

        std::string name;
        std::vector<DeleteRecordsPartition> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::vector<DeleteRecordsTopic> topics;
    std::int32_t timeoutMs = 0;

    static void fields(auto& f, auto& m)
    {
        f("topics", m.topics);
        f("timeoutMs", m.timeoutMs);
    }
};

struct DeleteRecordsResponse
{
    static constexpr ApiInfo api{.key = 21, .versions = {0, 2}, .flexibleFrom = 2};

    struct DeleteRecordsTopicResult
    {
        struct DeleteRecordsPartitionResult
        {
            std::int32_t partitionIndex = 0;
            std::int64_t lowWatermark = 0;
            ErrorCode errorCode = ErrorCode::None;

            static void fields(auto& f, auto& m)
            {
                f("partitionIndex", m.partitionIndex);
                f("lowWatermark", m.lowWatermark);
                f("errorCode", m.errorCode);
            }
        };

        std::string name;
        std::vector<DeleteRecordsPartitionResult> partitions;

        static void fields(auto& f, auto& m)
        {
            f("name", m.name);
            f("partitions", m.partitions);
        }
    };

    std::int32_t throttleTimeMs = 0;
    std::vector<DeleteRecordsTopicResult> topics;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs);
        f("topics", m.topics);
    }
};

} // namespace ottla::wire
