// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>

namespace ottla::server {

/// What a client may do, as Metadata, DescribeCluster and DescribeGroups
/// answer it when asked (KIP-430): bit n is
/// the operation with code n of Kafka's AclOperation. Nobody is refused anything here, so it is
/// always all that the kind of resource knows.
[[nodiscard]] constexpr std::int32_t operationBits(std::initializer_list<int> codes)
{
    std::uint32_t bits = 0;
    for (const int code : codes) {
        bits |= 1U << static_cast<unsigned>(code);
    }
    return static_cast<std::int32_t>(bits);
}

/// Read, Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs.
constexpr std::int32_t topicOperations = operationBits({3, 4, 5, 6, 7, 8, 10, 11});
/// Create, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite.
constexpr std::int32_t clusterOperations = operationBits({5, 7, 8, 9, 10, 11, 12});

/// Read, Delete, Describe.
constexpr std::int32_t groupOperations = operationBits({3, 6, 8});

} // namespace ottla::server
