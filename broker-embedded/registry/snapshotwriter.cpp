// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/snapshotwriter.h"

#include "registry/logformat.h"
#include "registry/snapshotformat.h"

#include <utility>

namespace ottla::registry {

namespace {
/// Entries are checksummed in blocks of about this size.
constexpr std::size_t blockBytes = 64U << 10U;
} // namespace

SnapshotWriter::SnapshotWriter(Database& database)
    : m_database(database)
    , m_zxid(database.lastZxid())
{
    appendFileHeader(m_bytes, snapshotMagic, m_zxid);
    wire::jute::JuteWriter write(m_entries);
    write(static_cast<std::uint8_t>(SnapshotEntry::Numbers));
    write(database.lastSessionId());
    for (const auto& [id, session] : database.sessions()) {
        write(static_cast<std::uint8_t>(SnapshotEntry::Session));
        write(id);
        write(session.timeoutMs);
        write(wire::jute::Buffer(BytesView(session.password)));
    }
    database.mutableTree().beginSnapshot([this](const Znode& node) { add(node); });
}

SnapshotWriter::~SnapshotWriter()
{
    if (!m_done) {
        m_database.mutableTree().endSnapshot();
    }
}

void SnapshotWriter::add(const Znode& node)
{
    wire::jute::JuteWriter write(m_entries);
    const auto [acl, isNew] =
        m_acls.try_emplace(node.acl, static_cast<std::int32_t>(m_acls.size()));
    if (isNew) {
        write(static_cast<std::uint8_t>(SnapshotEntry::Acl));
        write(acl->second);
        write(node.acl->entries);
    }
    write(static_cast<std::uint8_t>(SnapshotEntry::Node));
    write(std::string_view(node.path));
    write(node.buffer());
    write(acl->second);
    snapshotFields(write, node.stat);
    ++m_nodes;
    if (m_entries.size() >= blockBytes) {
        appendRecord(m_bytes, 0, m_entries);
        m_entries.clear();
    }
}

bool SnapshotWriter::step(std::size_t nodes)
{
    if (!m_database.mutableTree().walkSnapshot(nodes)) {
        return true;
    }
    m_done = true;
    wire::jute::JuteWriter write(m_entries);
    write(static_cast<std::uint8_t>(SnapshotEntry::End));
    write(m_nodes);
    appendRecord(m_bytes, 0, m_entries);
    m_entries.clear();
    return false;
}

std::string SnapshotWriter::takeBytes()
{
    return std::exchange(m_bytes, {});
}

} // namespace ottla::registry
