// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QCoreApplication>
#include <QThread>
#include <QThreadPool>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace ottla {

/// Something that is fetched once, in the background, and asked for from many threads.
template <typename T>
class Pending
{
public:
    /// Runs `load` on a thread of the pool; `done` is called there when get() has it, with
    /// `context`, which is kept until then.
    template <typename Context, typename Done>
    static std::shared_ptr<Pending> start(QThreadPool* pool, std::function<Result<T>()> load,
                                          std::shared_ptr<Context> context, Done done)
    {
        auto pending = std::make_shared<Pending>();
        pool->start([pending, load = std::move(load), context = std::move(context),
                     done = std::move(done)] {
            const Result<T> result = load();
            {
                const std::lock_guard lock(pending->m_mutex);
                pending->m_result = result;
            }
            pending->m_ready.notify_all();
            done(*context, result);
        });
        return pending;
    }

    /// What came of it. Before that, the GUI thread gets Errc::Busy with `what` as the message, and
    /// any other thread waits.
    [[nodiscard]] Result<T> get(const std::string& what) const
    {
        std::unique_lock lock(m_mutex);
        if (!m_result) {
            if (QCoreApplication::instance() != nullptr
                && QThread::currentThread() == QCoreApplication::instance()->thread()) {
                return Error{Errc::Busy, what, {}};
            }
            m_ready.wait(lock, [this] { return m_result.has_value(); });
        }
        return *m_result;
    }
    /// The same without waiting; nothing while it is not there.
    [[nodiscard]] std::optional<Result<T>> result() const
    {
        const std::lock_guard lock(m_mutex);
        return m_result;
    }

private:
    mutable std::mutex m_mutex; // guards m_result
    mutable std::condition_variable m_ready;
    std::optional<Result<T>> m_result;
};

} // namespace ottla
