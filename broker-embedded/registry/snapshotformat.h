// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/znode.h"

#include <cstdint>

namespace ottla::registry {

/// What an entry of a snapshot is. Its fields follow in jute's encoding.
enum class SnapshotEntry : std::uint8_t
{
    Session = 1, ///< id, time-out, password
    Acl = 2, ///< number, entries
    Node = 3, ///< path, data, number of its ACL, stat
    End = 4, ///< count of nodes
    Numbers = 5, ///< highest session id
};

/// A stat's fields in the order of the file.
void snapshotFields(auto& f, auto& stat)
{
    f(stat.czxid);
    f(stat.mzxid);
    f(stat.pzxid);
    f(stat.ctimeMs);
    f(stat.mtimeMs);
    f(stat.version);
    f(stat.childrenMade);
    f(stat.aversion);
    f(stat.ephemeralOwner);
}

} // namespace ottla::registry
