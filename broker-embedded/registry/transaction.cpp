// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/transaction.h"

#include "registry/paths.h"

#include <array>
#include <cstdio>

namespace ottla::registry {

using wire::jute::OpCode;

namespace {

/// What the flags of a create say.
struct CreateMode
{
    bool ephemeral = false;
    bool sequential = false;
    bool container = false;
    bool ttl = false;
};

bool parseMode(std::int32_t flags, CreateMode& mode)
{
    constexpr std::array<CreateMode, 7> modes{{{},
                                               {.ephemeral = true},
                                               {.sequential = true},
                                               {.ephemeral = true, .sequential = true},
                                               {.container = true},
                                               {.ttl = true},
                                               {.sequential = true, .ttl = true}}};
    if (flags < 0 || static_cast<std::size_t>(flags) >= modes.size()) {
        return false;
    }
    mode = modes[static_cast<std::size_t>(flags)];
    return true;
}

/// The owner that a new node gets; false when the time to live does not fit the mode.
bool ownerFor(OpCode type, const CreateMode& mode, std::int64_t ttlMs, std::int64_t session,
              std::int64_t& owner)
{
    if (type == OpCode::CreateTtl) {
        owner = ttlOwner(ttlMs);
        return mode.ttl && ttlMs > 0 && ttlMs <= maxTtlMs;
    }
    owner = type == OpCode::CreateContainer ? containerOwner : mode.ephemeral ? session : 0;
    return !mode.ttl;
}

bool isOpenAcl(const std::vector<wire::jute::Acl>& acl)
{
    return acl.size() == 1 && acl[0].permissions == permissionAll && acl[0].id.scheme == "world"
        && acl[0].id.id == "anyone";
}

ZkError checkVersion(std::int32_t expected, std::int32_t actual)
{
    return expected == -1 || expected == actual ? ZkError::Ok : ZkError::BadVersion;
}

ZkError resolve(AclTable& table, const std::vector<wire::jute::Acl>& asked, const Client& client,
                AclRef& acl)
{
    if (isOpenAcl(asked)) {
        acl = table.open();
        return ZkError::Ok;
    }
    std::vector<AclEntry> entries;
    const ZkError error = resolveAcl(asked, client.ids, entries);
    if (error == ZkError::Ok) {
        acl = table.intern(std::move(entries));
    }
    return error;
}

} // namespace

void Transaction::begin(std::int64_t session, bool undoable)
{
    m_events.clear();
    m_state.database.begin(session, m_state.clock.wallMs(), undoable);
}

void Transaction::commit()
{
    Database& database = m_state.database;
    const std::string_view record = database.commit();
    m_state.log.append(record, database.lastZxid());
    for (const Event& event : m_events) {
        switch (event.type) {
        case EventType::NodeCreated:
            m_state.watches.created(event.path, event.acl.get(), event.parentAcl.get());
            break;
        case EventType::NodeDeleted:
            m_state.watches.deleted(event.path, event.acl.get(), event.parentAcl.get());
            break;
        default:
            m_state.watches.dataChanged(event.path, event.acl.get());
            break;
        }
    }
    m_events.clear();
}

void Transaction::rollback()
{
    m_state.database.rollback();
    m_events.clear();
}

void Transaction::note(EventType type, const Znode& node)
{
    if (!m_state.watches.empty()) {
        m_events.push_back({type, node.path, node.acl, node.parent ? node.parent->acl : nullptr});
    }
}

ZkError Transaction::create(const Client& client, OpCode type,
                            const wire::jute::CreateRequest& request, std::int64_t ttlMs,
                            Znode*& made)
{
    CreateMode mode;
    std::int64_t owner = 0;
    std::string_view path = request.path;
    if (!parseMode(request.flags, mode) || !ownerFor(type, mode, ttlMs, client.session, owner)
        || path.find('/') == std::string_view::npos || path.find('\0') != std::string_view::npos) {
        return ZkError::BadArguments;
    }
    Database& database = m_state.database;
    AclRef acl;
    if (const ZkError error = resolve(database.acls(), request.acl, client, acl);
        error != ZkError::Ok) {
        return error;
    }
    Znode* parent = database.find(parentPath(path));
    if (parent == nullptr) {
        return ZkError::NoNode;
    }
    if (!permits(*parent->acl, permissionCreate, client.ids)) {
        return ZkError::NoAuth;
    }
    std::string numbered;
    if (mode.sequential) {
        std::array<char, 16> number{};
        const int length = std::snprintf(number.data(), number.size(), "%010d",
                                         static_cast<int>(parent->stat.childrenMade));
        numbered.reserve(path.size() + static_cast<std::size_t>(length));
        numbered.append(path).append(number.data(), static_cast<std::size_t>(length));
        path = numbered;
    }
    if (!isValidPath(path)) {
        return ZkError::BadArguments;
    }
    if (database.find(path) != nullptr) {
        return ZkError::NodeExists;
    }
    if (ownerKind(parent->stat.ephemeralOwner) == OwnerKind::Session) {
        return ZkError::NoChildrenForEphemerals;
    }
    made = &database.create(*parent, path, request.data, std::move(acl), owner);
    note(EventType::NodeCreated, *made);
    return ZkError::Ok;
}

ZkError Transaction::remove(const Client& client, std::string_view path, std::int32_t version)
{
    if (path.find('/') == std::string_view::npos || path.find('\0') != std::string_view::npos
        || isSystemPath(path)) {
        return ZkError::BadArguments;
    }
    const Znode* parent = m_state.database.find(parentPath(path));
    if (parent == nullptr) {
        return ZkError::NoNode;
    }
    if (!permits(*parent->acl, permissionDelete, client.ids)) {
        return ZkError::NoAuth;
    }
    Znode* node = m_state.database.find(path);
    if (node == nullptr) {
        return ZkError::NoNode;
    }
    if (const ZkError error = checkVersion(version, node->stat.version); error != ZkError::Ok) {
        return error;
    }
    if (!node->children.empty()) {
        return ZkError::NotEmpty;
    }
    removeNode(*node);
    return ZkError::Ok;
}

void Transaction::removeNode(Znode& node)
{
    note(EventType::NodeDeleted, node);
    m_state.database.remove(node);
}

ZkError Transaction::setData(const Client& client, const wire::jute::SetDataRequest& request,
                             Znode*& node)
{
    if (!isValidPath(request.path)) {
        return ZkError::BadArguments;
    }
    node = m_state.database.find(request.path);
    if (node == nullptr) {
        return ZkError::NoNode;
    }
    if (!permits(*node->acl, permissionWrite, client.ids)) {
        return ZkError::NoAuth;
    }
    if (const ZkError error = checkVersion(request.version, node->stat.version);
        error != ZkError::Ok) {
        return error;
    }
    m_state.database.setData(*node, request.data);
    note(EventType::NodeDataChanged, *node);
    return ZkError::Ok;
}

ZkError Transaction::setAcl(const Client& client, const wire::jute::SetAclRequest& request,
                            Znode*& node)
{
    if (!isValidPath(request.path)) {
        return ZkError::BadArguments;
    }
    AclRef acl;
    if (const ZkError error = resolve(m_state.database.acls(), request.acl, client, acl);
        error != ZkError::Ok) {
        return error;
    }
    node = m_state.database.find(request.path);
    if (node == nullptr) {
        return ZkError::NoNode;
    }
    if (!permits(*node->acl, permissionAdmin, client.ids)) {
        return ZkError::NoAuth;
    }
    if (const ZkError error = checkVersion(request.version, node->stat.aversion);
        error != ZkError::Ok) {
        return error;
    }
    m_state.database.setAcl(*node, std::move(acl));
    return ZkError::Ok;
}

ZkError Transaction::check(const Client& client, std::string_view path, std::int32_t version,
                           Znode*& node)
{
    if (!isValidPath(path)) {
        return ZkError::BadArguments;
    }
    node = m_state.database.find(path);
    if (node == nullptr) {
        return ZkError::NoNode;
    }
    if (!permits(*node->acl, permissionRead, client.ids)) {
        return ZkError::NoAuth;
    }
    return checkVersion(version, node->stat.version);
}

void Transaction::createSession(const SessionRecord& session)
{
    m_state.database.createSession(session);
}

void Transaction::closeSession()
{
    m_state.database.closeSession(
        [this](const Znode& node) { note(EventType::NodeDeleted, node); });
}

} // namespace ottla::registry
