// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/broker.h"
#include "server/handler.h"

// One handler per API, one file per handler in handlers/. Each runs on the connection's strand,
// must not block for long, and calls its Reply exactly once, then or later, from any thread.
// Views in a request (record batches) live until the Reply and its copies are gone.
#define OTTLA_DECLARE_HANDLER(Api)                                                                 \
    namespace ottla::wire {                                                                        \
    struct Api##Request;                                                                           \
    struct Api##Response;                                                                          \
    }                                                                                              \
    namespace ottla::server {                                                                      \
    void handle##Api(Broker& broker, const RequestContext& context, wire::Api##Request request,    \
                     Reply<wire::Api##Response> reply);                                            \
    }

OTTLA_DECLARE_HANDLER(Produce)
OTTLA_DECLARE_HANDLER(Fetch)
OTTLA_DECLARE_HANDLER(ListOffsets)
OTTLA_DECLARE_HANDLER(Metadata)
OTTLA_DECLARE_HANDLER(OffsetCommit)
OTTLA_DECLARE_HANDLER(OffsetFetch)
OTTLA_DECLARE_HANDLER(FindCoordinator)
OTTLA_DECLARE_HANDLER(JoinGroup)
OTTLA_DECLARE_HANDLER(Heartbeat)
OTTLA_DECLARE_HANDLER(LeaveGroup)
OTTLA_DECLARE_HANDLER(SyncGroup)
OTTLA_DECLARE_HANDLER(DescribeGroups)
OTTLA_DECLARE_HANDLER(ListGroups)
OTTLA_DECLARE_HANDLER(ApiVersions)
OTTLA_DECLARE_HANDLER(CreateTopics)
OTTLA_DECLARE_HANDLER(DeleteTopics)
OTTLA_DECLARE_HANDLER(DeleteRecords)
OTTLA_DECLARE_HANDLER(InitProducerId)
OTTLA_DECLARE_HANDLER(OffsetForLeaderEpoch)
OTTLA_DECLARE_HANDLER(DescribeConfigs)
OTTLA_DECLARE_HANDLER(AlterConfigs)
OTTLA_DECLARE_HANDLER(CreatePartitions)
OTTLA_DECLARE_HANDLER(DeleteGroups)
OTTLA_DECLARE_HANDLER(ElectLeaders)
OTTLA_DECLARE_HANDLER(IncrementalAlterConfigs)
OTTLA_DECLARE_HANDLER(AlterPartitionReassignments)
OTTLA_DECLARE_HANDLER(ListPartitionReassignments)
OTTLA_DECLARE_HANDLER(DescribeCluster)

#undef OTTLA_DECLARE_HANDLER
