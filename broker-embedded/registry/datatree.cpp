// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/datatree.h"

#include "registry/paths.h"

#include <algorithm>
#include <cassert>

namespace ottla::registry {

DataTree::DataTree(AclTable& acls)
    : m_acls(acls)
{
    const auto add = [this](std::string_view path) -> Znode& {
        auto node = std::make_unique<Znode>();
        node->path = path;
        node->hasData = true;
        node->acl = m_acls.open();
        Znode& added = *node;
        put(std::move(node));
        return added;
    };
    add("/");
    add(systemRoot);
    add(quotaRoot);
    Znode& config = add(configNode);
    config.acl = m_acls.intern({{permissionRead, {"world", "anyone"}}});
    config.stat.aversion = -1;
    const bool linked = link();
    assert(linked);
    static_cast<void>(linked);
}

Znode* DataTree::find(std::string_view path) const
{
    if (path.empty()) {
        return m_root;
    }
    const auto it = m_byPath.find(path);
    return it == m_byPath.end() ? nullptr : it->second;
}

void DataTree::beforeChange(Znode& node)
{
    if (m_visit && node.epoch != m_epoch) {
        node.epoch = m_epoch;
        m_visit(node);
    }
}

void DataTree::insert(std::unique_ptr<Znode> node)
{
    if (m_freeSlots.empty()) {
        node->slot = static_cast<std::uint32_t>(m_slots.size());
        m_slots.emplace_back();
    } else {
        node->slot = m_freeSlots.back();
        m_freeSlots.pop_back();
    }
    m_byPath.emplace(node->path, node.get());
    m_dataBytes += node->path.size() + node->data.size();
    noteOwner(*node);
    m_slots[node->slot] = std::move(node);
}

std::unique_ptr<Znode> DataTree::extract(Znode& node)
{
    forgetOwner(node);
    m_dataBytes -= node.path.size() + node.data.size();
    m_byPath.erase(node.path);
    m_freeSlots.push_back(node.slot);
    return std::move(m_slots[node.slot]);
}

void DataTree::attach(Znode& parent, Znode& node)
{
    node.parent = &parent;
    node.indexInParent = static_cast<std::uint32_t>(parent.children.size());
    parent.children.push_back(&node);
}

void DataTree::detach(Znode& node)
{
    auto& siblings = node.parent->children;
    siblings[node.indexInParent] = siblings.back();
    siblings[node.indexInParent]->indexInParent = node.indexInParent;
    siblings.pop_back();
}

void DataTree::noteOwner(Znode& node)
{
    switch (ownerKind(node.stat.ephemeralOwner)) {
    case OwnerKind::None:
        break;
    case OwnerKind::Session:
        m_ephemerals[node.stat.ephemeralOwner].insert(&node);
        ++m_ephemeralCount;
        break;
    case OwnerKind::Container:
    case OwnerKind::Ttl:
        m_transients.insert(&node);
        break;
    }
}

void DataTree::forgetOwner(Znode& node)
{
    if (ownerKind(node.stat.ephemeralOwner) != OwnerKind::Session) {
        m_transients.erase(&node);
        return;
    }
    const auto it = m_ephemerals.find(node.stat.ephemeralOwner);
    it->second.erase(&node);
    --m_ephemeralCount;
    if (it->second.empty()) {
        m_ephemerals.erase(it);
    }
}

Znode& DataTree::create(Znode& parent, std::string_view path, wire::jute::Buffer data, AclRef acl,
                        std::int64_t owner, std::int64_t zxid, std::int64_t timeMs)
{
    beforeChange(parent);
    auto made = std::make_unique<Znode>();
    Znode& node = *made;
    node.path = path;
    node.hasData = data.has_value();
    if (data) {
        node.data = asText(*data);
    }
    node.acl = std::move(acl);
    node.stat = {.czxid = zxid,
                 .mzxid = zxid,
                 .pzxid = zxid,
                 .ctimeMs = timeMs,
                 .mtimeMs = timeMs,
                 .ephemeralOwner = owner};
    node.epoch = m_epoch;
    if (m_recording) {
        m_undo.push_back({.kind = Undo::Kind::StatChanged, .node = &parent, .stat = parent.stat});
        m_undo.push_back({.kind = Undo::Kind::Created, .node = &node});
    }
    insert(std::move(made));
    attach(parent, node);
    parent.stat.childrenMade = countedUp(parent.stat.childrenMade);
    parent.stat.pzxid = zxid;
    return node;
}

void DataTree::remove(Znode& node, std::int64_t zxid)
{
    Znode& parent = *node.parent;
    beforeChange(node);
    beforeChange(parent);
    if (m_recording) {
        m_undo.push_back({.kind = Undo::Kind::StatChanged, .node = &parent, .stat = parent.stat});
    }
    detach(node);
    parent.stat.pzxid = zxid;
    auto removed = extract(node);
    if (m_recording) {
        m_undo.push_back(
            {.kind = Undo::Kind::Removed, .node = &node, .removed = std::move(removed)});
    }
}

void DataTree::setData(Znode& node, wire::jute::Buffer data, std::int64_t zxid, std::int64_t timeMs)
{
    beforeChange(node);
    m_dataBytes -= node.data.size();
    if (m_recording) {
        m_undo.push_back({.kind = Undo::Kind::DataChanged,
                          .node = &node,
                          .stat = node.stat,
                          .data = std::move(node.data),
                          .hasData = node.hasData});
    }
    node.data = data ? asText(*data) : std::string_view{};
    node.hasData = data.has_value();
    m_dataBytes += node.data.size();
    node.stat.version = countedUp(node.stat.version);
    node.stat.mzxid = zxid;
    node.stat.mtimeMs = timeMs;
}

void DataTree::setAcl(Znode& node, AclRef acl)
{
    assert(!m_recording); // no request of several changes has this one
    beforeChange(node);
    node.acl = std::move(acl);
    node.stat.aversion = countedUp(node.stat.aversion);
}

void DataTree::beginUndo()
{
    m_recording = true;
}

void DataTree::rollback()
{
    m_recording = false;
    for (; !m_undo.empty(); m_undo.pop_back()) {
        Undo& undo = m_undo.back();
        switch (undo.kind) {
        case Undo::Kind::Created:
            detach(*undo.node);
            extract(*undo.node);
            break;
        case Undo::Kind::Removed: {
            Znode& node = *undo.removed;
            insert(std::move(undo.removed));
            attach(*node.parent, node);
            break;
        }
        case Undo::Kind::DataChanged:
            m_dataBytes -= undo.node->data.size();
            undo.node->data = std::move(undo.data);
            undo.node->hasData = undo.hasData;
            m_dataBytes += undo.node->data.size();
            undo.node->stat = undo.stat;
            break;
        case Undo::Kind::StatChanged:
            undo.node->stat = undo.stat;
            break;
        }
    }
}

void DataTree::keep()
{
    m_recording = false;
    m_undo.clear();
}

void DataTree::beginSnapshot(Visit visit)
{
    ++m_epoch;
    m_nextSlot = 0;
    m_visit = std::move(visit);
}

bool DataTree::walkSnapshot(std::size_t nodes)
{
    for (; nodes > 0 && m_nextSlot < m_slots.size(); --nodes, ++m_nextSlot) {
        if (m_slots[m_nextSlot]) {
            beforeChange(*m_slots[m_nextSlot]);
        }
    }
    if (m_nextSlot < m_slots.size()) {
        return false;
    }
    m_visit = {};
    return true;
}

void DataTree::endSnapshot()
{
    m_visit = {};
}

void DataTree::clear()
{
    m_ephemerals.clear();
    m_transients.clear();
    m_ephemeralCount = 0;
    m_dataBytes = 0;
    m_byPath.clear();
    m_slots.clear();
    m_freeSlots.clear();
    m_root = nullptr;
}

void DataTree::put(std::unique_ptr<Znode> node)
{
    insert(std::move(node));
}

bool DataTree::link()
{
    const auto root = m_byPath.find("/");
    if (root == m_byPath.end()) {
        return false;
    }
    m_root = root->second;
    for (const auto& node : m_slots) {
        if (node.get() == m_root) {
            continue;
        }
        Znode* parent = find(parentPath(node->path));
        if (parent == nullptr) {
            return false;
        }
        attach(*parent, *node);
    }
    return true;
}

const DataTree::Nodes* DataTree::ephemeralsOf(std::int64_t session) const
{
    const auto it = m_ephemerals.find(session);
    return it == m_ephemerals.end() ? nullptr : &it->second;
}

std::size_t DataTree::countBelow(const Znode& node)
{
    std::size_t count = node.children.size();
    for (const Znode* child : node.children) {
        count += countBelow(*child);
    }
    return count;
}

} // namespace ottla::registry
