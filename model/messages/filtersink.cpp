// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/filtersink.h"

namespace ottla {

Result<bool> FilterSink::add(const MessageView& message)
{
    // Only this thread writes: no need for a locked addition.
    const auto count = [](std::atomic<std::uint64_t>& counter) {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    };
    count(m_examined);
    const Verdict verdict = m_filter->verdict(message);
    if (verdict != Verdict::Yes) {
        if (verdict == Verdict::Unknown) {
            const std::lock_guard lock(m_mutex);
            m_undecodable.note(message, *m_filter);
        }
        return false;
    }
    count(m_matched);
    return m_sink.add(message);
}

UndecodableMessages FilterSink::undecodable() const
{
    const std::lock_guard lock(m_mutex);
    return m_undecodable;
}

std::uint64_t FilterSink::undecodableCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_undecodable.count();
}

} // namespace ottla
