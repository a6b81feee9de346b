// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/database.h"

#include "registry/paths.h"

#include <algorithm>

namespace ottla::registry {

using wire::jute::Buffer;

namespace {

/// What every record begins with; its changes follow.
struct RecordHeader
{
    std::int64_t zxid = 0;
    std::int64_t timeMs = 0;
    std::int64_t session = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.zxid);
        f(m.timeMs);
        f(m.session);
    }
};

} // namespace

void Database::begin(std::int64_t session, std::int64_t timeMs, bool undoable)
{
    m_zxid = m_lastZxid + 1;
    m_timeMs = timeMs;
    m_session = session;
    m_record.clear();
    if (!m_replaying) {
        wire::jute::JuteWriter write(m_record);
        write(RecordHeader{m_zxid, timeMs, session});
    }
    if (undoable) {
        m_tree.beginUndo();
    }
}

Znode& Database::create(Znode& parent, std::string_view path, Buffer data, AclRef acl,
                        std::int64_t owner)
{
    note(Change::Create, path, data, acl->entries, owner);
    return m_tree.create(parent, path, data, std::move(acl), owner, m_zxid, m_timeMs);
}

void Database::remove(Znode& node)
{
    note(Change::Remove, std::string_view(node.path));
    m_tree.remove(node, m_zxid);
}

void Database::setData(Znode& node, Buffer data)
{
    note(Change::SetData, std::string_view(node.path), data);
    m_tree.setData(node, data, m_zxid, m_timeMs);
}

void Database::setAcl(Znode& node, AclRef acl)
{
    note(Change::SetAcl, std::string_view(node.path), acl->entries);
    m_tree.setAcl(node, std::move(acl));
}

void Database::createSession(const SessionRecord& session)
{
    note(Change::CreateSession, session.timeoutMs, Buffer(BytesView(session.password)));
    m_sessions[m_session] = session;
    m_lastSessionId = std::max(m_lastSessionId, m_session);
}

void Database::closeSession(const DataTree::Visit& removing)
{
    note(Change::CloseSession);
    m_sessions.erase(m_session);
    while (const DataTree::Nodes* owned = m_tree.ephemeralsOf(m_session)) {
        Znode& node = **owned->begin();
        if (removing) {
            removing(node);
        }
        m_tree.remove(node, m_zxid);
    }
}

std::string_view Database::commit()
{
    m_tree.keep();
    m_lastZxid = m_zxid;
    return m_record;
}

void Database::rollback()
{
    m_tree.rollback();
}

std::int64_t Database::zxidOf(BytesView record)
{
    const auto header = wire::jute::decode<RecordHeader>(record);
    return header ? header->zxid : -1;
}

Result<void> Database::replay(BytesView record)
{
    wire::jute::JuteReader read(record);
    RecordHeader header;
    read(header);
    if (!read.ok() || header.zxid != m_lastZxid + 1) {
        return Error{Errc::Corrupt,
                     "transaction " + std::to_string(header.zxid) + " follows "
                         + std::to_string(m_lastZxid)};
    }
    m_replaying = true;
    begin(header.session, header.timeMs);
    bool fits = true;
    while (fits && !read.rest().empty()) {
        fits = replayChange(read) && read.ok();
    }
    static_cast<void>(commit());
    m_replaying = false;
    if (!fits) {
        return Error{Errc::Corrupt,
                     "transaction " + std::to_string(header.zxid)
                         + " does not fit the tree that it is to change"};
    }
    return {};
}

bool Database::replayChange(wire::jute::JuteReader& read)
{
    std::uint8_t kind = 0;
    read(kind);
    if (static_cast<Change>(kind) == Change::CreateSession) {
        SessionRecord session;
        Buffer password;
        read(session.timeoutMs);
        read(password);
        if (!password || password->size() != session.password.size()) {
            return false;
        }
        std::copy(password->begin(), password->end(), session.password.begin());
        createSession(session);
        return true;
    }
    if (static_cast<Change>(kind) == Change::CloseSession) {
        closeSession({});
        return true;
    }
    std::string_view path;
    read(path);
    Znode* node = find(path);
    switch (static_cast<Change>(kind)) {
    case Change::Create: {
        Buffer data;
        std::vector<AclEntry> acl;
        std::int64_t owner = 0;
        read(data);
        read(acl);
        read(owner);
        Znode* parent = isValidPath(path) ? find(parentPath(path)) : nullptr;
        if (!read.ok() || node != nullptr || parent == nullptr) {
            return false;
        }
        create(*parent, path, data, m_acls.intern(std::move(acl)), owner);
        return true;
    }
    case Change::Remove:
        if (node == nullptr || !node->children.empty() || node->parent == nullptr) {
            return false;
        }
        remove(*node);
        return true;
    case Change::SetData: {
        Buffer data;
        read(data);
        if (!read.ok() || node == nullptr) {
            return false;
        }
        setData(*node, data);
        return true;
    }
    case Change::SetAcl: {
        std::vector<AclEntry> acl;
        read(acl);
        if (!read.ok() || node == nullptr) {
            return false;
        }
        setAcl(*node, m_acls.intern(std::move(acl)));
        return true;
    }
    default:
        return false;
    }
}

void Database::restore(std::int64_t lastZxid, std::int64_t lastSessionId,
                       std::map<std::int64_t, SessionRecord> sessions)
{
    m_lastZxid = lastZxid;
    m_lastSessionId = lastSessionId;
    m_sessions = std::move(sessions);
}

} // namespace ottla::registry
