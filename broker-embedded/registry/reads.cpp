// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/paths.h"
#include "registry/requestprocessor.h"

#include <algorithm>

namespace ottla::registry {

using wire::jute::PathRequest;
using wire::jute::PathWatchRequest;

namespace {

template <typename Record>
bool take(wire::jute::JuteReader& read, Record& record)
{
    read(record);
    return read.ok();
}

} // namespace

ZkError RequestProcessor::readable(const Client& client, std::string_view path, Znode*& node) const
{
    node = m_state.database.find(path);
    if (node == nullptr) {
        return ZkError::NoNode;
    }
    return permits(*node->acl, permissionRead, client.ids) ? ZkError::Ok : ZkError::NoAuth;
}

bool RequestProcessor::hasRoomForWatches(std::size_t more) const
{
    const auto most = static_cast<std::size_t>(m_state.config.maxWatches);
    return most == 0 || m_state.watches.count() + more <= most;
}

ZkError RequestProcessor::addWatch(Client& client, WatchTable& table, std::string_view path)
{
    if (!hasRoomForWatches(1)) {
        return ZkError::SystemError;
    }
    table.add(path.empty() ? std::string_view("/") : path, client, watchOnce);
    return ZkError::Ok;
}

ZkError RequestProcessor::exists(Client& client, Reader& read)
{
    PathWatchRequest request;
    if (!take(read, request)) {
        return ZkError::MarshallingError;
    }
    if (request.path.find('\0') != std::string_view::npos) {
        return ZkError::BadArguments;
    }
    Znode* node = nullptr;
    const ZkError error = readable(client, request.path, node);
    if (error == ZkError::NoAuth) {
        return error;
    }
    if (request.watch) {
        if (const ZkError full = addWatch(client, m_state.watches.data, request.path);
            full != ZkError::Ok) {
            return full;
        }
    }
    if (node != nullptr) {
        m_write(node->wireStat());
    }
    return error;
}

ZkError RequestProcessor::getData(Client& client, Reader& read)
{
    PathWatchRequest request;
    if (!take(read, request)) {
        return ZkError::MarshallingError;
    }
    Znode* node = nullptr;
    if (const ZkError error = readable(client, request.path, node); error != ZkError::Ok) {
        return error;
    }
    if (request.watch) {
        if (const ZkError full = addWatch(client, m_state.watches.data, request.path);
            full != ZkError::Ok) {
            return full;
        }
    }
    m_write(node->buffer());
    m_write(node->wireStat());
    return ZkError::Ok;
}

void RequestProcessor::writeChildren(const Znode& node)
{
    m_write(static_cast<std::int32_t>(node.children.size()));
    for (const Znode* child : node.children) {
        m_write(nameInPath(child->path));
    }
}

ZkError RequestProcessor::getChildren(Client& client, Reader& read, bool withStat)
{
    PathWatchRequest request;
    if (!take(read, request)) {
        return ZkError::MarshallingError;
    }
    Znode* node = nullptr;
    if (const ZkError error = readable(client, request.path, node); error != ZkError::Ok) {
        return error;
    }
    if (request.watch) {
        if (const ZkError full = addWatch(client, m_state.watches.children, request.path);
            full != ZkError::Ok) {
            return full;
        }
    }
    writeChildren(*node);
    if (withStat) {
        m_write(node->wireStat());
    }
    return ZkError::Ok;
}

ZkError RequestProcessor::getAllChildrenNumber(Client& client, Reader& read)
{
    PathRequest request;
    if (!take(read, request)) {
        return ZkError::MarshallingError;
    }
    Znode* node = nullptr;
    if (const ZkError error = readable(client, request.path, node); error != ZkError::Ok) {
        return error;
    }
    m_write(static_cast<std::int32_t>(DataTree::countBelow(*node)));
    return ZkError::Ok;
}

ZkError RequestProcessor::getEphemerals(Client& client, Reader& read)
{
    PathRequest request;
    if (!take(read, request)) {
        return ZkError::MarshallingError;
    }
    const std::size_t countAt = m_write.beginVector();
    std::size_t count = 0;
    if (const DataTree::Nodes* owned = m_state.database.tree().ephemeralsOf(client.session)) {
        for (const Znode* node : *owned) {
            if (std::string_view(node->path).starts_with(request.path)) {
                m_write(std::string_view(node->path));
                ++count;
            }
        }
    }
    m_write.patch(countAt, count);
    return ZkError::Ok;
}

ZkError RequestProcessor::getAcl(Client& client, Reader& read)
{
    PathRequest request;
    if (!take(read, request)) {
        return ZkError::MarshallingError;
    }
    const Znode* node = m_state.database.find(request.path);
    if (node == nullptr) {
        return ZkError::NoNode;
    }
    if (!permits(*node->acl, permissionRead | permissionAdmin, client.ids)) {
        return ZkError::NoAuth;
    }
    std::vector<AclEntry> entries = node->acl->entries;
    if (!permits(*node->acl, permissionAdmin, client.ids)) {
        for (AclEntry& entry : entries) { // who may not change it does not see the hashes
            if (entry.id.scheme == "digest") {
                entry.id.id = entry.id.id.substr(0, entry.id.id.find(':')) + ":x";
            }
        }
    }
    m_write(entries);
    m_write(node->wireStat());
    return ZkError::Ok;
}

ZkError RequestProcessor::whoAmI(Client& client)
{
    m_write(static_cast<std::int32_t>(client.ids.size()));
    for (const AuthId& id : client.ids) {
        const std::string_view whole = id.id;
        m_write(std::string_view(id.scheme));
        m_write(id.scheme == "digest" ? whole.substr(0, whole.find(':')) : whole);
    }
    return ZkError::Ok;
}

ZkError RequestProcessor::multiRead(Client& client, Reader& read)
{
    wire::jute::MultiHeader header;
    for (read(header); read.ok() && !header.done; read(header)) {
        const auto type = static_cast<OpCode>(header.type);
        if (type != OpCode::GetData && type != OpCode::GetChildren) {
            return ZkError::MarshallingError;
        }
        PathWatchRequest request; // its watch is not looked at, as in ZooKeeper
        if (!take(read, request)) {
            break;
        }
        Znode* node = nullptr;
        const ZkError error = readable(client, request.path, node);
        if (error != ZkError::Ok) {
            const auto code = static_cast<std::int32_t>(error);
            m_write(wire::jute::MultiHeader{static_cast<std::int32_t>(OpCode::Error), false, code});
            m_write(code);
            continue;
        }
        m_write(wire::jute::MultiHeader{header.type, false, 0});
        if (type == OpCode::GetData) {
            m_write(node->buffer());
            m_write(node->wireStat());
        } else {
            writeChildren(*node);
        }
    }
    m_write(wire::jute::MultiHeader{-1, true, -1});
    return read.ok() ? ZkError::Ok : ZkError::MarshallingError;
}

} // namespace ottla::registry
