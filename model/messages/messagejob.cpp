// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagejob.h"

#include "model/formats/sizetext.h"

#include <QFutureWatcher>
#include <QLocale>
#include <QThreadPool>
#include <QtConcurrentRun>

namespace ottla {

namespace {

// Jobs take long, so they do not share the threads of short calls. Waits for them at exit.
QThreadPool& jobPool()
{
    static QThreadPool pool;
    static const bool sized = [] {
        pool.setMaxThreadCount(64); // they mostly wait
        return true;
    }();
    Q_UNUSED(sized)
    return pool;
}

} // namespace

void JobControl::cancel()
{
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled = true;
    }
    m_wake.notify_all();
}

bool JobControl::waitCancelled(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return m_wake.wait_for(lock, time, [this] { return m_cancelled.load(); });
}

void JobControl::report(std::int64_t messages, std::int64_t bytes, double share) noexcept
{
    m_messages = messages;
    m_bytes = bytes;
    m_share = share;
}

MessageJob::MessageJob(QString title, Work work, QObject* parent)
    : QObject(parent)
    , m_title(std::move(title))
    , m_work(std::move(work))
    , m_control(std::make_shared<JobControl>())
{
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &MessageJob::progressed);
}

MessageJob::~MessageJob()
{
    m_control->cancel();
}

void MessageJob::start()
{
    auto* watcher = new QFutureWatcher<Result<JobReport>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        m_timer.stop();
        const Result<JobReport> result = watcher->result();
        if (result) {
            Q_EMIT finished(*result);
        } else if (result.error().code == Errc::Cancelled) {
            Q_EMIT cancelled();
        } else {
            Q_EMIT failed(result.error());
        }
    });
    m_since.start();
    m_timer.start();
    watcher->setFuture(QtConcurrent::run(
        &jobPool(), [work = std::move(m_work), control = m_control] { return work(*control); }));
}

QString MessageJob::progressText() const
{
    const QLocale locale;
    const std::int64_t messages = m_control->messages();
    const std::int64_t bytes = m_control->bytes();
    QStringList parts{tr("%1 messages").arg(locale.toString(static_cast<qlonglong>(messages)))};
    const double seconds = m_since.isValid() ? static_cast<double>(m_since.elapsed()) / 1000 : 0;
    if (seconds < 0.5) {
        return parts.first(); // a rate would mean nothing yet
    }
    parts << tr("%1/s").arg(sizeText(static_cast<qint64>(static_cast<double>(bytes) / seconds)));
    if (const double share = m_control->share(); share > 0.01 && share < 1) {
        const auto left = static_cast<qlonglong>(seconds * (1 - share) / share) + 1;
        parts << (left < 120 ? tr("%1 s left").arg(locale.toString(left))
                             : tr("%1 min left").arg(locale.toString(left / 60)));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace ottla
