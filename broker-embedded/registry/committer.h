// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/txnlog.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace ottla::registry {

/// Writes batches of the log in a thread of its own, one at a time, so that requests are taken
/// while the disk is busy: all that come in that time share the next sync.
class Committer
{
public:
    /// `done` is called in the committer's thread.
    using Done = std::function<void(const Result<void>& result, std::int64_t lastZxid)>;

    Committer(TxnLog& log, Done done);
    /// Finishes what it was given.
    ~Committer();
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    /// Only when what was submitted before is done.
    void submit(TxnLog::Batch batch);

private:
    void run();

    TxnLog& m_log;
    const Done m_done;
    std::mutex m_mutex; ///< Guards the two below.
    std::optional<TxnLog::Batch> m_batch;
    bool m_stopping = false;
    std::condition_variable m_changed;
    std::thread m_thread;
};

} // namespace ottla::registry
