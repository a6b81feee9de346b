// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace ottla::test {

/// How long the GUI thread works without looking at what a person does, while events are handled:
/// in time that it had the processor, so that a busy machine does not make it longer.
class GuiWork
{
public:
    GuiWork()
    {
        QObject::connect(&m_beat, &QTimer::timeout, &m_beat, [this] { look(); });
        m_beat.start(1);
    }

    void restart()
    {
        m_last = now();
        m_longest = {};
    }
    [[nodiscard]] std::chrono::nanoseconds longest()
    {
        look();
        return m_longest;
    }
    [[nodiscard]] QString text()
    {
        return QStringLiteral("busy for %1 ms")
            .arg(std::chrono::duration<double, std::milli>(longest()).count());
    }

private:
    static std::chrono::nanoseconds now()
    {
        std::timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }
    void look()
    {
        const auto time = now();
        m_longest = std::max(m_longest, time - m_last);
        m_last = time;
    }

    QTimer m_beat;
    std::chrono::nanoseconds m_last = now();
    std::chrono::nanoseconds m_longest{0};
};

} // namespace ottla::test
