// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <cstdint>
#include <mutex>

namespace ottla::cluster {

class MetadataStore;

/// Gives out producer ids (KIP-98), each once for the life of the cluster: a block of them is
/// reserved in /latest_producer_id_block, as ZooKeeper-mode Kafka does, before its first is used.
/// What a crash leaves of a block is never used. Callable from any thread.
class ProducerIds
{
public:
    ProducerIds(MetadataStore& store, NodeId self);

    [[nodiscard]] Result<ProducerId> next();

private:
    [[nodiscard]] Result<void> reserveBlock();

    MetadataStore& m_store;
    const NodeId m_self;
    std::mutex m_mutex; ///< Guards what follows.
    std::int64_t m_next = 0;
    std::int64_t m_end = 0; ///< Exclusive.
};

} // namespace ottla::cluster
