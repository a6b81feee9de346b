// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ottla::registry {

/// Knows when each session ends unless its client is heard of. Ends are rounded up to whole ticks,
/// as ZooKeeper's, so that many sessions end together. Hearing of a client costs a look-up and a
/// store. Owner's thread.
class SessionTracker
{
public:
    explicit SessionTracker(std::chrono::milliseconds tick);

    void add(std::int64_t session, std::chrono::milliseconds timeout, Clock::TimePoint now);
    void remove(std::int64_t session);
    /// The client was heard of. False for a session that is not there.
    bool touch(std::int64_t session, std::chrono::milliseconds timeout, Clock::TimePoint now);
    /// Those that have ended by now, which the caller removes.
    [[nodiscard]] std::vector<std::int64_t> expired(Clock::TimePoint now);
    /// When to look again; nothing while there are no sessions.
    [[nodiscard]] std::optional<Clock::TimePoint> nextLook() const;
    /// End and sessions, for `dump`.
    [[nodiscard]] std::map<Clock::TimePoint, std::vector<std::int64_t>> byEnd() const;
    [[nodiscard]] std::size_t count() const { return m_ends.size(); }

private:
    [[nodiscard]] std::int64_t roundUp(Clock::TimePoint time) const;

    const std::chrono::milliseconds m_tick;
    std::unordered_map<std::int64_t, std::int64_t> m_ends; ///< Session to its end, in ticks.
    /// When to look at which sessions; some have later ends by then.
    std::map<std::int64_t, std::vector<std::int64_t>> m_looks;
};

} // namespace ottla::registry
