// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/watchmanager.h"

#include "registry/paths.h"

#include <algorithm>

namespace ottla::registry {

WatchTable::ByPath::iterator WatchTable::find(std::string_view path)
{
    m_key = path;
    return m_byPath.find(m_key);
}

void WatchTable::add(std::string_view path, Watcher& watcher, WatchMode mode)
{
    const auto it = m_byPath.try_emplace(std::string(path)).first;
    auto& entries = it->second;
    auto entry = std::find_if(entries.begin(), entries.end(),
                              [&](const Entry& e) { return e.watcher == &watcher; });
    if (entry == entries.end()) {
        entry = entries.insert(entry, {&watcher, 0});
        m_byWatcher[&watcher].insert(&it->first);
        ++m_count;
    }
    if (mode == watchRecursive && (entry->modes & watchRecursive) == 0) {
        ++m_recursive;
    }
    entry->modes |= mode;
}

void WatchTable::forget(const Watcher& watcher, const std::string& path)
{
    const auto it = m_byWatcher.find(&watcher);
    it->second.erase(&path);
    if (it->second.empty()) {
        m_byWatcher.erase(it);
    }
    --m_count;
}

bool WatchTable::remove(std::string_view path, Watcher& watcher)
{
    const auto it = find(path);
    if (it == m_byPath.end()) {
        return false;
    }
    auto& entries = it->second;
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& e) { return e.watcher == &watcher; });
    if (entry == entries.end()) {
        return false;
    }
    m_recursive -= (entry->modes & watchRecursive) != 0 ? 1U : 0U;
    entries.erase(entry);
    forget(watcher, it->first);
    if (entries.empty()) {
        m_byPath.erase(it);
    }
    return true;
}

void WatchTable::removeAll(Watcher& watcher)
{
    const auto known = m_byWatcher.find(&watcher);
    if (known == m_byWatcher.end()) {
        return;
    }
    const Paths paths = std::move(known->second);
    m_byWatcher.erase(known);
    m_count -= paths.size();
    for (const std::string* path : paths) {
        const auto it = m_byPath.find(*path);
        std::erase_if(it->second, [&](const Entry& entry) {
            if (entry.watcher != &watcher) {
                return false;
            }
            m_recursive -= (entry.modes & watchRecursive) != 0 ? 1U : 0U;
            return true;
        });
        if (it->second.empty()) {
            m_byPath.erase(it);
        }
    }
}

bool WatchTable::has(std::string_view path, const Watcher& watcher) const
{
    const auto it = m_byPath.find(std::string(path));
    return it != m_byPath.end()
        && std::any_of(it->second.begin(), it->second.end(),
                       [&](const Entry& entry) { return entry.watcher == &watcher; });
}

void WatchTable::takeAt(std::string_view path, EventType type, bool isParent, Watchers& watchers)
{
    const auto it = find(path);
    if (it == m_byPath.end()) {
        return;
    }
    constexpr std::uint8_t here = watchOnce | watchPersistent;
    std::erase_if(it->second, [&](Entry& entry) {
        const bool concerned = (!isParent && (entry.modes & here) != 0)
            || ((entry.modes & watchRecursive) != 0 && type != EventType::NodeChildrenChanged);
        if (!concerned) {
            return false;
        }
        if (std::find(watchers.begin(), watchers.end(), entry.watcher) == watchers.end()) {
            watchers.push_back(entry.watcher);
        }
        if (!isParent) {
            entry.modes &= static_cast<std::uint8_t>(~watchOnce);
        }
        if (entry.modes != 0) {
            return false;
        }
        forget(*entry.watcher, it->first);
        return true;
    });
    if (it->second.empty()) {
        m_byPath.erase(it);
    }
}

WatchTable::Watchers WatchTable::take(std::string_view path, EventType type)
{
    Watchers watchers;
    if (m_byPath.empty()) {
        return watchers;
    }
    takeAt(path, type, false, watchers);
    while (m_recursive > 0 && path.size() > 1) {
        path = parentPath(path);
        if (path.empty()) {
            path = "/";
        }
        takeAt(path, type, true, watchers);
    }
    return watchers;
}

namespace {

std::string_view parentToTell(std::string_view path)
{
    const std::string_view parent = parentPath(path);
    return parent.empty() ? std::string_view("/") : parent;
}

void tell(const WatchTable::Watchers& watchers, EventType type, std::string_view path,
          const AclList* acl)
{
    for (Watcher* watcher : watchers) {
        watcher->notify(type, path, acl);
    }
}

} // namespace

void WatchManager::created(std::string_view path, const AclList* acl, const AclList* parentAcl)
{
    tell(data.take(path, EventType::NodeCreated), EventType::NodeCreated, path, acl);
    const std::string_view parent = parentToTell(path);
    tell(children.take(parent, EventType::NodeChildrenChanged), EventType::NodeChildrenChanged,
         parent, parentAcl);
}

void WatchManager::deleted(std::string_view path, const AclList* acl, const AclList* parentAcl)
{
    const auto told = data.take(path, EventType::NodeDeleted);
    tell(told, EventType::NodeDeleted, path, acl);
    auto others = children.take(path, EventType::NodeDeleted);
    std::erase_if(others, [&told](Watcher* watcher) {
        return std::find(told.begin(), told.end(), watcher) != told.end();
    });
    tell(others, EventType::NodeDeleted, path, acl);
    const std::string_view parent = parentToTell(path);
    tell(children.take(parent, EventType::NodeChildrenChanged), EventType::NodeChildrenChanged,
         parent, parentAcl);
}

void WatchManager::dataChanged(std::string_view path, const AclList* acl)
{
    tell(data.take(path, EventType::NodeDataChanged), EventType::NodeDataChanged, path, acl);
}

void WatchManager::addPersistent(std::string_view path, Watcher& watcher, bool recursive)
{
    const WatchMode mode = recursive ? watchRecursive : watchPersistent;
    data.add(path, watcher, mode);
    children.add(path, watcher, mode);
}

void WatchManager::removeAll(Watcher& watcher)
{
    data.removeAll(watcher);
    children.removeAll(watcher);
}

} // namespace ottla::registry
