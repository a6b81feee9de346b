// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/readprogress.h"

#include <algorithm>

namespace ottla {

std::int64_t PartitionProgress::unread() const
{
    std::int64_t sum = std::max<std::int64_t>(0, limit - next);
    for (const UnreadOffsets& gap : passedOver) {
        sum += gap.to - gap.from;
    }
    return sum;
}

std::size_t ReadProgress::partitionsDone() const
{
    return static_cast<std::size_t>(std::count_if(partitions.begin(), partitions.end(),
                                                  [](const auto& p) { return p.readWhole(); }));
}

bool ReadProgress::readWhole() const
{
    return partitionsDone() == partitions.size();
}

} // namespace ottla
