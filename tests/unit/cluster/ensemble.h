// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/zookeeper/zookeepermetadatastore.h"
#include "interop/zookeeperserver.h"
#include "registry/registryserver.h"
#include "support/faultyfilesystem.h"
#include "support/foreigntool.h"

#include <QTest>

namespace ottla::test {

/// The server that a test's metadata is in: the embedded registry in this process, on a disk in
/// memory, or ZooKeeper as a child process.
class Ensemble
{
public:
    enum class Kind
    {
        Registry,
        ZooKeeper
    };

    static void addRows()
    {
        QTest::addColumn<bool>("isZooKeeper");
        QTest::newRow("registry") << false;
        QTest::newRow("ZooKeeper") << true;
    }

    explicit Ensemble(Kind kind)
        : m_kind(kind)
    { }
    /// False with a message in QtTest's log; to be called once, after isAvailable().
    [[nodiscard]] bool start()
    {
        if (m_kind == Kind::Registry) {
            return startRegistry();
        }
        m_zooKeeper = std::make_unique<ZooKeeperServer>(ZooKeeperServer::Kind::ZooKeeper);
        m_zooKeeper->launch();
        return m_zooKeeper->waitUntilReady();
    }
    [[nodiscard]] bool isAvailable() const
    {
        return m_kind == Kind::Registry
            || ZooKeeperServer::isAvailable(ZooKeeperServer::Kind::ZooKeeper);
    }
    [[nodiscard]] std::uint16_t port() const
    {
        return m_kind == Kind::Registry ? m_registry->port()
                                        : m_zooKeeper->address().split(u':').last().toUShort();
    }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port()); }
    /// Takes the registry away, until resumeRegistry() starts it on the same port and data.
    void stopRegistry()
    {
        m_config.clientPort = m_registry->port();
        (void)m_registry->stop().ok();
        m_registry.reset();
    }
    [[nodiscard]] bool resumeRegistry() { return startRegistry(); }
    /// A registry on the same port that knows nothing.
    [[nodiscard]] bool loseData()
    {
        stopRegistry();
        m_files = std::make_unique<FaultyFileSystem>();
        return startRegistry();
    }

private:
    bool startRegistry()
    {
        m_config.tickTime = std::chrono::milliseconds(100);
        m_config.minSessionTimeout = std::chrono::milliseconds(200);
        m_config.maxSessionTimeout = std::chrono::milliseconds(60'000);
        auto started =
            registry::RegistryServer::start(*m_files, m_clock, {"/registry", m_config, {}});
        if (!started) {
            qWarning("%s", started.error().describe().c_str());
            return false;
        }
        m_registry = std::move(*started);
        return true;
    }

    const Kind m_kind;
    SystemClock m_clock;
    registry::RegistryConfig m_config = [] {
        registry::RegistryConfig config;
        config.clientPort = 0;
        return config;
    }();
    std::unique_ptr<FaultyFileSystem> m_files = std::make_unique<FaultyFileSystem>();
    std::unique_ptr<registry::RegistryServer> m_registry;
    std::unique_ptr<ZooKeeperServer> m_zooKeeper;
};

using Store = std::unique_ptr<cluster::ZookeeperMetadataStore>;

/// Null with a message in QtTest's log.
inline Store openStore(const std::string& address, int timeoutMs = 1500)
{
    auto opened = cluster::ZookeeperMetadataStore::open({*cluster::ZookeeperAddress::parse(address),
                                                         std::chrono::milliseconds(timeoutMs),
                                                         std::chrono::seconds(20)});
    if (!opened) {
        qWarning("%s", opened.error().describe().c_str());
        return nullptr;
    }
    return std::move(*opened);
}

/// Waits for what another thread does.
template <typename Condition>
[[nodiscard]] bool eventually(const Condition& condition, int patienceMs = 20'000)
{
    return QTest::qWaitFor(condition, patienceMs);
}

} // namespace ottla::test
