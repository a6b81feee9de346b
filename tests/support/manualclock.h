// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"

#include <atomic>

namespace ottla::test {

/// A clock that stands still until a test moves it. Callable from any thread.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(std::int64_t wallMs = 1'700'000'000'000)
        : m_startMs(wallMs)
    { }

    [[nodiscard]] std::int64_t wallMs() const override { return m_startMs + m_elapsedMs; }
    [[nodiscard]] TimePoint now() const override
    {
        return TimePoint{} + std::chrono::hours(1) + std::chrono::milliseconds(m_elapsedMs);
    }
    void advance(std::chrono::milliseconds by) { m_elapsedMs += by.count(); }

private:
    const std::int64_t m_startMs;
    std::atomic<std::int64_t> m_elapsedMs = 0;
};

} // namespace ottla::test
