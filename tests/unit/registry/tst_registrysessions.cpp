// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

#include <set>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;
using std::chrono::milliseconds;

class TestRegistrySessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void timeoutIsNegotiated_data();
    void timeoutIsNegotiated();
    void oldClientsGetOldAnswers();
    void closingTakesEphemerals();
    void droppedConnectionKeepsTheSession();
    void expiryTakesEphemeralsOnTime();
    void pingsKeepASessionAlive();
    void reconnectionNeedsThePassword();
    void expiredSessionIsRefused();
    void sessionMovesToTheNewConnection();
    void clientFromTheFutureIsRefused();
    void sessionsSurviveARestart();
    void sessionIdsAreNeverUsedAgain();
    void garbageInsteadOfAHandshakeEndsTheConnection();
    void strangersAreShownOut();
    void thousandSessions();

private:
    std::unique_ptr<TestServer> m_server;
};

void TestRegistrySessions::init()
{
    m_server = std::make_unique<TestServer>();
    m_server->config.maxClientCnxns = 0;
    m_server->start();
}

void TestRegistrySessions::timeoutIsNegotiated_data()
{
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("given");
    QTest::newRow("below two ticks") << 1 << 4000;
    QTest::newRow("between") << 12'345 << 12'345;
    QTest::newRow("above twenty ticks") << 1'000'000 << 40'000;
    QTest::newRow("negative") << -5 << 4000;
}

void TestRegistrySessions::timeoutIsNegotiated()
{
    QFETCH(int, asked);
    QFETCH(int, given);
    ZkClient zk;
    QVERIFY(zk.connect(m_server->port(), asked));
    QCOMPARE(zk.timeout, given);
    QVERIFY(zk.session > 0);
    QVERIFY(zk.password != std::string(16, '\0'));
}

void TestRegistrySessions::oldClientsGetOldAnswers()
{
    ZkClient zk;
    zk.sendsReadOnly = false; // connect() checks the answer's size
    QVERIFY(zk.connect(m_server->port()));
    QCOMPARE(zk.create("/a"), 0);
}

void TestRegistrySessions::closingTakesEphemerals()
{
    ZkClient zk(m_server->port());
    ZkClient other(m_server->port());
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    QCOMPARE(other.exists("/e", true), 0);
    QCOMPARE(zk.close(), 0);
    QVERIFY(zk.waitForEnd());
    OTTLA_EVENTS(other.takeEvents(), {{eventDeleted, "/e", 0}});
    QCOMPARE(other.exists("/e"), code(ZkError::NoNode));
    QVERIFY(!zk.connect(m_server->port())); // the session is gone
}

void TestRegistrySessions::droppedConnectionKeepsTheSession()
{
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    const std::int64_t session = zk.session;
    zk.disconnect();
    QVERIFY(zk.connect(m_server->port()));
    QCOMPARE(zk.session, session);
    QCOMPARE(zk.exists("/e"), 0);
}

void TestRegistrySessions::expiryTakesEphemeralsOnTime()
{
    ZkClient watcher;
    QVERIFY(watcher.connect(m_server->port(), 40'000));
    ZkClient zk;
    QVERIFY(zk.connect(m_server->port(), 10'000));
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    QCOMPARE(watcher.exists("/e", true), 0);
    m_server->advance(milliseconds(10'000));
    OTTLA_EVENTS(watcher.eventsSoFar(), {}); // not before its time
    m_server->advance(milliseconds(250));
    OTTLA_EVENTS(watcher.takeEvents(), {{eventDeleted, "/e", 0}});
    QVERIFY(zk.waitForEnd());
}

void TestRegistrySessions::pingsKeepASessionAlive()
{
    ZkClient zk;
    QVERIFY(zk.connect(m_server->port(), 4000));
    for (int i = 0; i < 10; ++i) {
        m_server->advance(milliseconds(3000));
        QCOMPARE(zk.ping(), 0);
    }
    m_server->advance(milliseconds(4500));
    QVERIFY(zk.waitForEnd());
}

void TestRegistrySessions::reconnectionNeedsThePassword()
{
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    ZkClient thief;
    thief.session = zk.session;
    QVERIFY(!thief.connect(m_server->port())); // answered with session 0
    QVERIFY(thief.waitForEnd());
    QCOMPARE(zk.exists("/e"), 0); // the owner did not notice
}

void TestRegistrySessions::expiredSessionIsRefused()
{
    ZkClient zk;
    QVERIFY(zk.connect(m_server->port(), 4000));
    zk.disconnect();
    m_server->advance(milliseconds(5000));
    QVERIFY(!zk.connect(m_server->port()));
    QCOMPARE(zk.timeout, 0);
}

void TestRegistrySessions::sessionMovesToTheNewConnection()
{
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    QCOMPARE(zk.exists("/e", true), 0);
    ZkClient moved;
    moved.session = zk.session;
    moved.password = zk.password;
    QVERIFY(moved.connect(m_server->port()));
    QVERIFY(zk.waitForEnd());
    QCOMPARE(moved.remove("/e"), 0);
    OTTLA_EVENTS(moved.eventsSoFar(), {}); // watches belong to the connection
}

void TestRegistrySessions::clientFromTheFutureIsRefused()
{
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/a"), 0);
    const std::int64_t zxid = zk.lastZxid;
    zk.disconnect();
    zk.lastZxid = zxid + 1;
    QVERIFY(!zk.connect(m_server->port()));
    zk.lastZxid = zxid;
    QVERIFY(zk.connect(m_server->port()));
}

void TestRegistrySessions::sessionsSurviveARestart()
{
    ZkClient zk;
    QVERIFY(zk.connect(m_server->port(), 10'000));
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    ZkClient gone;
    QVERIFY(gone.connect(m_server->port(), 10'000));
    QCOMPARE(gone.create("/gone", "", ephemeral), 0);
    const std::int64_t session = zk.session;
    m_server->advance(milliseconds(9000));
    m_server->restart();
    m_server->advance(milliseconds(9000)); // each has its whole time again
    QVERIFY(zk.connect(m_server->port()));
    QCOMPARE(zk.session, session);
    QCOMPARE(zk.exists("/e"), 0);
    QCOMPARE(zk.exists("/gone", true), 0);
    m_server->advance(milliseconds(2000));
    OTTLA_EVENTS(zk.takeEvents(), {{eventDeleted, "/gone", 0}});
    m_server->restart(); // a session that has ended stays ended
    QVERIFY(!gone.connect(m_server->port()));
}

void TestRegistrySessions::sessionIdsAreNeverUsedAgain()
{
    std::set<std::int64_t> ids;
    for (int i = 0; i < 3; ++i) { // the clock stands still
        ZkClient first(m_server->port());
        ZkClient second(m_server->port());
        QVERIFY(ids.insert(first.session).second);
        QVERIFY(ids.insert(second.session).second);
        QCOMPARE(first.close(), 0);
        m_server->restart();
    }
}

void TestRegistrySessions::garbageInsteadOfAHandshakeEndsTheConnection()
{
    using namespace std::string_view_literals;
    for (const std::string_view garbage :
         {"\0\0\0\4abcd"sv, "\0\0\0\0"sv, "GET / HTTP/1.1\r\n"sv, "\xff\xff\xff\xff"sv}) {
        ZkClient zk;
        QVERIFY(zk.open(m_server->port()));
        zk.sendBytes(garbage);
        QVERIFY(zk.waitForEnd());
    }
}

void TestRegistrySessions::strangersAreShownOut()
{
    ZkClient client(m_server->port());
    ZkClient silent;
    QVERIFY(silent.open(m_server->port()));
    ZkClient slow;
    QVERIFY(slow.open(m_server->port()));
    slow.sendBytes(std::string(3, '\0'));
    QTRY_VERIFY(ZkClient::command(m_server->port(), "srvr").find("Connections: 4\n")
                != std::string::npos);
    m_server->advance(milliseconds(9000));
    QCOMPARE(client.ping(), 0);
    m_server->advance(milliseconds(1000));
    QVERIFY(silent.waitForEnd());
    QVERIFY(slow.waitForEnd());
    QCOMPARE(client.ping(), 0);
}

void TestRegistrySessions::thousandSessions()
{
    constexpr int count = 1000;
    std::vector<std::unique_ptr<ZkClient>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<ZkClient>(m_server->port()));
        QVERIFY2(clients.back()->isConnected(), std::to_string(i).c_str());
        const std::string path = "/" + std::to_string(i);
        clients.back()->send(OpCode::Create, CreateRequest{path, {}, openAcl(), ephemeral});
        clients.back()->send(OpCode::Exists, PathWatchRequest{"/flag", true});
    }
    for (const auto& client : clients) {
        QCOMPARE(client->receive().error, 0);
        QCOMPARE(client->receive().error, code(ZkError::NoNode));
    }
    QCOMPARE(clients.front()->children("/").size(), std::size_t(count + 1));
    QCOMPARE(clients.front()->create("/flag"), 0);
    for (const auto& client : clients) {
        OTTLA_EVENTS(client->takeEvents(), {{eventCreated, "/flag", 0}});
    }
    m_server->restart();
    for (const auto& client : clients) {
        client->disconnect();
    }
    m_server->advance(milliseconds(11'000));
    ZkClient last(m_server->port());
    QVERIFY((last.children("/") == std::vector<std::string>{"flag", "zookeeper"}));
}

QTEST_GUILESS_MAIN(TestRegistrySessions)
#include "tst_registrysessions.moc"
