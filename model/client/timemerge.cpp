// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/timemerge.h"

namespace ottla {

void TimeMerge::add(const MessageView& message)
{
    const Place place{message.topic, message.partition};
    auto& waiting = m_waiting[place];
    if (waiting.empty()) {
        m_heads.emplace(message.timestamp, place);
    }
    waiting.emplace_back(message);
}

bool TimeMerge::lacks(Place place) const
{
    const auto found = m_waiting.find(place);
    return found == m_waiting.end() || found->second.empty();
}

OwnedMessage TimeMerge::take()
{
    const Place place = std::get<1>(*m_heads.begin());
    m_heads.erase(m_heads.begin());
    auto& waiting = m_waiting[place];
    OwnedMessage oldest = std::move(waiting.front());
    waiting.pop_front();
    if (!waiting.empty()) {
        m_heads.emplace(waiting.front().view().timestamp, place);
    }
    return oldest;
}

std::map<TimeMerge::Place, std::int64_t> TimeMerge::firstOffsets() const
{
    std::map<Place, std::int64_t> offsets;
    for (const auto& [place, waiting] : m_waiting) {
        if (!waiting.empty()) {
            offsets[place] = waiting.front().view().offset;
        }
    }
    return offsets;
}

} // namespace ottla
