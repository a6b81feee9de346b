// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;
using std::chrono::milliseconds;

/// Containers and nodes with a time to live.
class TestRegistryTransients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nodeGoesWhenItsTimeIsOver();
    void changeGivesItsTimeAgain();
    void nodeWithChildrenStays();
    void containerGoesAfterItsLastChild();
    void containerWithoutAnyChildStays();
    void containerNeverUsedGoesWhereThatIsSet();
    void goesAfterARestartToo();

private:
    void make(std::int64_t ttlMs);
    void makeContainer();
    void later(int ms);

    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<ZkClient> m_client;
};

void TestRegistryTransients::init()
{
    m_server = std::make_unique<TestServer>();
    m_server->config.containerCheckInterval = milliseconds(1000);
    m_server->start();
    m_client = std::make_unique<ZkClient>();
    QVERIFY(m_client->connect(m_server->port(), 40'000));
}

void TestRegistryTransients::make(std::int64_t ttlMs)
{
    const auto reply = m_client->call(
        OpCode::CreateTtl, CreateTtlRequest{{"/t", Buffer(), openAcl(), ttlFlag}, ttlMs});
    QCOMPARE(reply.error, 0);
}

void TestRegistryTransients::makeContainer()
{
    const auto reply = m_client->call(OpCode::CreateContainer,
                                      CreateRequest{"/c", Buffer(), openAcl(), containerFlag});
    QCOMPARE(reply.error, 0);
}

void TestRegistryTransients::later(int ms)
{
    m_client->ping();
    m_server->advance(milliseconds(ms));
}

void TestRegistryTransients::nodeGoesWhenItsTimeIsOver()
{
    make(5000);
    QCOMPARE(m_client->exists("/t", true), 0);
    later(5000);
    OTTLA_EVENTS(m_client->eventsSoFar(), {});
    later(1001);
    OTTLA_EVENTS(m_client->takeEvents(), {{eventDeleted, "/t", 0}});
}

void TestRegistryTransients::changeGivesItsTimeAgain()
{
    make(5000);
    later(4000);
    QCOMPARE(m_client->set("/t", "x"), 0);
    later(4000);
    QCOMPARE(m_client->exists("/t"), 0);
    later(2001);
    QCOMPARE(m_client->exists("/t"), code(ZkError::NoNode));
}

void TestRegistryTransients::nodeWithChildrenStays()
{
    make(1000);
    QCOMPARE(m_client->create("/t/child"), 0);
    later(10'000);
    QCOMPARE(m_client->exists("/t"), 0);
    QCOMPARE(m_client->remove("/t/child"), 0);
    later(1001);
    QCOMPARE(m_client->exists("/t"), code(ZkError::NoNode));
}

void TestRegistryTransients::containerGoesAfterItsLastChild()
{
    makeContainer();
    QCOMPARE(m_client->create("/c/child"), 0);
    later(5000);
    QCOMPARE(m_client->exists("/c", true), 0);
    QCOMPARE(m_client->remove("/c/child"), 0);
    later(1001);
    OTTLA_EVENTS(m_client->takeEvents(), {{eventDeleted, "/c", 0}});
}

void TestRegistryTransients::containerWithoutAnyChildStays()
{
    makeContainer();
    later(30'000);
    QCOMPARE(m_client->exists("/c"), 0);
}

void TestRegistryTransients::containerNeverUsedGoesWhereThatIsSet()
{
    m_server->config.containerMaxNeverUsed = milliseconds(3000);
    m_server->restart();
    QVERIFY(m_client->connect(m_server->port(), 40'000));
    makeContainer();
    later(2000);
    QCOMPARE(m_client->exists("/c"), 0);
    later(2000);
    QCOMPARE(m_client->exists("/c"), code(ZkError::NoNode));
}

void TestRegistryTransients::goesAfterARestartToo()
{
    make(5000);
    later(3000);
    m_server->restart();
    QVERIFY(m_client->connect(m_server->port(), 40'000));
    QCOMPARE(m_client->exists("/t"), 0);
    later(3000);
    QCOMPARE(m_client->exists("/t"), code(ZkError::NoNode));
}

QTEST_APPLESS_MAIN(TestRegistryTransients)
#include "tst_registrytransients.moc"
