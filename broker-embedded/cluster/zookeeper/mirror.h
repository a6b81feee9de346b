// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/metadatastore.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ottla::cluster {

/// What a broker keeps of a znode.
struct Interest
{
    bool data = false;
    bool children = false;

    [[nodiscard]] bool any() const { return data || children; }
};
/// ZooKeeper-mode Kafka's znodes, as far as brokers read them; none of any other.
[[nodiscard]] Interest interestIn(const std::string& path);
/// A partition's state, for the znode of the partition, which has no other child.
[[nodiscard]] std::optional<std::string> onlyChildOf(const std::string& path);
/// "/" for "/a".
[[nodiscard]] std::string parentPath(const std::string& path);
[[nodiscard]] std::string childPath(const std::string& parent, const std::string& name);

/// The znodes that are of interest as they were read last. It is brought up to date by the answers
/// in their order. Not thread-safe.
class Mirror
{
public:
    [[nodiscard]] std::optional<Znode> get(const std::string& path) const;
    [[nodiscard]] std::vector<std::string> children(const std::string& path) const; ///< Sorted.
    [[nodiscard]] bool contains(const std::string& path) const;

    /// A new session: what was read in an earlier one is to be read again, but stays until then.
    void beginAnew() { ++m_generation; }
    void takeData(const std::string& path, Znode znode);
    /// Returns the children that must be read: those of interest that are new in this session.
    [[nodiscard]] std::vector<std::string> takeChildren(const std::string& path,
                                                        const std::vector<std::string>& names);
    /// There is no such znode, and nothing below it.
    void takeAbsence(const std::string& path);

    /// Paths whose data or children have become others since the last call.
    [[nodiscard]] std::vector<std::string> takeChanges();
    [[nodiscard]] bool hasChanges() const { return !m_changes.empty(); }

private:
    struct Entry
    {
        std::uint64_t generation = 0; ///< In which its reading began.
        std::optional<Znode> znode;
        std::set<std::string> children;
    };

    void forget(const std::string& path);

    std::map<std::string, Entry> m_entries;
    std::set<std::string> m_changes;
    std::uint64_t m_generation = 0;
};

} // namespace ottla::cluster
