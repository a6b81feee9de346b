// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/apis.h"

#include "server/handlers.h"
#include "server/typedrequest.h"
#include "wire/kafka/messages.h"

#include <algorithm>
#include <array>

namespace ottla::server {

namespace {

template <typename Request, typename Response,
          void (*handler)(Broker&, const RequestContext&, Request, Reply<Response>)>
constexpr Api api(int first, int last)
{
    static_assert(Request::api.key == Response::api.key);
    return {Request::api.key,
            {static_cast<std::int16_t>(first), static_cast<std::int16_t>(last)},
            &handleTyped<Request, Response, handler>};
}

#define OTTLA_API(Name, first, last)                                                               \
    api<wire::Name##Request, wire::Name##Response, &handle##Name>(first, last)

// What is left out: topic ids in Produce (13) and the offset APIs (10), tiered storage (ListOffsets
// 9), two-phase transactions (InitProducerId 6), share groups.
constexpr std::array table = {
    OTTLA_API(Produce, 0, 11),
    OTTLA_API(Fetch, 0, 17),
    OTTLA_API(ListOffsets, 0, 8),
    OTTLA_API(Metadata, 0, 12),
    OTTLA_API(OffsetCommit, 0, 9),
    OTTLA_API(OffsetFetch, 0, 9),
    OTTLA_API(FindCoordinator, 0, 5),
    OTTLA_API(JoinGroup, 0, 9),
    OTTLA_API(Heartbeat, 0, 4),
    OTTLA_API(LeaveGroup, 0, 5),
    OTTLA_API(SyncGroup, 0, 5),
    OTTLA_API(DescribeGroups, 0, 5),
    OTTLA_API(ListGroups, 0, 5),
    OTTLA_API(ApiVersions, 0, 4),
    OTTLA_API(CreateTopics, 0, 7),
    OTTLA_API(DeleteTopics, 0, 6),
    OTTLA_API(DeleteRecords, 0, 2),
    OTTLA_API(InitProducerId, 0, 5),
    OTTLA_API(OffsetForLeaderEpoch, 0, 4),
    OTTLA_API(DescribeConfigs, 0, 4),
    OTTLA_API(AlterConfigs, 0, 2),
    OTTLA_API(CreatePartitions, 0, 3),
    OTTLA_API(DeleteGroups, 0, 2),
    OTTLA_API(ElectLeaders, 0, 2),
    OTTLA_API(IncrementalAlterConfigs, 0, 1),
    OTTLA_API(AlterPartitionReassignments, 0, 1),
    OTTLA_API(ListPartitionReassignments, 0, 0),
    OTTLA_API(DescribeCluster, 0, 1),
};

#undef OTTLA_API

} // namespace

std::span<const Api> apis()
{
    return table;
}

const Api* findApi(std::int16_t key)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [key](const Api& candidate) { return candidate.key == key; });
    return found != table.end() ? &*found : nullptr;
}

} // namespace ottla::server
