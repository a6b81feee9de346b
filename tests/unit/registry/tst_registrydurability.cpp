// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

#include <QRegularExpression>
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

namespace {

const std::filesystem::path folder = "/registry";
/// More than the server writes in the thread that answers requests.
const std::string large(5000, 'x');

/// A disk that takes its time: while it is closed, whoever writes to it waits, except for
/// some threads.
class Gate
{
public:
    ~Gate() { open(); }

    void close(std::vector<std::thread::id> except = {})
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_except = std::move(except);
    }
    void open()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = false;
        }
        m_changed.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++m_came;
        m_last = std::this_thread::get_id();
        if (std::find(m_except.begin(), m_except.end(), m_last) != m_except.end()) {
            return;
        }
        ++m_waiting;
        m_changed.wait(lock, [this] { return !m_closed; });
        --m_waiting;
    }
    [[nodiscard]] int waiting() const
    {
        const std::lock_guard lock(m_mutex);
        return m_waiting;
    }
    /// Operations since it was there.
    [[nodiscard]] int came() const
    {
        const std::lock_guard lock(m_mutex);
        return m_came;
    }
    /// Who came last.
    [[nodiscard]] std::thread::id last() const
    {
        const std::lock_guard lock(m_mutex);
        return m_last;
    }

private:
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_changed;
    bool m_closed = false;
    int m_waiting = 0;
    int m_came = 0;
    std::vector<std::thread::id> m_except;
    std::thread::id m_last;
};

} // namespace

/// What is answered when, while the disk is slow.
class TestRegistryDurability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingIsToldBeforeItIsDurable();
    void writesShareASync();
    void smallWritesDoNotGrowTheLog();
    void outstandingRequestsAreLimited();
    void writesGoOnWhileASnapshotIsWritten();
    void withoutForceSyncOnlyAKilledProcessLosesNothing();

private:
    [[nodiscard]] int outstanding() const;
    void writeAndHold(ZkClient& writer);
    static void set(ZkClient& zk, std::string_view data)
    {
        zk.send(OpCode::SetData, SetDataRequest{"/a", asBytes(data), -1});
    }

    std::unique_ptr<Gate> m_gate;
    std::unique_ptr<TestServer> m_server;
};

void TestRegistryDurability::init()
{
    m_gate = std::make_unique<Gate>();
    m_server = std::make_unique<TestServer>();
    m_server->files.setObserver([this] { m_gate->pass(); });
    m_server->config.globalOutstandingLimit = 200;
    m_server->start();
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/a", "old"), 0);
}

void TestRegistryDurability::cleanup()
{
    m_gate->open();
    m_server.reset();
}

/// As the server tells it, in a command that waits for no disk.
int TestRegistryDurability::outstanding() const
{
    const QRegularExpression line(QStringLiteral("Outstanding: (\\d+)\n"));
    return line.match(QString::fromStdString(ZkClient::command(m_server->port(), "srvr")))
        .captured(1)
        .toInt();
}

/// Sends a write that is being made durable when this returns, and until the gate opens.
void TestRegistryDurability::writeAndHold(ZkClient& writer)
{
    m_gate->close();
    set(writer, large);
    QTRY_COMPARE(m_gate->waiting(), 1);
}

void TestRegistryDurability::nothingIsToldBeforeItIsDurable()
{
    ZkClient writer(m_server->port());
    ZkClient watcher(m_server->port());
    ZkClient reader(m_server->port());
    ZkClient other(m_server->port());
    QCOMPARE(watcher.get("/a", nullptr, nullptr, true), 0);
    writeAndHold(writer);
    reader.send(OpCode::GetData, PathWatchRequest{"/a", false});
    other.send(OpCode::SetData, SetDataRequest{"/a", asBytes("x"), 0}); // the version tells as well
    QTRY_COMPARE(outstanding(), 3);
    QVERIFY(!writer.hasInput());
    QVERIFY(!watcher.hasInput());
    QVERIFY(!reader.hasInput());
    QVERIFY(!other.hasInput());
    m_gate->open();
    QCOMPARE(writer.receive().error, 0);
    const auto read = reader.receive();
    QCOMPARE(read.error, 0);
    QCOMPARE(loadBigEndian<std::int32_t>(asBytes(read.body).data()), 5000);
    QCOMPARE(other.receive().error, code(ZkError::BadVersion));
    OTTLA_EVENTS(watcher.takeEvents(), {{eventChanged, "/a", 0}});
}

void TestRegistryDurability::writesShareASync()
{
    std::vector<std::unique_ptr<ZkClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<ZkClient>(m_server->port()));
    }
    const int before = m_gate->came();
    writeAndHold(*clients[0]);
    for (const auto& client : clients) {
        for (int i = 0; i < 20; ++i) {
            set(*client, "of many");
        }
    }
    QTRY_COMPARE(outstanding(), 101);
    m_gate->open();
    QCOMPARE(clients[0]->receive().error, 0);
    for (const auto& client : clients) {
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(client->receive().error, 0);
        }
    }
    QCOMPARE(m_gate->came() - before, 4); // a write and a sync of the first, and of all others
}

void TestRegistryDurability::smallWritesDoNotGrowTheLog()
{
    const auto size = [this] {
        std::uint64_t all = 0;
        for (const std::string& name : m_server->files.list(folder).valueOr({})) {
            if (name.starts_with("txn.")) {
                all += m_server->files.open(folder / name, OpenMode::Read).value()->size().value();
            }
        }
        return all;
    };
    ZkClient zk(m_server->port());
    QCOMPARE(zk.set("/a", "x"), 0);
    const std::uint64_t reserved = size();
    QVERIFY(reserved > 64U << 10U);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(zk.set("/a", "x"), 0);
    }
    QCOMPARE(size(), reserved);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(zk.set("/a", std::string(1000, 'x')), 0);
    }
    QVERIFY(size() > 3 * (reserved / 2)); // twice as much was reserved when that was used up
    QVERIFY(m_server->server->stop());
    QVERIFY(size() < 2 * reserved); // none of it stays
    m_server->server.reset();
}

void TestRegistryDurability::outstandingRequestsAreLimited()
{
    ZkClient first(m_server->port());
    ZkClient second(m_server->port());
    writeAndHold(first);
    for (int i = 0; i < 1000; ++i) {
        set(first, "x");
        set(second, "x");
    }
    QTRY_VERIFY(outstanding() > 200);
    for (int i = 0; i < 10; ++i) { // each time, the server has looked at all its sockets
        QVERIFY(outstanding() <= 202); // the last one of each
    }
    m_gate->open();
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE(first.receive().error, 0);
        QCOMPARE(second.receive().error, 0);
    }
    QCOMPARE(first.receive().error, 0);
}

void TestRegistryDurability::writesGoOnWhileASnapshotIsWritten()
{
    m_server->config.snapCount = 50;
    m_server->restart();
    ZkClient zk(m_server->port());
    QCOMPARE(zk.set("/a", "small, but the log grows"), 0);
    QCOMPARE(zk.set("/a", "small"), 0);
    const auto answering = m_gate->last();
    QCOMPARE(zk.set("/a", large), 0);
    const auto committing = m_gate->last();
    QVERIFY(answering != committing);
    m_gate->close({answering, committing});
    for (int i = 0; i < 200; ++i) {
        QCOMPARE(zk.create("/n" + std::to_string(i)), 0);
    }
    QTRY_COMPARE(m_gate->waiting(), 1);
    const auto isThere = [this] {
        const auto names = m_server->files.list(folder).valueOr({});
        return std::any_of(names.begin(), names.end(), [](const std::string& name) {
            return name.starts_with("snapshot.") && !name.ends_with(".tmp");
        });
    };
    QVERIFY(!isThere());
    m_gate->open();
    QTRY_VERIFY(isThere());
    m_server->restart();
    QVERIFY(zk.connect(m_server->port()));
    for (int i = 0; i < 200; ++i) {
        QCOMPARE(zk.exists("/n" + std::to_string(i)), 0);
    }
}

void TestRegistryDurability::withoutForceSyncOnlyAKilledProcessLosesNothing()
{
    m_server->config.forceSync = false;
    m_server->restart();
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/b"), 0);
    const auto found = [&](Loss loss) {
        const auto disk = m_server->files.afterCrash(loss, 1);
        auto other =
            RegistryServer::start(*disk, m_server->clock, {folder, m_server->config, {}}).value();
        ZkClient client(other->port());
        return client.exists("/a") == 0 && client.exists("/b") == 0;
    };
    QVERIFY(found(Loss::Nothing));
    QVERIFY(!found(Loss::Unsynced)); // as README.md warns
}

QTEST_GUILESS_MAIN(TestRegistryDurability)
#include "tst_registrydurability.moc"
