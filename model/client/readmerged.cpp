// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// ReadRun for several topics: their messages in the order of time.
#include "model/client/readrun.h"

#include <algorithm>

namespace ottla {

void ReadRun::readMerged()
{
    m_merge = std::make_unique<TimeMerge>();
    m_consumer->setSeparate(true);
    readThrough();
    // Whatever ended it, what was taken is handed over, or counts as unread.
    while (!m_merge->empty() && !m_failure && !m_progress.enough) {
        const OwnedMessage message = m_merge->take();
        const MessageView& view = message.view();
        hand(*find({view.topic, view.partition}), view);
    }
    m_sink.batchAdded();
    const auto left = m_merge->firstOffsets();
    for (PartitionProgress& partition : m_progress.partitions) {
        const ReadRequest::Place place{partition.topic, partition.partition};
        m_consumer->stopPartition(place);
        if (const auto first = left.find(place); first != left.end()) {
            partition.next = first->second;
            partition.done = false;
        }
    }
    m_consumer->setSeparate(false);
    m_merge.reset();
}

bool ReadRun::awaited(const PartitionProgress& partition) const
{
    const ReadRequest::Place place{partition.topic, partition.partition};
    return partition.known && !partition.done && partition.error.empty()
        && partition.waiting.empty() && m_merge->lacks(place);
}

std::size_t ReadRun::takeFromAll()
{
    using namespace std::chrono_literals;
    constexpr auto atOnce = 0ms;
    constexpr auto moment = 20ms; // for one that has nothing, while others may have got something
    const auto take = [this](const Event& event) {
        handle(event);
    };
    std::size_t took = 0;
    bool asked = false;
    for (PartitionProgress& partition : m_progress.partitions) {
        const ReadRequest::Place place{partition.topic, partition.partition};
        if (m_consumer->started(place) && m_merge->lacks(place)) {
            took += m_consumer->takeFrom(place, took == 0 ? moment : atOnce, take);
            asked = true;
        }
    }
    if (!asked) {
        m_consumer->take(take); // nothing to come, but a moment to wait
    }
    handMerged();
    return took;
}

void ReadRun::handMerged()
{
    auto& all = m_progress.partitions;
    bool complete =
        std::none_of(all.begin(), all.end(), [this](const auto& p) { return awaited(p); });
    while (complete && !m_merge->empty() && !m_failure && !m_progress.enough) {
        const OwnedMessage message = m_merge->take();
        const MessageView& view = message.view();
        PartitionProgress& partition = *find({view.topic, view.partition});
        hand(partition, view);
        complete = !awaited(partition);
    }
}

} // namespace ottla
