// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/codecimpl.h"
#include "wire/kafka/deleterecords.h"
#include "wire/kafka/fetch.h"
#include "wire/kafka/initproducerid.h"
#include "wire/kafka/listoffsets.h"
#include "wire/kafka/offsetforleaderepoch.h"
#include "wire/kafka/produce.h"

namespace ottla::wire {

OTTLA_WIRE_MESSAGE(ProduceRequest)
OTTLA_WIRE_MESSAGE(ProduceResponse)
OTTLA_WIRE_MESSAGE(FetchRequest)
OTTLA_WIRE_MESSAGE(FetchResponse)
OTTLA_WIRE_MESSAGE(ListOffsetsRequest)
OTTLA_WIRE_MESSAGE(ListOffsetsResponse)
OTTLA_WIRE_MESSAGE(DeleteRecordsRequest)
OTTLA_WIRE_MESSAGE(DeleteRecordsResponse)
OTTLA_WIRE_MESSAGE(OffsetForLeaderEpochRequest)
OTTLA_WIRE_MESSAGE(OffsetForLeaderEpochResponse)
OTTLA_WIRE_MESSAGE(InitProducerIdRequest)
OTTLA_WIRE_MESSAGE(InitProducerIdResponse)

} // namespace ottla::wire
