// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/znode.h"

#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ottla::registry {

/// The znodes. Knows no sessions, watches or permissions: whoever calls has checked what there is
/// to check. Owner's thread.
///
/// Two things can look at it while it changes: an undo list, for requests of several changes of
/// which one fails, and a snapshot, which is walked in pieces and shows the tree as it was when it
/// began, because a node that is about to change is handed out first.
class DataTree
{
public:
    /// Has the root and the system's znodes.
    explicit DataTree(AclTable& acls);
    DataTree(const DataTree&) = delete;
    DataTree& operator=(const DataTree&) = delete;

    /// Null when there is none. Empty is the root.
    [[nodiscard]] Znode* find(std::string_view path) const;

    /// A child of `parent`; `path` is its whole path, which is not taken.
    Znode& create(Znode& parent, std::string_view path, wire::jute::Buffer data, AclRef acl,
                  std::int64_t owner, std::int64_t zxid, std::int64_t timeMs);
    /// Has no children and is not the root.
    void remove(Znode& node, std::int64_t zxid);
    void setData(Znode& node, wire::jute::Buffer data, std::int64_t zxid, std::int64_t timeMs);
    void setAcl(Znode& node, AclRef acl);

    /// From here on, changes can be taken back.
    void beginUndo();
    /// Takes back what was changed since beginUndo().
    void rollback();
    /// They stay.
    void keep();

    using Visit = std::function<void(const Znode&)>;
    /// `visit` gets every node of now, each once and as it is now, between this call and the
    /// walkSnapshot() that returns true.
    void beginSnapshot(Visit visit);
    /// Walks over up to `nodes` nodes; true at the end.
    [[nodiscard]] bool walkSnapshot(std::size_t nodes);
    /// Gives it up before the end.
    void endSnapshot();
    [[nodiscard]] bool hasSnapshot() const { return static_cast<bool>(m_visit); }

    /// For loading: empties the tree, even of the system's znodes; then put() any number of nodes
    /// in any order, then link().
    void clear();
    void put(std::unique_ptr<Znode> node);
    /// False when a node has no parent, or there is no root.
    [[nodiscard]] bool link();

    using Nodes = std::unordered_set<Znode*>;
    /// The ephemeral nodes of a session; null for none.
    [[nodiscard]] const Nodes* ephemeralsOf(std::int64_t session) const;
    [[nodiscard]] const std::unordered_map<std::int64_t, Nodes>& ephemerals() const
    {
        return m_ephemerals;
    }
    /// Nodes that go when they are not used: containers and those with a time to live.
    [[nodiscard]] const Nodes& transients() const { return m_transients; }

    [[nodiscard]] std::size_t nodeCount() const { return m_byPath.size(); }
    [[nodiscard]] std::size_t ephemeralCount() const { return m_ephemeralCount; }
    /// Bytes of paths and data.
    [[nodiscard]] std::size_t dataBytes() const { return m_dataBytes; }
    /// Nodes below one, at any depth.
    [[nodiscard]] static std::size_t countBelow(const Znode& node);

private:
    struct Undo
    {
        enum class Kind
        {
            Created,
            Removed,
            StatChanged,
            DataChanged,
        };
        Kind kind = Kind::Created;
        Znode* node = nullptr;
        std::unique_ptr<Znode> removed = {};
        ZnodeStat stat = {};
        std::string data = {};
        bool hasData = false;
    };

    void beforeChange(Znode& node);
    void insert(std::unique_ptr<Znode> node);
    std::unique_ptr<Znode> extract(Znode& node);
    void attach(Znode& parent, Znode& node);
    void detach(Znode& node);
    void noteOwner(Znode& node);
    void forgetOwner(Znode& node);

    AclTable& m_acls;
    std::vector<std::unique_ptr<Znode>> m_slots;
    std::vector<std::uint32_t> m_freeSlots;
    std::unordered_map<std::string_view, Znode*> m_byPath; ///< Keys are the nodes' own paths.
    Znode* m_root = nullptr;
    std::unordered_map<std::int64_t, Nodes> m_ephemerals;
    Nodes m_transients;
    std::size_t m_ephemeralCount = 0;
    std::size_t m_dataBytes = 0;

    bool m_recording = false;
    std::vector<Undo> m_undo;

    Visit m_visit;
    std::uint32_t m_epoch = 0;
    std::size_t m_nextSlot = 0; ///< Of the walk.
};

} // namespace ottla::registry
