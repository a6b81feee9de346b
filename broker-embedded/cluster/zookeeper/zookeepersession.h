// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "cluster/metadatastore.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

struct _zhandle;

namespace ottla::cluster {

/// Where a ZooKeeper ensemble (or the embedded registry) is, and the root within it.
struct ZookeeperAddress
{
    std::string servers; ///< host:port with commas between.
    std::string chroot; ///< Empty, or "/a/b".

    /// "host:port[,host:port…][/chroot]", as in zookeeper.connect. Errc::InvalidArgument.
    [[nodiscard]] static Result<ZookeeperAddress> parse(const std::string& text);
};

/// A session with ZooKeeper over its C client, renewed by itself when it has expired. Paths are
/// relative to the address's chroot.
///
/// Requests may be made from any thread, the callbacks included; their answers come in the order of
/// the requests. Callbacks, onEvent and onWatch are called on the C client's thread, or while the
/// session is renewed or ended on the thread that does that: they must not block, nor wait for an
/// answer. Each request that was accepted calls back exactly once.
class ZookeeperSession
{
public:
    enum class Event
    {
        Connected, ///< To the session that there was before: watches are still there.
        NewSession, ///< Connected for the first time, or anew after an expiry: without watches.
        Disconnected, ///< Unanswered requests fail; the client goes on trying to connect.
        Expired ///< Ephemerals and watches are gone; a new session is being made.
    };
    /// The negative numbers of ZooKeeper; 0 is success.
    using Code = int;
    struct Answer
    {
        Code code = 0;
        Znode znode; ///< Of get().
        std::vector<std::string> children; ///< Of children().
        std::vector<Code> results; ///< Of multi(): one an operation.

        [[nodiscard]] bool ok() const { return code == 0; }
        /// The server may or may not have carried it out.
        [[nodiscard]] bool isLost() const;
        [[nodiscard]] bool isMissing() const; ///< There is no such znode.
    };
    using OnAnswer = std::function<void(Answer)>;

    struct Options
    {
        ZookeeperAddress address;
        std::chrono::milliseconds timeout; ///< Asked for; the server has the last word.
        std::function<void(Event)> onEvent;
        /// The znode's data or its children are other, or it is gone. Each watch tells once.
        std::function<void(const std::string& path)> onWatch;
    };

    explicit ZookeeperSession(Options options);
    /// Closes the session: its ephemerals are gone at once where the server can be reached.
    ~ZookeeperSession();
    /// The same, while it can still be asked, in vain: the callbacks of what is open may do that.
    void close();
    ZookeeperSession(const ZookeeperSession&) = delete;
    ZookeeperSession& operator=(const ZookeeperSession&) = delete;

    // These return false, and never call back, when there is no session to ask in.

    /// The data, and a watch on it where the znode is there.
    [[nodiscard]] bool get(const std::string& path, OnAnswer onAnswer);
    /// The data, without a watch.
    [[nodiscard]] bool lookUp(const std::string& path, OnAnswer onAnswer);
    /// The children's names, and a watch on them where the znode is there.
    [[nodiscard]] bool children(const std::string& path, OnAnswer onAnswer);
    /// All operations or none, without making parents.
    [[nodiscard]] bool multi(std::vector<MetadataOperation> operations, OnAnswer onAnswer);
    /// Makes an empty znode outside of the chroot: the path is the server's own.
    [[nodiscard]] bool makeAbsolute(const std::string& path, OnAnswer onAnswer);

    /// As negotiated with the server; as asked for before that.
    [[nodiscard]] std::chrono::milliseconds timeout() const;

private:
    struct Callbacks;

    [[nodiscard]] bool sendGet(const std::string& path, bool watch, OnAnswer onAnswer);
    [[nodiscard]] bool sendMulti(std::vector<MetadataOperation> operations, OnAnswer onAnswer);
    void renew();
    void open();
    void closeHandle();
    void handleEvent(_zhandle* handle, int type, int state, const char* path);
    [[nodiscard]] std::string full(const std::string& path) const;
    [[nodiscard]] std::string relative(const char* path) const;

    const Options m_options;
    std::atomic<std::int32_t> m_timeoutMs;
    std::atomic<bool> m_hadSession{false}; ///< This handle's session is there.
    mutable std::shared_mutex m_handleMutex; ///< Shared: a call; exclusive: the pointer changes.
    _zhandle* m_handle = nullptr;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_wake;
    bool m_expired = true; ///< There is no session, or it must be replaced.
    bool m_stopping = false;
    std::thread m_thread; ///< Makes sessions.
};

} // namespace ottla::cluster
