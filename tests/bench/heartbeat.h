// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load.h"

#include <QApplication>
#include <QSemaphore>
#include <QThread>

#include <algorithm>
#include <atomic>

namespace ottla::bench {

/// Asks the GUI thread for an answer 5 ms after each, and keeps the longest time between two: never
/// less than what a person waits, and asked seldom enough to leave the machine to what is measured.
class Heartbeat : public QThread
{
public:
    ~Heartbeat() override
    {
        m_stop = true;
        while (!wait(QDeadlineTimer(1))) {
            QCoreApplication::processEvents(); // it may be waiting for its answer
        }
    }

    /// The longest wait in ms since the last call; what was asked before counts from there.
    double takeLongest()
    {
        m_countFrom = Clock::now();
        return static_cast<double>(m_longestUs.exchange(0)) / 1000;
    }

protected:
    void run() override
    {
        auto answered = Clock::now();
        while (!m_stop) {
            QThread::msleep(5);
            QSemaphore answer; // which sleeps, where an atomic's wait() turns round for a while
            QMetaObject::invokeMethod(
                qApp, [&answer] { answer.release(); }, Qt::QueuedConnection);
            answer.acquire();
            const auto from = std::max(answered, m_countFrom.load());
            answered = Clock::now();
            const auto us = static_cast<long>(secondsSince(from) * 1e6);
            m_longestUs = std::max(m_longestUs.load(), us);
        }
    }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<long> m_longestUs = 0;
    std::atomic<Clock::time_point> m_countFrom = Clock::now();
};

} // namespace ottla::bench
