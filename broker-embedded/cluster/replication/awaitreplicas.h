// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/partition.h"

#include <asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace ottla::cluster {

/// An append that is acknowledged when all replicas in sync have it (acks=all).
struct AwaitedAppend
{
    std::shared_ptr<Partition> partition;
    Offset end{}; ///< The high watermark that it takes.
    LeaderEpoch epoch{}; ///< In which it was appended: another leader may have cut it.
    std::int64_t minInSync = 1; ///< min.insync.replicas
};

/// Calls `done` once, with an error for each append or None, when all are acknowledged or have
/// failed, or when the time is over: then those that are left have RequestTimedOut. Woken by the
/// partitions. `done` is called on a strand of its own over `executor`; not at all when the
/// executor ends before.
void awaitReplicas(const asio::any_io_executor& executor, std::vector<AwaitedAppend> appends,
                   std::chrono::milliseconds timeout,
                   std::function<void(std::vector<wire::ErrorCode>)> done);

} // namespace ottla::cluster
