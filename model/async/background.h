// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <type_traits>
#include <utility>

namespace ottla {

/// Threads for calls that wait on a network or a disk; more than there are cores, since they wait.
[[nodiscard]] QThreadPool* backgroundPool();

/// Runs `work` on a thread of the pool and hands its result to `done` on `context`'s thread. When
/// `context` is gone by then, the result is dropped. `work` must not touch `context`.
template <typename Work, typename Done>
void runInBackground(QObject* context, Work work, Done done)
{
    using Result = std::invoke_result_t<Work>;
    Q_ASSERT(context != nullptr);
    auto* watcher = new QFutureWatcher<Result>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         done(watcher->result());
                     });
    watcher->setFuture(QtConcurrent::run(backgroundPool(), std::move(work)));
}

} // namespace ottla
