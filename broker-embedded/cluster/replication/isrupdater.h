// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/metadatastore.h"
#include "cluster/partitions.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

namespace ottla::cluster {

/// Keeps the in-sync replicas of the partitions that this broker leads: takes out who lags and lets
/// in who has caught up, each by a write to the partition's state that is made only if nobody else
/// has written it and no other controller was elected. A leader that was replaced while it was
/// away can therefore change nothing. On a thread of its own; callable from any thread.
class IsrUpdater
{
public:
    /// `maxLag` is replica.lag.time.max.ms; it looks twice in that time, and when woken.
    IsrUpdater(MetadataStore& store, Partitions& partitions, std::chrono::milliseconds maxLag);
    ~IsrUpdater();
    IsrUpdater(const IsrUpdater&) = delete;
    IsrUpdater& operator=(const IsrUpdater&) = delete;

    /// A replica may have caught up.
    void wake();

private:
    struct Change
    {
        std::shared_ptr<Partition> partition;
        PartitionState next;
    };

    void work();
    void update();
    void write(std::span<Change> changes);

    MetadataStore& m_store;
    Partitions& m_partitions;
    const std::chrono::milliseconds m_maxLag;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_changed;
    bool m_woken = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace ottla::cluster
