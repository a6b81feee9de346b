// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/znode.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ottla::registry {

/// What a watch tells, as on the wire.
enum class EventType : std::int32_t
{
    NodeCreated = 1,
    NodeDeleted = 2,
    NodeDataChanged = 3,
    NodeChildrenChanged = 4,
};

/// How long a watch lasts. A client may have several on one path.
enum WatchMode : std::uint8_t
{
    watchOnce = 1,
    watchPersistent = 2,
    watchRecursive = 4, ///< Persistent, also for everything below, but not for lists of children.
};

/// Whom events are for.
class Watcher
{
public:
    virtual ~Watcher() = default;
    /// `acl` is the znode's: who may not read it is not told.
    virtual void notify(EventType type, std::string_view path, const AclList* acl) = 0;
    [[nodiscard]] virtual std::int64_t sessionId() const = 0;
};

/// The watches of one kind (on data and existence, or on children), by path. Owner's thread.
class WatchTable
{
public:
    using Watchers = std::vector<Watcher*>;

    void add(std::string_view path, Watcher& watcher, WatchMode mode);
    /// All watches of the watcher on the path; false when it has none.
    bool remove(std::string_view path, Watcher& watcher);
    void removeAll(Watcher& watcher);
    [[nodiscard]] bool has(std::string_view path, const Watcher& watcher) const;
    /// Whom an event concerns, each once; takes the watches that last for one event.
    [[nodiscard]] Watchers take(std::string_view path, EventType type);
    [[nodiscard]] bool empty() const { return m_byPath.empty(); }

    struct Entry
    {
        Watcher* watcher = nullptr;
        std::uint8_t modes = 0;
    };
    using ByPath = std::unordered_map<std::string, std::vector<Entry>>;
    using Paths = std::unordered_set<const std::string*>; ///< Keys of byPath().
    [[nodiscard]] const ByPath& byPath() const { return m_byPath; }
    [[nodiscard]] const std::unordered_map<const Watcher*, Paths>& byWatcher() const
    {
        return m_byWatcher;
    }
    /// Pairs of watcher and path.
    [[nodiscard]] std::size_t count() const { return m_count; }

private:
    ByPath::iterator find(std::string_view path);
    void takeAt(std::string_view path, EventType type, bool isParent, Watchers& watchers);
    void forget(const Watcher& watcher, const std::string& path);

    ByPath m_byPath;
    std::unordered_map<const Watcher*, Paths> m_byWatcher;
    std::size_t m_count = 0;
    std::size_t m_recursive = 0; ///< How many; without any, no parents are looked at.
    std::string m_key; ///< Saves an allocation at each look-up.
};

/// Both kinds of watches, and which change of the tree triggers which.
class WatchManager
{
public:
    WatchTable data;
    WatchTable children;

    void created(std::string_view path, const AclList* acl, const AclList* parentAcl);
    void deleted(std::string_view path, const AclList* acl, const AclList* parentAcl);
    void dataChanged(std::string_view path, const AclList* acl);
    void addPersistent(std::string_view path, Watcher& watcher, bool recursive);
    void removeAll(Watcher& watcher);
    [[nodiscard]] bool empty() const { return data.empty() && children.empty(); }
    [[nodiscard]] std::size_t count() const { return data.count() + children.count(); }
};

} // namespace ottla::registry
