// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/codecimpl.h"
#include "wire/kafka/alterconfigs.h"
#include "wire/kafka/describeconfigs.h"
#include "wire/kafka/incrementalalterconfigs.h"

namespace ottla::wire {

OTTLA_WIRE_MESSAGE(DescribeConfigsRequest)
OTTLA_WIRE_MESSAGE(DescribeConfigsResponse)
OTTLA_WIRE_MESSAGE(AlterConfigsRequest)
OTTLA_WIRE_MESSAGE(AlterConfigsResponse)
OTTLA_WIRE_MESSAGE(IncrementalAlterConfigsRequest)
OTTLA_WIRE_MESSAGE(IncrementalAlterConfigsResponse)

} // namespace ottla::wire
