// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace ottla {

/// Messages per second, over the last two seconds.
class ReadRate
{
public:
    using Clock = std::chrono::steady_clock;

    /// `delivered` in all, as of `now`.
    void note(std::int64_t delivered, Clock::time_point now)
    {
        m_samples.emplace_back(now, delivered);
        while (m_samples.size() > 2 && now - m_samples[1].first >= window) {
            m_samples.pop_front();
        }
    }
    void forget() { m_samples.clear(); }
    /// None while there is too little to go by.
    [[nodiscard]] std::optional<std::int64_t> perSecond() const
    {
        if (m_samples.empty() || m_samples.back().first - m_samples.front().first < least) {
            return std::nullopt;
        }
        const std::chrono::duration<double> time = m_samples.back().first - m_samples.front().first;
        const auto count = m_samples.back().second - m_samples.front().second;
        return static_cast<std::int64_t>(static_cast<double>(count) / time.count() + 0.5);
    }

private:
    static constexpr std::chrono::milliseconds window{2000};
    static constexpr std::chrono::milliseconds least{500};

    std::deque<std::pair<Clock::time_point, std::int64_t>> m_samples;
};

} // namespace ottla
