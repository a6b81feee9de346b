// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/partition.h"
#include "server/broker.h"
#include "server/handler.h"
#include "wire/kafka/produce.h"

#include <chrono>
#include <memory>
#include <vector>

namespace ottla::server {

/// An append that is acknowledged when all replicas in sync have it (acks=all).
struct AwaitedAppend
{
    std::shared_ptr<cluster::Partition> partition;
    Offset end{}; ///< The high watermark that it takes.
    std::int64_t minInSync = 1; ///< min.insync.replicas
    std::size_t topic = 0; ///< Where its answer stands in the response.
    std::size_t index = 0;
};

/// Answers when all appends are acknowledged or have failed, or when the time is over: then those
/// that are left have REQUEST_TIMED_OUT. Woken by the partitions.
void waitForReplicas(const Broker& broker, wire::ProduceResponse response,
                     std::vector<AwaitedAppend> appends, std::chrono::milliseconds timeout,
                     Reply<wire::ProduceResponse> reply);

} // namespace ottla::server
