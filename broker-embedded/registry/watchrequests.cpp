// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/requestprocessor.h"

namespace ottla::registry {

namespace {

/// Kinds of watches, in checkWatches and removeWatches.
enum class WatcherType : std::int32_t
{
    Children = 1,
    Data = 2,
    Any = 3,
};

/// Modes of addWatch.
constexpr std::int32_t modePersistent = 0;
constexpr std::int32_t modeRecursive = 1;

bool isKnown(std::int32_t type)
{
    return type >= static_cast<std::int32_t>(WatcherType::Children)
        && type <= static_cast<std::int32_t>(WatcherType::Any);
}

} // namespace

ZkError RequestProcessor::setWatches(Client& client, Reader& read, bool second)
{
    wire::jute::SetWatches2Request request;
    if (second) {
        read(request);
    } else {
        read(request.plain);
    }
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    const std::size_t count = request.plain.data.size() + request.plain.exist.size()
        + request.plain.child.size() + 2 * (request.persistent.size() + request.recursive.size());
    if (!hasRoomForWatches(count)) {
        return ZkError::SystemError;
    }
    WatchManager& watches = m_state.watches;
    const std::int64_t seen = request.plain.relativeZxid;
    // What happened since the client was last told is told now, the rest is watched again.
    for (const std::string_view path : request.plain.data) {
        const Znode* node = m_state.database.find(path);
        if (node == nullptr) {
            client.notify(EventType::NodeDeleted, path, nullptr);
        } else if (node->stat.mzxid > seen) {
            client.notify(EventType::NodeDataChanged, path, node->acl.get());
        } else {
            watches.data.add(path, client, watchOnce);
        }
    }
    for (const std::string_view path : request.plain.exist) {
        if (const Znode* node = m_state.database.find(path)) {
            client.notify(EventType::NodeCreated, path, node->acl.get());
        } else {
            watches.data.add(path, client, watchOnce);
        }
    }
    for (const std::string_view path : request.plain.child) {
        const Znode* node = m_state.database.find(path);
        if (node == nullptr) {
            client.notify(EventType::NodeDeleted, path, nullptr);
        } else if (node->stat.pzxid > seen) {
            client.notify(EventType::NodeChildrenChanged, path, node->acl.get());
        } else {
            watches.children.add(path, client, watchOnce);
        }
    }
    for (const std::string_view path : request.persistent) {
        watches.addPersistent(path, client, false);
    }
    for (const std::string_view path : request.recursive) {
        watches.addPersistent(path, client, true);
    }
    return ZkError::Ok;
}

ZkError RequestProcessor::addPersistentWatch(Client& client, Reader& read)
{
    wire::jute::PathNumberRequest request;
    read(request);
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    if (request.number != modePersistent && request.number != modeRecursive) {
        return ZkError::MarshallingError;
    }
    if (!hasRoomForWatches(2)) { // one of each kind
        return ZkError::SystemError;
    }
    m_state.watches.addPersistent(request.path, client, request.number == modeRecursive);
    m_write(std::int32_t{0}); // an ErrorResponse of its own
    return ZkError::Ok;
}

ZkError RequestProcessor::checkWatches(Client& client, Reader& read)
{
    wire::jute::PathNumberRequest request;
    read(request);
    if (!read.ok() || !isKnown(request.number)) {
        return ZkError::MarshallingError;
    }
    const auto type = static_cast<WatcherType>(request.number);
    const bool has =
        (type != WatcherType::Data && m_state.watches.children.has(request.path, client))
        || (type != WatcherType::Children && m_state.watches.data.has(request.path, client));
    return has ? ZkError::Ok : ZkError::NoWatcher;
}

ZkError RequestProcessor::removeWatches(Client& client, Reader& read)
{
    wire::jute::PathNumberRequest request;
    read(request);
    if (!read.ok() || !isKnown(request.number)) {
        return ZkError::MarshallingError;
    }
    const auto type = static_cast<WatcherType>(request.number);
    bool removed = false;
    if (type != WatcherType::Data) {
        removed = m_state.watches.children.remove(request.path, client);
    }
    if (type != WatcherType::Children) {
        removed = m_state.watches.data.remove(request.path, client) || removed;
    }
    return removed ? ZkError::Ok : ZkError::NoWatcher;
}

} // namespace ottla::registry
