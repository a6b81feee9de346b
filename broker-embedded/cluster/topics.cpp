// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/topics.h"

#include "cluster/topicjson.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

constexpr std::size_t longestName = 249; // room for "-<partition>" in a folder's name
const std::string topicsRoot = "/brokers/topics";

/// The topic that a znode belongs to; nothing for those of no topic.
std::optional<std::string> topicOfPath(const std::string& path)
{
    for (const std::string& root : {topicsRoot + "/", std::string("/config/topics/")}) {
        if (path.starts_with(root) && path.size() > root.size()) {
            return path.substr(root.size(), path.find('/', root.size()) - root.size());
        }
    }
    return std::nullopt;
}

/// As one word in a line of the log, whatever the name is made of.
std::string quoted(const std::string& name)
{
    return nlohmann::json(name).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

} // namespace

Topics::Topics(MetadataStore& store, NodeId self)
    : m_store(store)
    , m_self(self)
    , m_brokers(nullptr)
    , m_snapshot(std::make_shared<Snapshot>())
{
    reload({topicsRoot});
}

Topics::Topics(MetadataStore& store, NodeId self, const LiveBrokers& brokers)
    : m_store(store)
    , m_self(self)
    , m_brokers(&brokers)
    , m_snapshot(std::make_shared<Snapshot>())
{
    reload({topicsRoot});
}

std::shared_ptr<const Topic> Topics::load(const std::string& name) const
{
    const auto assignment = m_store.get(topicPath(name));
    if (!assignment) {
        return nullptr;
    }
    auto topic = std::make_shared<Topic>();
    topic->name = name;
    topic->internal = isInternalName(name);
    if (!readAssignment(assignment->data, *topic)) {
        spdlog::error("{} does not hold a topic's partitions; the topic is left out",
                      topicPath(name));
        return nullptr;
    }
    if (topic->id.isZero()) {
        // A tool of before topic ids made it, or has written it anew: the controller gives it one,
        // or gives it back.
        const auto known = find(name);
        if (!known) {
            return nullptr;
        }
        topic->id = known->id;
    }
    for (PartitionState& partition : topic->partitions) {
        const auto state = m_store.get(statePath(name, partition.id));
        if (!state) {
            continue; // a new partition, which the controller has not seen yet
        }
        if (!readState(state->data, partition)) {
            spdlog::error("{} does not hold a partition's state; it has no leader",
                          statePath(name, partition.id));
            continue;
        }
        partition.version = state->version;
    }
    if (const auto config = m_store.get(configPath(name))) {
        topic->config = readConfig(config->data).value_or(std::map<std::string, std::string>{});
    }
    return topic;
}

std::shared_ptr<const Topics::Snapshot> Topics::snapshot() const
{
    const std::shared_lock lock(m_mutex);
    return m_snapshot;
}

std::shared_ptr<const Topic> Topics::find(const std::string& name) const
{
    const auto now = snapshot();
    const auto found = now->byName.find(name);
    return found == now->byName.end() ? nullptr : found->second;
}

std::shared_ptr<const Topic> Topics::find(const Uuid& id) const
{
    const auto now = snapshot();
    const auto found = now->byId.find(id);
    return found == now->byId.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Topic>> Topics::all() const
{
    std::vector<std::shared_ptr<const Topic>> topics;
    const auto now = snapshot();
    for (const auto& [name, topic] : now->byName) {
        topics.push_back(topic);
    }
    return topics;
}

bool Topics::catchUp()
{
    if (!m_store.catchUp(topicsRoot)) {
        return false;
    }
    reload({topicsRoot}); // while the broker starts nobody tells of changes yet
    return true;
}

bool Topics::isValidName(const std::string& name)
{
    return !name.empty() && name != "." && name != ".." && name.size() <= longestName
        && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '.' || c == '_' || c == '-';
           });
}

bool Topics::isInternalName(const std::string& name)
{
    return name == "__consumer_offsets" || name == "__transaction_state";
}

void Topics::setListener(Listener listener)
{
    m_listener = std::move(listener);
}

void Topics::reload(const std::vector<std::string>& paths)
{
    std::set<std::string> names;
    for (const std::string& path : paths) {
        if (path == topicsRoot) {
            const auto stored = m_store.children(path);
            names.insert(stored.begin(), stored.end());
            const auto known = snapshot(); // kept while it is walked
            for (const auto& [name, topic] : known->byName) {
                names.insert(name);
            }
        } else if (auto name = topicOfPath(path)) {
            names.insert(std::move(*name));
        }
    }
    take(names);
}

void Topics::take(const std::set<std::string>& names)
{
    std::vector<std::string> changed;
    {
        const std::lock_guard loading(m_loading);
        auto next = std::make_shared<Snapshot>(*snapshot());
        for (const std::string& name : names) {
            if (!isValidName(name)) { // of whatever made it, a folder's name is none of it
                if (m_refused.insert(name).second) {
                    spdlog::error("{} has {}, which no topic may be named; it is left out",
                                  topicsRoot, quoted(name));
                }
                continue;
            }
            const auto topic = load(name);
            const auto before = next->byName.find(name);
            const bool known = before != next->byName.end();
            if (topic ? known && *before->second == *topic : !known) {
                continue;
            }
            if (known) {
                next->byId.erase(before->second->id);
                next->byName.erase(before);
            }
            if (topic) {
                next->byName[name] = topic;
                next->byId[topic->id] = topic;
            }
            changed.push_back(name);
        }
        const std::unique_lock lock(m_mutex);
        m_snapshot = next;
    }
    if (m_listener && !changed.empty()) {
        m_listener(changed);
    }
}

} // namespace ottla::cluster
