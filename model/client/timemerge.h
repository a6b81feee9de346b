// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/newestmessages.h"

#include <deque>
#include <map>
#include <set>
#include <tuple>

namespace ottla {

/// Brings the messages of several partitions into the order of their times while they stream in:
/// always the oldest of those that are next in their partitions. Within a partition the order stays
/// what it is, so where its timestamps do not ascend, neither do those of the whole.
class TimeMerge
{
public:
    using Place = ReadRequest::Place;

    /// Behind what came of the same partition before.
    void add(const MessageView& message);
    [[nodiscard]] bool empty() const { return m_heads.empty(); }
    /// Nothing of the partition is waiting.
    [[nodiscard]] bool lacks(Place place) const;
    /// The oldest; there must be one.
    [[nodiscard]] OwnedMessage take();
    /// Where each partition's waiting messages begin.
    [[nodiscard]] std::map<Place, std::int64_t> firstOffsets() const;

private:
    using Head = std::tuple<std::int64_t, Place>; ///< Timestamp first.

    std::map<Place, std::deque<OwnedMessage>> m_waiting;
    std::set<Head> m_heads; ///< The next of each partition that has one.
};

} // namespace ottla
