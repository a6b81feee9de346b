// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/brokerprocess.h"
#include "support/registryprocess.h"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/topicjson.h"
#include "ensemble.h"
#endif

using namespace ottla;
using namespace ottla::cluster;
using namespace ottla::test;

/// `ottla-broker node --zookeeper` as processes that can be killed and stopped, with the registry's
/// tick that goes with the brokers' session time-out.
class TestNodeProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void hasAnotherLeaderSoonAfterKill9();
    void hasAnotherLeaderSoonAfterSigstop();
    void survivesTheRegistrysRestart();
    void failsOverWithinTheSessionTimeoutAndASecond_data() { Ensemble::addRows(); }
    void failsOverWithinTheSessionTimeoutAndASecond();

private:
    static constexpr int brokers = 3;

    void startBrokers(quint16 registryPort);

    [[nodiscard]] PartitionState state() const
    {
        PartitionState state;
        if (const auto znode = m_tool->get(statePath("t", PartitionId{0}))) {
            (void)readState(znode->data, state);
        }
        return state;
    }
    [[nodiscard]] BrokerProcess& leader() { return *m_brokers.at(index(state().leader)); }
    [[nodiscard]] static std::size_t index(NodeId id)
    {
        return static_cast<std::size_t>(id.value - 1);
    }
    /// Milliseconds until another leads; -1 when none does.
    [[nodiscard]] qint64 timeToNextLeader(NodeId before, QElapsedTimer since)
    {
        const bool elected =
            eventually([&] { return state().leader != before && state().leader.value > 0; });
        return elected ? since.elapsed() : -1;
    }

    std::unique_ptr<RegistryProcess> m_registry;
    std::unique_ptr<ZooKeeperServer> m_zooKeeper;
    std::vector<std::unique_ptr<BrokerProcess>> m_brokers;
    Store m_tool;
};

void TestNodeProcesses::init()
{
    m_registry = std::make_unique<RegistryProcess>();
    m_registry->setConfig(
        {QStringLiteral("tickTime=100"), QStringLiteral("maxSessionTimeout=60000")});
    QVERIFY2(m_registry->start(), qPrintable(m_registry->errorOutput()));
    startBrokers(m_registry->port());
}

void TestNodeProcesses::startBrokers(quint16 registryPort)
{
    for (int id = 1; id <= brokers; ++id) {
        auto broker = std::make_unique<BrokerProcess>();
        broker->setProperties({QStringLiteral("broker.id=%1").arg(id),
                               QStringLiteral("zookeeper.connect=127.0.0.1:%1").arg(registryPort)});
        QVERIFY2(broker->start(), qPrintable(broker->errorOutput()));
        m_brokers.push_back(std::move(broker));
    }
    m_tool = openStore("127.0.0.1:" + std::to_string(registryPort), 10'000);
    QVERIFY(m_tool);
    const std::string assignment = "{\"version\":1,\"partitions\":{\"0\":[1,2,3]}}";
    QVERIFY(m_tool->apply({CreateZnode{"/brokers/topics/t", assignment}}).ok());
    QVERIFY(eventually([&] { return state().isr.size() == brokers; }));
}

void TestNodeProcesses::cleanup()
{
    m_tool.reset();
    m_brokers.clear();
    m_zooKeeper.reset();
    m_registry.reset();
}

void TestNodeProcesses::hasAnotherLeaderSoonAfterKill9()
{
    const NodeId before = state().leader;
    QElapsedTimer timer;
    timer.start();
    leader().kill();
    const qint64 elapsed = timeToNextLeader(before, timer);
    qInfo("another leads %lld ms after kill -9", static_cast<long long>(elapsed));
    QVERIFY(elapsed >= 0 && elapsed < 5000); // a bound for busy machines: it is 1.2 s
    // Back again, it is registered, and what it does not lead it does not claim.
    QVERIFY(m_brokers.at(index(before))->restart());
    QVERIFY(eventually([&] { return m_tool->children("/brokers/ids").size() == brokers; }));
}

void TestNodeProcesses::hasAnotherLeaderSoonAfterSigstop()
{
    const NodeId before = state().leader;
    const auto pid = static_cast<pid_t>(leader().processId());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(::kill(pid, SIGSTOP), 0);
    const qint64 elapsed = timeToNextLeader(before, timer);
    QCOMPARE(::kill(pid, SIGCONT), 0);
    qInfo("another leads %lld ms after SIGSTOP", static_cast<long long>(elapsed));
    QVERIFY(elapsed >= 0 && elapsed < 5000);
    QVERIFY(eventually([&] { return m_tool->children("/brokers/ids").size() == brokers; }));
    QVERIFY(state().leader != before);
}

void TestNodeProcesses::survivesTheRegistrysRestart()
{
    const PartitionState before = state();
    m_registry->kill();
    QVERIFY(m_registry->start());
    // Sessions outlive the registry, or begin anew; either way all are there in the end.
    QVERIFY(eventually([&] {
        return m_tool->children("/brokers/ids").size() == brokers && m_tool->get("/controller");
    }));
    QVERIFY(m_tool
                ->apply({SetZnode{"/brokers/topics/t",
                                  "{\"version\":1,\"partitions\":{\"0\":[1,2,3],\"1\":[2,3]}}"}})
                .ok());
    QVERIFY(eventually([&] { return m_tool->get(statePath("t", PartitionId{1})).has_value(); }));
    QVERIFY(state().leaderEpoch >= before.leaderEpoch);
}

/// One of a few tries has to do it: on a busy machine any of them may have to wait for its turn.
void TestNodeProcesses::failsOverWithinTheSessionTimeoutAndASecond()
{
    QFETCH(bool, isZooKeeper);
    if (isZooKeeper) {
        OTTLA_NEED_TOOL(QStringLiteral("zookeeper"),
                        ZooKeeperServer::isAvailable(ZooKeeperServer::Kind::ZooKeeper));
        cleanup();
        m_zooKeeper = std::make_unique<ZooKeeperServer>(ZooKeeperServer::Kind::ZooKeeper);
        m_zooKeeper->launch();
        QVERIFY2(m_zooKeeper->waitUntilReady(), qPrintable(m_zooKeeper->errorOutput()));
        startBrokers(m_zooKeeper->address().section(u':', 1).toUShort());
        QVERIFY(m_tool);
    }
    constexpr qint64 sessionTimeout = 1200; // zookeeper.session.timeout.ms, as it is by default
    qint64 shortest = -1;
    for (int tries = 0; tries < 5 && (shortest < 0 || shortest > sessionTimeout + 1000); ++tries) {
        const NodeId before = state().leader;
        QElapsedTimer timer;
        timer.start();
        leader().kill();
        const qint64 elapsed = timeToNextLeader(before, timer);
        QVERIFY(elapsed >= 0);
        shortest = shortest < 0 ? elapsed : std::min(shortest, elapsed);
        QVERIFY(m_brokers.at(index(before))->restart());
        QVERIFY(eventually([&] { return state().isr.size() == brokers; }));
    }
    qInfo("another leads %lld ms after kill -9", static_cast<long long>(shortest));
    QVERIFY(shortest <= sessionTimeout + 1000);
}

QTEST_GUILESS_MAIN(TestNodeProcesses)
#include "tst_nodeprocesses.moc"
