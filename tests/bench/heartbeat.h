// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load.h"

#include <QApplication>
#include <QThread>

#include <algorithm>
#include <atomic>

namespace ottla::bench {

/// Asks the GUI thread for an answer every millisecond, and keeps how long the slowest one took.
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
        while (!m_stop) {
            const auto asked = Clock::now();
            std::atomic<bool> answered = false;
            QMetaObject::invokeMethod(
                qApp,
                [&answered] {
                    answered = true;
                    answered.notify_one();
                },
                Qt::QueuedConnection);
            answered.wait(false);
            const auto from = std::max(asked, m_countFrom.load());
            const auto us = static_cast<long>(secondsSince(from) * 1e6);
            m_longestUs = std::max(m_longestUs.load(), us);
            QThread::usleep(1000);
        }
    }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<long> m_longestUs = 0;
    std::atomic<Clock::time_point> m_countFrom = Clock::now();
};

} // namespace ottla::bench
