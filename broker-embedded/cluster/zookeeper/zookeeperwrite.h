// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/zookeeper/zookeepermetadatastore.h"

#include <vector>

namespace ottla::cluster {

/// One attempt at an apply(): a multi, and the readings that stand behind it. The store's mutex
/// guards it.
struct ZookeeperMetadataStore::Write
{
    std::vector<MetadataOperation> operations; ///< With the parents that are missing.
    std::vector<bool> isParent; ///< One an operation.
    bool answered = false;
    ZookeeperSession::Answer answer;
    std::size_t readings = 0; ///< Without an answer.
};

} // namespace ottla::cluster
