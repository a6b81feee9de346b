// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

namespace ottla {

/// Where the thread that works reports, and where it hears that it is to stop. Any thread.
class JobControl
{
public:
    void cancel();
    [[nodiscard]] bool cancelled() const noexcept { return m_cancelled; }
    /// Waits for as long, or until cancelled, which it returns.
    bool waitCancelled(std::chrono::milliseconds time);

    /// `share` of the whole, 0 to 1; negative while unknown.
    void report(std::int64_t messages, std::int64_t bytes, double share) noexcept;
    [[nodiscard]] std::int64_t messages() const noexcept { return m_messages; }
    [[nodiscard]] std::int64_t bytes() const noexcept { return m_bytes; }
    [[nodiscard]] double share() const noexcept { return m_share; }

private:
    std::atomic<bool> m_cancelled = false;
    std::atomic<std::int64_t> m_messages = 0;
    std::atomic<std::int64_t> m_bytes = 0;
    std::atomic<double> m_share = -1;
    std::mutex m_mutex; // for waiting only
    std::condition_variable m_wake;
};

/// How a job ended, for a person.
struct JobReport
{
    std::int64_t messages = 0;
    QString summary = {}; ///< One line.
    QString details = {}; ///< The account, over lines.
    bool whole = true; ///< Everything that was asked for was done.
};

/// Work on many messages, on a thread of its own: saving them, adding them. GUI thread; destroying
/// it cancels the work, which then ends in the background.
class MessageJob : public QObject
{
    Q_OBJECT

public:
    /// Gives a report, or an error; Errc::Cancelled where it stopped because it was told to.
    using Work = std::function<Result<JobReport>(JobControl&)>;

    MessageJob(QString title, Work work, QObject* parent = nullptr);
    ~MessageJob() override;

    void start();
    /// Ends with cancelled() soon, or as it would have where it was about to end anyway.
    void cancel() { m_control->cancel(); }
    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] double share() const { return m_control->share(); }
    /// "1,234,567 messages · 41 MB/s · 9 s left"
    [[nodiscard]] QString progressText() const;

Q_SIGNALS:
    void progressed();
    void finished(const ottla::JobReport& report);
    void failed(const ottla::Error& error);
    void cancelled();

private:
    const QString m_title;
    Work m_work;
    const std::shared_ptr<JobControl> m_control;
    QTimer m_timer;
    QElapsedTimer m_since;
};

} // namespace ottla
