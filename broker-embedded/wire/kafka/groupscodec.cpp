// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/codecimpl.h"
#include "wire/kafka/consumerprotocol.h"
#include "wire/kafka/deletegroups.h"
#include "wire/kafka/describegroups.h"
#include "wire/kafka/findcoordinator.h"
#include "wire/kafka/groupmetadata.h"
#include "wire/kafka/heartbeat.h"
#include "wire/kafka/joingroup.h"
#include "wire/kafka/leavegroup.h"
#include "wire/kafka/listgroups.h"
#include "wire/kafka/offsetcommit.h"
#include "wire/kafka/offsetfetch.h"
#include "wire/kafka/syncgroup.h"

namespace ottla::wire {

OTTLA_WIRE_MESSAGE(FindCoordinatorRequest)
OTTLA_WIRE_MESSAGE(FindCoordinatorResponse)
OTTLA_WIRE_MESSAGE(JoinGroupRequest)
OTTLA_WIRE_MESSAGE(JoinGroupResponse)
OTTLA_WIRE_MESSAGE(SyncGroupRequest)
OTTLA_WIRE_MESSAGE(SyncGroupResponse)
OTTLA_WIRE_MESSAGE(HeartbeatRequest)
OTTLA_WIRE_MESSAGE(HeartbeatResponse)
OTTLA_WIRE_MESSAGE(LeaveGroupRequest)
OTTLA_WIRE_MESSAGE(LeaveGroupResponse)
OTTLA_WIRE_MESSAGE(ListGroupsRequest)
OTTLA_WIRE_MESSAGE(ListGroupsResponse)
OTTLA_WIRE_MESSAGE(DescribeGroupsRequest)
OTTLA_WIRE_MESSAGE(DescribeGroupsResponse)
OTTLA_WIRE_MESSAGE(DeleteGroupsRequest)
OTTLA_WIRE_MESSAGE(DeleteGroupsResponse)
OTTLA_WIRE_MESSAGE(OffsetCommitRequest)
OTTLA_WIRE_MESSAGE(OffsetCommitResponse)
OTTLA_WIRE_MESSAGE(OffsetFetchRequest)
OTTLA_WIRE_MESSAGE(OffsetFetchResponse)
OTTLA_WIRE_MESSAGE(LegacyOffsetCommitKey)
OTTLA_WIRE_MESSAGE(OffsetCommitKey)
OTTLA_WIRE_MESSAGE(LegacyOffsetCommitValue)
OTTLA_WIRE_MESSAGE(OffsetCommitValue)
OTTLA_WIRE_MESSAGE(GroupMetadataKey)
OTTLA_WIRE_MESSAGE(GroupMetadataValue)
OTTLA_WIRE_MESSAGE(ConsumerProtocolSubscription)
OTTLA_WIRE_MESSAGE(ConsumerProtocolAssignment)

} // namespace ottla::wire
