// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <QtConcurrent/QtConcurrentRun>

#include <atomic>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace ottla {

/// Says to running work that nobody waits for it any more. Copies share one state; any thread.
class CancelToken
{
public:
    void cancel() noexcept { *m_cancelled = true; }
    [[nodiscard]] bool cancelled() const noexcept { return *m_cancelled; }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled = std::make_shared<std::atomic<bool>>(false);
};

/// The threads on which work waits for networks and disks: more than cores, for they mostly sleep.
[[nodiscard]] QThreadPool& jobThreads();

/// Runs one piece of work at a time on jobThreads() and hands its result to the thread that
/// started it. Starting anew, cancel() and destruction make the former work stale: its token is
/// cancelled and its result dropped, also when it is already on its way.
class Job
{
public:
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job() { cancel(); }

    /// `work()` or `work(CancelToken)`, then `done(result)` here; `done()` when there is no result.
    /// Work must not throw, and must own what it uses.
    template <typename Work, typename Done>
    void start(Work work, Done done)
    {
        cancel();
        m_token = CancelToken();
        auto call = [work = std::move(work), token = m_token]() mutable {
            if constexpr (std::is_invocable_v<Work, CancelToken>) {
                return work(token);
            } else {
                return work();
            }
        };
        using T = decltype(call());
        auto* watcher = new QFutureWatcher<T>;
        m_watcher = watcher;
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher,
                         [this, watcher, done = std::move(done)]() mutable {
                             // Both are moved out first: `done` may start the next or delete us.
                             m_watcher = nullptr;
                             watcher->deleteLater();
                             auto last = std::move(done);
                             if constexpr (std::is_void_v<T>) {
                                 last();
                             } else {
                                 last(watcher->future().takeResult());
                             }
                         });
        watcher->setFuture(QtConcurrent::run(&jobThreads(), std::move(call)));
    }

    void cancel()
    {
        m_token.cancel();
        if (m_watcher) {
            m_watcher->disconnect();
            m_watcher->deleteLater();
            m_watcher = nullptr;
        }
    }
    [[nodiscard]] bool running() const { return m_watcher != nullptr; }

private:
    QFutureWatcherBase* m_watcher = nullptr;
    CancelToken m_token;
};

/// Any number of pieces of work at a time; what is left when it goes is dropped.
class JobSet
{
public:
    JobSet() = default;
    JobSet(const JobSet&) = delete;
    JobSet& operator=(const JobSet&) = delete;

    template <typename Work, typename Done>
    void start(Work work, Done done)
    {
        std::erase_if(m_jobs, [](const auto& job) { return !job->running(); });
        m_jobs.push_back(std::make_unique<Job>());
        m_jobs.back()->start(std::move(work), std::move(done));
    }
    [[nodiscard]] bool running() const;
    void cancel() { m_jobs.clear(); }

private:
    std::vector<std::unique_ptr<Job>> m_jobs;
};

} // namespace ottla
