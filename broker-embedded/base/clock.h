// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace ottla {

/// Where the time comes from, so that tests can set it. Callable from any thread.
class Clock
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    virtual ~Clock() = default;

    /// Milliseconds since the Unix epoch, as record timestamps count them. May jump.
    [[nodiscard]] virtual std::int64_t wallMs() const = 0;
    /// Monotonic time, for time-outs.
    [[nodiscard]] virtual TimePoint now() const = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] std::int64_t wallMs() const override
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    [[nodiscard]] TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

} // namespace ottla
