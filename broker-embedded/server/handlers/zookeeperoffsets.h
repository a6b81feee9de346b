// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/broker.h"
#include "server/handler.h"
#include "wire/kafka/offsetcommit.h"
#include "wire/kafka/offsetfetch.h"

namespace ottla::server {

// Version 0 of OffsetCommit and OffsetFetch keeps offsets where the consumers of Kafka 0.8 have
// theirs: as decimal text in /consumers/<group>/offsets/<topic>/<partition>. There is no
// coordinator, and metadata are not kept.

void commitToZookeeper(Broker& broker, wire::OffsetCommitRequest request,
                       Reply<wire::OffsetCommitResponse> reply);
void fetchFromZookeeper(Broker& broker, const wire::OffsetFetchRequest& request,
                        Reply<wire::OffsetFetchResponse> reply);

} // namespace ottla::server
