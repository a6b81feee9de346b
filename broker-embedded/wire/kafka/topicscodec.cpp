// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/codecimpl.h"
#include "wire/kafka/alterpartitionreassignments.h"
#include "wire/kafka/apiversions.h"
#include "wire/kafka/createpartitions.h"
#include "wire/kafka/createtopics.h"
#include "wire/kafka/deletetopics.h"
#include "wire/kafka/describecluster.h"
#include "wire/kafka/electleaders.h"
#include "wire/kafka/listpartitionreassignments.h"
#include "wire/kafka/metadata.h"

namespace ottla::wire {

OTTLA_WIRE_MESSAGE(MetadataRequest)
OTTLA_WIRE_MESSAGE(MetadataResponse)
OTTLA_WIRE_MESSAGE(CreateTopicsRequest)
OTTLA_WIRE_MESSAGE(CreateTopicsResponse)
OTTLA_WIRE_MESSAGE(DeleteTopicsRequest)
OTTLA_WIRE_MESSAGE(DeleteTopicsResponse)
OTTLA_WIRE_MESSAGE(CreatePartitionsRequest)
OTTLA_WIRE_MESSAGE(CreatePartitionsResponse)
OTTLA_WIRE_MESSAGE(ApiVersionsRequest)
OTTLA_WIRE_MESSAGE(ApiVersionsResponse)
OTTLA_WIRE_MESSAGE(DescribeClusterRequest)
OTTLA_WIRE_MESSAGE(DescribeClusterResponse)
OTTLA_WIRE_MESSAGE(ElectLeadersRequest)
OTTLA_WIRE_MESSAGE(ElectLeadersResponse)
OTTLA_WIRE_MESSAGE(AlterPartitionReassignmentsRequest)
OTTLA_WIRE_MESSAGE(AlterPartitionReassignmentsResponse)
OTTLA_WIRE_MESSAGE(ListPartitionReassignmentsRequest)
OTTLA_WIRE_MESSAGE(ListPartitionReassignmentsResponse)

} // namespace ottla::wire
