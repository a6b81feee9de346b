// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/zookeeper/mirror.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace ottla::cluster {

namespace {

constexpr Interest none{false, false};
constexpr Interest onlyData{true, false};
constexpr Interest onlyChildren{false, true};
constexpr Interest both{true, true};

struct Rule
{
    std::string_view path;
    Interest interest;
};

constexpr std::array exact = {
    Rule{"/", onlyChildren},
    Rule{"/admin", onlyChildren},
    Rule{"/admin/delete_topics", onlyChildren},
    Rule{"/admin/preferred_replica_election", onlyData},
    Rule{"/admin/reassign_partitions", onlyData},
    Rule{"/brokers", onlyChildren},
    Rule{"/brokers/ids", onlyChildren},
    Rule{"/brokers/topics", onlyChildren},
    Rule{"/cluster", onlyChildren},
    Rule{"/cluster/id", onlyData},
    Rule{"/config", onlyChildren},
    Rule{"/config/brokers", onlyChildren},
    Rule{"/config/changes", onlyChildren},
    Rule{"/config/topics", onlyChildren},
    Rule{"/controller", onlyData},
    Rule{"/controller_epoch", onlyData},
    Rule{"/isr_change_notification", onlyChildren},
    Rule{"/latest_producer_id_block", onlyData},
};

/// Of the children of these.
constexpr std::array children = {
    Rule{"/brokers/ids", onlyData},
    Rule{"/config/brokers", onlyData},
    Rule{"/config/topics", onlyData},
};

/// What stands behind "/brokers/topics/": <t>, <t>/partitions, <t>/partitions/<n>, …/state.
Interest interestInTopic(std::string_view rest)
{
    const auto depth = std::count(rest.begin(), rest.end(), '/');
    if (depth == 0) {
        return both;
    }
    const std::string_view below = rest.substr(rest.find('/') + 1);
    if (!below.starts_with("partitions")) {
        return none;
    }
    if (depth <= 2) {
        return onlyChildren;
    }
    return depth == 3 && below.ends_with("/state") ? onlyData : none;
}

const Rule* find(std::span<const Rule> rules, std::string_view path)
{
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Rule& rule) { return rule.path == path; });
    return found == rules.end() ? nullptr : &*found;
}

} // namespace

Interest interestIn(const std::string& path)
{
    constexpr std::string_view topics = "/brokers/topics/";
    if (path.starts_with(topics)) {
        return interestInTopic(std::string_view(path).substr(topics.size()));
    }
    if (const Rule* rule = find(exact, path)) {
        return rule->interest;
    }
    const Rule* rule = find(children, parentPath(path));
    return rule != nullptr ? rule->interest : none;
}

std::optional<std::string> onlyChildOf(const std::string& path)
{
    const bool isPartition = path.starts_with("/brokers/topics/")
        && std::count(path.begin(), path.end(), '/') == 5 && interestIn(path).children;
    return isPartition ? std::optional(path + "/state") : std::nullopt;
}

std::string parentPath(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

std::string childPath(const std::string& parent, const std::string& name)
{
    return parent == "/" ? "/" + name : parent + "/" + name;
}

std::optional<Znode> Mirror::get(const std::string& path) const
{
    const auto found = m_entries.find(path);
    return found == m_entries.end() ? std::nullopt : found->second.znode;
}

std::vector<std::string> Mirror::children(const std::string& path) const
{
    const auto found = m_entries.find(path);
    if (found == m_entries.end()) {
        return {};
    }
    return {found->second.children.begin(), found->second.children.end()};
}

bool Mirror::contains(const std::string& path) const
{
    if (m_entries.contains(path)) {
        return true;
    }
    const auto parent = m_entries.find(parentPath(path));
    return parent != m_entries.end()
        && parent->second.children.contains(path.substr(path.rfind('/') + 1));
}

void Mirror::takeData(const std::string& path, Znode znode)
{
    Entry& entry = m_entries[path];
    entry.generation = m_generation;
    if (entry.znode != znode) {
        entry.znode = std::move(znode);
        m_changes.insert(path);
    }
}

std::vector<std::string> Mirror::takeChildren(const std::string& path,
                                              const std::vector<std::string>& names)
{
    Entry& entry = m_entries[path];
    entry.generation = m_generation;
    std::set<std::string> now(names.begin(), names.end());
    std::set<std::string> before = std::move(entry.children);
    entry.children = now;
    if (before != now) {
        m_changes.insert(path);
    }
    for (const std::string& name : before) {
        if (!now.contains(name)) {
            forget(childPath(path, name));
        }
    }
    std::vector<std::string> unread;
    for (const std::string& name : now) {
        std::string child = childPath(path, name);
        if (!interestIn(child).any()) {
            continue;
        }
        const auto [at, isNew] = m_entries.try_emplace(child);
        if (isNew || at->second.generation != m_generation) {
            at->second.generation = m_generation;
            unread.push_back(std::move(child));
        }
    }
    return unread;
}

void Mirror::takeAbsence(const std::string& path)
{
    forget(path);
    if (path == "/") {
        return;
    }
    // The parent's own reading may come before or after: either way a znode that is made again
    // under this name must be new to it.
    const std::string parent = parentPath(path);
    const auto found = m_entries.find(parent);
    if (found != m_entries.end()
        && found->second.children.erase(path.substr(path.rfind('/') + 1)) > 0) {
        m_changes.insert(parent);
    }
}

void Mirror::forget(const std::string& path)
{
    if (m_entries.erase(path) > 0) {
        m_changes.insert(path);
    }
    const std::string prefix = path == "/" ? path : path + "/";
    auto at = m_entries.lower_bound(prefix);
    while (at != m_entries.end() && at->first.starts_with(prefix)) {
        m_changes.insert(at->first);
        at = m_entries.erase(at);
    }
}

std::vector<std::string> Mirror::takeChanges()
{
    std::vector<std::string> changes(m_changes.begin(), m_changes.end());
    m_changes.clear();
    return changes;
}

} // namespace ottla::cluster
