// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ottla::cluster {

/// A znode's data and its version, which grows by one with each set.
struct Znode
{
    std::string data;
    std::int32_t version = 0;
    std::int64_t czxid = -1; ///< The registry's transaction that made it; -1 where there is none.

    friend bool operator==(const Znode&, const Znode&) = default;
};

struct CreateZnode
{
    std::string path;
    std::string data;
    bool ephemeral = false; ///< Gone when this process's session with the registry ends.
    bool sequential = false; ///< A number that grows is put behind the path (in a registry only).
};
struct SetZnode
{
    std::string path;
    std::string data;
    std::int32_t expectedVersion = -1; ///< -1: whatever it is.
};
struct DeleteZnode
{
    std::string path;
    std::int32_t expectedVersion = -1;
};
struct CheckZnode
{
    std::string path;
    std::int32_t expectedVersion = -1;
};
using MetadataOperation = std::variant<CreateZnode, SetZnode, DeleteZnode, CheckZnode>;

/// The cluster's metadata: a tree whose paths and JSON are those of ZooKeeper-mode Kafka
/// (/brokers/topics/<t>, /config/topics/<t>, /cluster/id, …). A lone node keeps it in a local log;
/// a cluster keeps it in the registry, behind the same interface. Callable from any thread.
class MetadataStore
{
public:
    virtual ~MetadataStore() = default;

    [[nodiscard]] virtual std::optional<Znode> get(const std::string& path) const = 0;
    /// Names of the children, sorted; empty for a missing znode.
    [[nodiscard]] virtual std::vector<std::string> children(const std::string& path) const = 0;
    using OnRead = std::function<void(Result<std::optional<Znode>>)>;
    /// The znode as it is where the metadata live: for those of which get() has no copy (of what
    /// brokers do not read, such as consumers' offsets). It shows every apply() that has returned.
    /// Calls back exactly once, at once or on a thread that must not be held up. Errc::Network.
    virtual void lookUp(const std::string& path, OnRead onRead) const { onRead(get(path)); }
    /// All or nothing, durable when it returns, and shown by get() and children() by then, also
    /// to the listener, which has been told. Missing parents are made. Errc::AlreadyExists,
    /// Errc::NotFound, Errc::Conflict (another version), Errc::InvalidState (a znode to delete has
    /// children), Errc::InvalidArgument (a bad path), Errc::Io or NoSpace. After an error nothing
    /// has changed; a later call may succeed. Errc::Network: the registry is out of reach; the
    /// change may have been made all the same. Not to be called by the listener.
    [[nodiscard]] virtual Result<void> apply(const std::vector<MetadataOperation>& operations) = 0;

    /// Paths whose data or children are no longer what they were.
    using Listener = std::function<void(const std::vector<std::string>& paths)>;
    /// Calls `listener` after each change, whoever made it, when get() and children() show it
    /// already; one call at a time. A quick series may come as one. Returns when no call of the
    /// listener before it runs any more.
    virtual void setListener(Listener listener) = 0;
    /// Calls `listener` when this process's session with the registry had ended, a new one is there
    /// and the state has been read anew: what was ephemeral must be made again. Never where there
    /// are no sessions. As setListener() otherwise, but it may call apply().
    virtual void setSessionListener(std::function<void()> listener) { (void)listener; }
    /// Waits until get() and children() show `path`'s children as they were, at the latest, when it
    /// was called, and the listener has been told; otherwise others' changes are shown a moment
    /// later. Gives up, and returns false, when the registry is out of reach, as an apply() then
    /// will. Where there is none it has nothing to do. Not to be called by the listener.
    virtual bool catchUp(const std::string& path)
    {
        (void)path;
        return true;
    }
    /// How long the registry waits for a process that it hears nothing from before it takes it for
    /// dead; zero where there are no sessions.
    [[nodiscard]] virtual std::chrono::milliseconds sessionTimeout() const { return {}; }
};

} // namespace ottla::cluster
