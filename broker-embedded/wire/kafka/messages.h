// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/kafka/alterconfigs.h"
#include "wire/kafka/alterpartitionreassignments.h"
#include "wire/kafka/apiversions.h"
#include "wire/kafka/createpartitions.h"
#include "wire/kafka/createtopics.h"
#include "wire/kafka/deletegroups.h"
#include "wire/kafka/deleterecords.h"
#include "wire/kafka/deletetopics.h"
#include "wire/kafka/describecluster.h"
#include "wire/kafka/describeconfigs.h"
#include "wire/kafka/describegroups.h"
#include "wire/kafka/electleaders.h"
#include "wire/kafka/fetch.h"
#include "wire/kafka/findcoordinator.h"
#include "wire/kafka/heartbeat.h"
#include "wire/kafka/incrementalalterconfigs.h"
#include "wire/kafka/initproducerid.h"
#include "wire/kafka/joingroup.h"
#include "wire/kafka/leavegroup.h"
#include "wire/kafka/listgroups.h"
#include "wire/kafka/listoffsets.h"
#include "wire/kafka/listpartitionreassignments.h"
#include "wire/kafka/metadata.h"
#include "wire/kafka/offsetcommit.h"
#include "wire/kafka/offsetfetch.h"
#include "wire/kafka/offsetforleaderepoch.h"
#include "wire/kafka/produce.h"
#include "wire/kafka/syncgroup.h"

#include <type_traits>

namespace ottla::wire {

/// Calls `visit(std::type_identity<Request>{})` for the request of every API that is described.
template <typename Visitor>
void forEachRequest(Visitor&& visit)
{
    visit(std::type_identity<AlterConfigsRequest>{});
    visit(std::type_identity<AlterPartitionReassignmentsRequest>{});
    visit(std::type_identity<ApiVersionsRequest>{});
    visit(std::type_identity<CreatePartitionsRequest>{});
    visit(std::type_identity<CreateTopicsRequest>{});
    visit(std::type_identity<DeleteGroupsRequest>{});
    visit(std::type_identity<DeleteRecordsRequest>{});
    visit(std::type_identity<DeleteTopicsRequest>{});
    visit(std::type_identity<DescribeClusterRequest>{});
    visit(std::type_identity<DescribeConfigsRequest>{});
    visit(std::type_identity<DescribeGroupsRequest>{});
    visit(std::type_identity<ElectLeadersRequest>{});
    visit(std::type_identity<FetchRequest>{});
    visit(std::type_identity<FindCoordinatorRequest>{});
    visit(std::type_identity<HeartbeatRequest>{});
    visit(std::type_identity<IncrementalAlterConfigsRequest>{});
    visit(std::type_identity<InitProducerIdRequest>{});
    visit(std::type_identity<JoinGroupRequest>{});
    visit(std::type_identity<LeaveGroupRequest>{});
    visit(std::type_identity<ListGroupsRequest>{});
    visit(std::type_identity<ListOffsetsRequest>{});
    visit(std::type_identity<ListPartitionReassignmentsRequest>{});
    visit(std::type_identity<MetadataRequest>{});
    visit(std::type_identity<OffsetCommitRequest>{});
    visit(std::type_identity<OffsetFetchRequest>{});
    visit(std::type_identity<OffsetForLeaderEpochRequest>{});
    visit(std::type_identity<ProduceRequest>{});
    visit(std::type_identity<SyncGroupRequest>{});
}

/// The same for the answers.
template <typename Visitor>
void forEachResponse(Visitor&& visit)
{
    visit(std::type_identity<AlterConfigsResponse>{});
    visit(std::type_identity<AlterPartitionReassignmentsResponse>{});
    visit(std::type_identity<ApiVersionsResponse>{});
    visit(std::type_identity<CreatePartitionsResponse>{});
    visit(std::type_identity<CreateTopicsResponse>{});
    visit(std::type_identity<DeleteGroupsResponse>{});
    visit(std::type_identity<DeleteRecordsResponse>{});
    visit(std::type_identity<DeleteTopicsResponse>{});
    visit(std::type_identity<DescribeClusterResponse>{});
    visit(std::type_identity<DescribeConfigsResponse>{});
    visit(std::type_identity<DescribeGroupsResponse>{});
    visit(std::type_identity<ElectLeadersResponse>{});
    visit(std::type_identity<FetchResponse>{});
    visit(std::type_identity<FindCoordinatorResponse>{});
    visit(std::type_identity<HeartbeatResponse>{});
    visit(std::type_identity<IncrementalAlterConfigsResponse>{});
    visit(std::type_identity<InitProducerIdResponse>{});
    visit(std::type_identity<JoinGroupResponse>{});
    visit(std::type_identity<LeaveGroupResponse>{});
    visit(std::type_identity<ListGroupsResponse>{});
    visit(std::type_identity<ListOffsetsResponse>{});
    visit(std::type_identity<ListPartitionReassignmentsResponse>{});
    visit(std::type_identity<MetadataResponse>{});
    visit(std::type_identity<OffsetCommitResponse>{});
    visit(std::type_identity<OffsetFetchResponse>{});
    visit(std::type_identity<OffsetForLeaderEpochResponse>{});
    visit(std::type_identity<ProduceResponse>{});
    visit(std::type_identity<SyncGroupResponse>{});
}

} // namespace ottla::wire
