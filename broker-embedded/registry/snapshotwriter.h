// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/database.h"

#include <string>
#include <unordered_map>

namespace ottla::registry {

/// Turns a database into the blocks of a snapshot file while the database goes on changing: what
/// comes out is the database as it was when this was made. Owner's thread; the database must
/// outlive it, and has no other snapshot meanwhile.
class SnapshotWriter
{
public:
    explicit SnapshotWriter(Database& database);
    ~SnapshotWriter();
    SnapshotWriter(const SnapshotWriter&) = delete;
    SnapshotWriter& operator=(const SnapshotWriter&) = delete;

    [[nodiscard]] std::int64_t zxid() const { return m_zxid; }
    /// Goes on for a while. False when the end was reached.
    [[nodiscard]] bool step(std::size_t nodes);
    /// The bytes of the file since the last call, in order.
    [[nodiscard]] std::string takeBytes();

private:
    void add(const Znode& node);

    Database& m_database;
    const std::int64_t m_zxid;
    std::string m_entries;
    std::string m_bytes;
    std::unordered_map<AclRef, std::int32_t> m_acls; ///< Numbers of those already written.
    std::int64_t m_nodes = 0;
    bool m_done = false;
};

} // namespace ottla::registry
