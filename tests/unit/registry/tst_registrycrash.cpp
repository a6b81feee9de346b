// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/zkerror.h"
#include "support/registryprocess.h"
#include "support/zkclient.h"

#include <QRandomGenerator>
#include <QTest>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace ottla;
using namespace ottla::test;
using registry::ZkError;
using wire::jute::PathWatchRequest;

namespace {

constexpr int writers = 10;
constexpr std::int32_t nodeExists = static_cast<std::int32_t>(ZkError::NodeExists);
constexpr std::int32_t noNode = static_cast<std::int32_t>(ZkError::NoNode);

/// Whether there is a server, for those who lost it.
class Availability
{
public:
    void set(std::uint16_t port)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_port = port;
            ++m_generation;
        }
        m_changed.notify_all();
    }
    /// Waits for a server that was started after the one of `generation`; its port, 0 at the end.
    std::uint16_t next(int& generation)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_generation > generation; });
        generation = m_generation;
        return m_port;
    }

private:
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_changed;
    std::uint16_t m_port = 0;
    int m_generation = 0;
};

/// A client that goes on writing while its server is killed.
class Writer
{
public:
    Writer(Availability& server, int number, std::atomic<int>& acknowledgedByAll)
        : m_server(server)
        , m_number(number)
        , m_acknowledgedByAll(acknowledgedByAll)
        , m_thread([this] { run(); })
    { }
    void join() { m_thread.join(); }

    struct Session
    {
        std::int64_t id = 0;
        std::string ephemeral; ///< Empty when it was not acknowledged.
        bool expired = false; ///< The server said so.
    };
    std::map<std::string, std::string> acknowledged; ///< Path and data.
    std::vector<Session> sessions;
    std::string problem;

private:
    void run();
    bool attach(std::uint16_t port);
    bool write();

    Availability& m_server;
    const int m_number;
    std::atomic<int>& m_acknowledgedByAll;
    ZkClient m_client;
    int m_count = 0;
    std::thread m_thread;
};

bool Writer::attach(std::uint16_t port)
{
    const std::int64_t seen = m_client.lastZxid;
    if (!m_client.connect(port, 30'000)) {
        if (m_client.session == 0 || !m_client.isConnected()) {
            return false;
        }
        // Refused, not lost: nobody was away for so long.
        sessions.back().expired = true;
        m_client.session = 0;
        m_client.password.assign(16, '\0');
        return m_client.connect(port, 30'000);
    }
    if (m_client.exists("/zookeeper") != 0) {
        return false;
    }
    if (m_client.lastZxid < seen) {
        problem = "the zxid went back from " + std::to_string(seen) + " to "
            + std::to_string(m_client.lastZxid);
    }
    return true;
}

bool Writer::write()
{
    if (sessions.empty() || sessions.back().id != m_client.session) {
        sessions.push_back({m_client.session, {}, false});
    }
    if (sessions.back().ephemeral.empty()) {
        const std::string path = "/session-" + std::to_string(m_client.session);
        const std::int32_t error = m_client.create(path, "", 1);
        if (error != 0 && error != nodeExists) {
            return false;
        }
        sessions.back().ephemeral = path;
    }
    const std::string path = "/w" + std::to_string(m_number) + "-" + std::to_string(m_count);
    const std::string data = "value " + std::to_string(m_count);
    const std::int32_t error = m_client.create(path, data);
    if (error != 0 && error != nodeExists) { // there already: the answer was lost, not the write
        return false;
    }
    acknowledged[path] = data;
    ++m_count;
    ++m_acknowledgedByAll;
    return true;
}

void Writer::run()
{
    int generation = 0;
    while (const std::uint16_t port = m_server.next(generation)) {
        if (attach(port)) {
            while (write()) { }
        }
        m_client.disconnect();
        if (!problem.empty()) {
            return;
        }
    }
}

} // namespace

/// The registry's process is killed with SIGKILL again and again while ten clients write to it.
/// OTTLA_STORM=long kills 200 times instead of 20; OTTLA_SEED repeats a run.
class TestRegistryCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItAcknowledged();
    void hearsItsClientsBeforeItEndsSessions();
    void endsCleanly();
    void saysWhyItDoesNotStart();
};

void TestRegistryCrash::keepsWhatItAcknowledged()
{
    const int kills = qEnvironmentVariable("OTTLA_STORM") == u"long" ? 200 : 20;
    const quint32 seed = qEnvironmentVariableIsSet("OTTLA_SEED")
        ? qEnvironmentVariable("OTTLA_SEED").toUInt()
        : QRandomGenerator::global()->generate();
    qInfo("OTTLA_SEED=%u", seed);
    QRandomGenerator random(seed);

    RegistryProcess process;
    process.setConfig({QStringLiteral("snapCount=500"), QStringLiteral("tickTime=2000")});
    QVERIFY2(process.start(), qPrintable(process.errorOutput()));
    Availability server;
    std::atomic<int> acknowledged = 0;
    std::vector<std::unique_ptr<Writer>> storm;
    for (int i = 0; i < writers; ++i) {
        storm.push_back(std::make_unique<Writer>(server, i, acknowledged));
    }
    server.set(process.port());
    for (int i = 0; i < kills; ++i) {
        const int enough = acknowledged + 1 + static_cast<int>(random.bounded(400U));
        QTRY_VERIFY_WITH_TIMEOUT(acknowledged >= enough, 30'000);
        process.kill();
        QVERIFY2(process.start(), qPrintable(process.errorOutput()));
        server.set(process.port());
    }
    const int last = acknowledged + 100;
    QTRY_VERIFY_WITH_TIMEOUT(acknowledged >= last, 30'000);
    process.kill();
    server.set(0);
    for (const auto& writer : storm) {
        writer->join();
        QCOMPARE(writer->problem, std::string());
    }

    QVERIFY2(process.start(), qPrintable(process.errorOutput()));
    ZkClient zk(process.port());
    std::size_t sessionCount = 0;
    for (const auto& writer : storm) {
        for (const auto& [path, data] : writer->acknowledged) {
            std::string found;
            QVERIFY2(zk.get(path, &found) == 0, path.c_str());
            QCOMPARE(found, data);
        }
        for (const Writer::Session& session : writer->sessions) {
            ++sessionCount;
            if (!session.ephemeral.empty()) {
                QCOMPARE(zk.exists(session.ephemeral), session.expired ? noNode : 0);
            }
        }
    }
    qInfo("%d writes acknowledged, %zu sessions, %d kills", acknowledged.load(), sessionCount,
          kills);
    QCOMPARE(sessionCount, std::size_t(writers)); // none was lost
    zk.close();
    QCOMPARE(process.terminate(), 0);
}

void TestRegistryCrash::hearsItsClientsBeforeItEndsSessions()
{
    constexpr int sessions = 800; // more than a turn of the server reads
    constexpr int timeoutMs = 4000;
    RegistryProcess process;
    process.setConfig({QStringLiteral("forceSync=no"), QStringLiteral("maxClientCnxns=0")});
    QVERIFY2(process.start(), qPrintable(process.errorOutput()));
    std::vector<std::unique_ptr<ZkClient>> clients;
    for (int i = 0; i < sessions; ++i) {
        clients.push_back(std::make_unique<ZkClient>());
        QVERIFY(clients.back()->connect(process.port(), timeoutMs));
        QCOMPARE(clients.back()->timeout, timeoutMs);
    }
    const auto id = static_cast<pid_t>(process.processId());
    ::kill(id, SIGSTOP);
    QTest::qWait(timeoutMs + 1000); // all that time, nobody could hear of them
    for (const auto& client : clients) {
        client->send(OpCode::Exists, PathWatchRequest{"/", false});
    }
    ::kill(id, SIGCONT);
    for (const auto& client : clients) {
        QVERIFY(client->receive().arrived);
    }
    QVERIFY(!process.errorOutput().contains(QStringLiteral("has expired")));
}

void TestRegistryCrash::endsCleanly()
{
    RegistryProcess process;
    process.setConfig({QStringLiteral("forceSync=no")});
    QVERIFY2(process.start(), qPrintable(process.errorOutput()));
    QCOMPARE(process.output(), QStringLiteral("registry 127.0.0.1:%1\n").arg(process.port()));
    ZkClient zk(process.port());
    QCOMPARE(zk.create("/a"), 0);
    QCOMPARE(process.terminate(), 0);
    QVERIFY(process.errorOutput().contains(QStringLiteral("forceSync is off")));
    QVERIFY2(process.start(), qPrintable(process.errorOutput()));
    QVERIFY(zk.connect(process.port()));
    QCOMPARE(zk.exists("/a"), 0);
    QCOMPARE(process.closeInput(), 0);
    QCOMPARE(process.output(), QStringLiteral("registry 127.0.0.1:%1\n").arg(process.port()));
}

void TestRegistryCrash::saysWhyItDoesNotStart()
{
    RegistryProcess process;
    QVERIFY2(process.start(), qPrintable(process.errorOutput()));
    const auto run = [](const QStringList& arguments) -> QString {
        QProcess second;
        second.start(qEnvironmentVariable("OTTLA_BROKER"),
                     QStringList{QStringLiteral("registry")} + arguments);
        second.waitForFinished();
        return QString::number(second.exitCode()) + u' '
            + QString::fromUtf8(second.readAllStandardError());
    };
    const QString data = QStringLiteral("--data");
    const QString port = QStringLiteral("--port");
    QString why = run({data, process.dataFolder(), port, QStringLiteral("0")});
    QVERIFY2(why.startsWith(u"1 ") && why.contains(QStringLiteral("is in use by another process")),
             qPrintable(why));
    const QTemporaryDir other;
    why = run({data, other.path(), port, QString::number(process.port())});
    QVERIFY2(why.startsWith(u"1 ") && why.contains(QStringLiteral("the port is in use")),
             qPrintable(why));
    why = run({data, other.path(), QStringLiteral("--config"), QStringLiteral("/no/such/file")});
    QVERIFY2(why.startsWith(u"1 ") && why.contains(QStringLiteral("/no/such/file")),
             qPrintable(why));
    why = run({});
    QVERIFY2(why.startsWith(u"2 ") && why.contains(QStringLiteral("--data")), qPrintable(why));
    why = run({QStringLiteral("--help")});
    QCOMPARE(why, QStringLiteral("0 "));
}

QTEST_GUILESS_MAIN(TestRegistryCrash)
#include "tst_registrycrash.moc"
