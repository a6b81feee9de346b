// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/broker.h"
#include "server/handler.h"
#include "server/handlers/partitionlookup.h"
#include "wire/kafka/fetch.h"

#include <vector>

namespace ottla::server {

/// What the request's sender may see.
[[nodiscard]] cluster::Partition::Reader readerOf(const wire::FetchRequest& request);
/// The broker that copies partitions with this request; -1 for a consumer.
[[nodiscard]] NodeId replicaOf(const wire::FetchRequest& request);
/// Consumers of version 11 and later may read from a follower (KIP-392).
[[nodiscard]] Role roleForFetch(const RequestContext& context, const wire::FetchRequest& request);

/// A Fetch as it can be answered at present.
struct FetchRead
{
    wire::FetchResponse response;
    std::vector<Bytes> converted = {}; ///< Message sets for an old client: the answer views them.
    std::uint64_t bytes = 0; ///< Of records.
    bool mustAnswer = false; ///< A partition has an error that the client should hear of now.
};
[[nodiscard]] FetchRead readFetch(Broker& broker, const RequestContext& context,
                                  const wire::FetchRequest& request);

/// Answers when min_bytes have come, a partition is lost, or max_wait_ms are over. Woken by
/// appends.
void waitForData(Broker& broker, const RequestContext& context, wire::FetchRequest request,
                 Reply<wire::FetchResponse> reply);

} // namespace ottla::server
