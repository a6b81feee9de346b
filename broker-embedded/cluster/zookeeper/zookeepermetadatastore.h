// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/metadatastore.h"
#include "cluster/zookeeper/mirror.h"
#include "cluster/zookeeper/zookeepersession.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace ottla::cluster {

/// The metadata in ZooKeeper or the embedded registry: a mirror of the znodes that brokers read
/// (interestIn() in mirror.h lists them), which one-shot watches keep fresh, and conditional
/// writes.
///
/// get() and children() answer from the mirror and never wait; other paths than the mirrored ones
/// look as if they were not there: lookUp() asks for them. While the registry is out of reach the
/// mirror stays as it was. apply() then waits for it until the connection has been lost for twice
/// the session's time-out, and fails from there on at once. A write whose answer was lost is looked
/// up before it is made again. The listener is called on a thread of the store's own, or on that of
/// an apply().
class ZookeeperMetadataStore final : public MetadataStore
{
public:
    struct Options
    {
        ZookeeperAddress address;
        std::chrono::milliseconds sessionTimeout;
        std::chrono::milliseconds connectionTimeout; ///< How long open() waits for the server.
    };
    /// Connects, makes the znodes that every cluster has, and reads the mirror.
    /// Errc::Network when nobody answers in time; Errc::InvalidArgument.
    [[nodiscard]] static Result<std::unique_ptr<ZookeeperMetadataStore>> open(Options options);
    ~ZookeeperMetadataStore() override;

    [[nodiscard]] std::optional<Znode> get(const std::string& path) const override;
    [[nodiscard]] std::vector<std::string> children(const std::string& path) const override;
    void lookUp(const std::string& path, OnRead onRead) const override;
    [[nodiscard]] Result<void> apply(const std::vector<MetadataOperation>& operations) override;
    bool catchUp(const std::string& path) override;
    /// Another cluster's znodes are there now, or none: nothing is read or written any more.
    [[nodiscard]] bool isForeign() const;
    void setListener(Listener listener) override;
    void setSessionListener(std::function<void()> listener) override;
    [[nodiscard]] std::chrono::milliseconds sessionTimeout() const override;

private:
    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;
    enum class Part
    {
        Data,
        Children,
        Anew ///< Everything, in a new session.
    };
    struct Reading
    {
        std::string path;
        Part part;
        friend auto operator<=>(const Reading&, const Reading&) = default;
    };
    struct Write;

    explicit ZookeeperMetadataStore(Options options);

    // The mirror. Called on the C client's thread, or by who has just written.
    void handleEvent(ZookeeperSession::Event event);
    void readAnew();
    void visit(const std::string& path);
    void read(const Reading& reading, const std::shared_ptr<Write>& waiting = {});
    void take(const Reading& reading, ZookeeperSession::Answer answer,
              const std::shared_ptr<Write>& waiting);
    [[nodiscard]] bool isFresh() const;

    // Writes.
    [[nodiscard]] Result<void> makeRoots(Clock::time_point deadline);
    using Paths = std::set<std::string>;
    [[nodiscard]] std::shared_ptr<Write> prepare(const std::vector<MetadataOperation>& wanted,
                                                 const Paths& present);
    void addParents(Write& write, const std::string& path, const Paths& present) const;
    [[nodiscard]] bool send(const std::shared_ptr<Write>& write);
    void readBehind(const std::shared_ptr<Write>& write, bool checksToo);
    [[nodiscard]] bool waitFor(const Write& write, Clock::time_point deadline);
    [[nodiscard]] bool waitUntilConnected(Clock::time_point deadline);
    [[nodiscard]] bool waitUntilFresh(Clock::time_point deadline);
    [[nodiscard]] bool isDone(const std::vector<MetadataOperation>& operations) const;
    [[nodiscard]] Clock::time_point deadline() const;
    [[nodiscard]] Error outOfReach(bool maybeDone = false) const;

    void work();
    void tell();

    const Options m_options;
    std::mutex m_telling; ///< Guards m_listener; held while it is called.
    Listener m_listener;
    std::mutex m_renewing; ///< Guards m_sessionListener; held while it is called.
    std::function<void()> m_sessionListener;

    mutable std::mutex m_mutex; ///< Guards what follows. Never held while a listener is called.
    std::condition_variable m_changed; ///< Anything below.
    Mirror m_mirror;
    bool m_connected = false;
    Clock::time_point m_lostAt; ///< When it was connected last.
    std::size_t m_open = 0; ///< Readings without an answer.
    std::set<Reading> m_lost; ///< Readings to be made again when it is connected.
    int m_sessions = 0; ///< So far.
    int m_sessionsTold = 1; ///< The first is nobody's news.
    bool m_isForeign = false; ///< The registry holds another cluster than the mirror.
    bool m_stopping = false;

    std::set<std::string> m_roots; ///< Znodes that every cluster has. Constant once it is open.
    std::thread m_thread; ///< Tells the listeners.
    std::unique_ptr<ZookeeperSession> m_session; ///< Last: its callbacks use what is above.
};

} // namespace ottla::cluster
