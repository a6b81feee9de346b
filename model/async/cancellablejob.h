// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrentRun>

#include <atomic>
#include <memory>
#include <type_traits>
#include <utility>

namespace ottla {

/// Work on a thread of the global pool, whose answer is dropped when nobody waits for it any more:
/// once this is gone, or `context`. Made and destroyed on `context`'s thread, on which the answer
/// comes.
class CancellableJob
{
public:
    /// `work` is given a flag that is set when it may end early; `done` its answer.
    template <typename Work, typename Done>
    CancellableJob(QObject* context, Work work, Done done)
    {
        Q_ASSERT(context != nullptr);
        using Result = std::invoke_result_t<Work, const std::atomic<bool>&>;
        auto* watcher = new QFutureWatcher<Result>;
        m_watcher.reset(watcher);
        QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                         [watcher, done = std::move(done)] { done(watcher->result()); });
        watcher->setFuture(QtConcurrent::run(
            [work = std::move(work), cancel = m_cancel]() mutable { return work(*cancel); }));
    }
    CancellableJob(const CancellableJob&) = delete;
    CancellableJob& operator=(const CancellableJob&) = delete;
    ~CancellableJob()
    {
        *m_cancel = true;
        m_watcher->disconnect();
        m_watcher.release()->deleteLater(); // this may be its own signal's doing
    }

private:
    std::shared_ptr<std::atomic<bool>> m_cancel = std::make_shared<std::atomic<bool>>(false);
    std::unique_ptr<QObject> m_watcher;
};

} // namespace ottla
