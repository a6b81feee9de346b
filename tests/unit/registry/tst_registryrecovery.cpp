// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

#include <algorithm>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

namespace {
const std::filesystem::path folder = "/registry";
}

/// What becomes of the data when the disk or the machine fails.
class TestRegistryRecovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everythingComesBack();
    void snapshotsAreTakenAndOldFilesGo();
    void snapshotIsTheMomentWhileWritesGoOn();
    void tornTailIsCutOff();
    void damageInTheMiddleIsRefused_data();
    void damageInTheMiddleIsRefused();
    void damagedSnapshotGivesWayToAnOlderOne();
    void missingLogIsRefused();
    void folderInUseIsRefused();
    void portInUseIsRefused();
    void failingDiskEndsTheService();

private:
    std::vector<std::string> names(std::string_view prefix);
    std::string failure();
    void fill(int from, int to);
    void verifyFilled(int count);
    void waitForSnapshot(std::string_view name);

    std::unique_ptr<TestServer> m_server;
};

void TestRegistryRecovery::init()
{
    m_server = std::make_unique<TestServer>();
}

std::vector<std::string> TestRegistryRecovery::names(std::string_view prefix)
{
    std::vector<std::string> found;
    const auto all = m_server->files.list(folder).valueOr({});
    for (const std::string& name : all) {
        if (name.starts_with(prefix)) {
            found.push_back(name);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string TestRegistryRecovery::failure()
{
    auto started =
        RegistryServer::start(m_server->files, m_server->clock, {folder, m_server->config, {}});
    return started ? "it has started" : started.error().describe();
}

/// One client, one write after the other: each has a batch of its own.
void TestRegistryRecovery::fill(int from, int to)
{
    ZkClient zk(m_server->port());
    for (int i = from; i < to; ++i) {
        QCOMPARE(zk.create("/n" + std::to_string(i), "value " + std::to_string(i)), 0);
    }
}

void TestRegistryRecovery::verifyFilled(int count)
{
    ZkClient zk(m_server->port());
    for (int i = 0; i < count; ++i) {
        std::string data;
        QCOMPARE(zk.get("/n" + std::to_string(i), &data), 0);
        QCOMPARE(data, "value " + std::to_string(i));
    }
}

void TestRegistryRecovery::waitForSnapshot(std::string_view name)
{
    QTRY_VERIFY(names(name).size() == 1 && names(name)[0].size() == 25);
}

void TestRegistryRecovery::everythingComesBack()
{
    m_server->start();
    ZkClient zk(m_server->port());
    QCOMPARE(zk.create("/a", "one"), 0);
    QCOMPARE(zk.create("/a/s-", "", sequential), 0);
    QCOMPARE(zk.create("/a/s-", "", sequential | ephemeral), 0);
    QCOMPARE(zk.remove("/a/s-0000000000"), 0);
    QCOMPARE(zk.set("/a", "two"), 0);
    Stat before;
    QCOMPARE(zk.exists("/a", false, &before), 0);
    const std::int64_t zxid = zk.lastZxid;
    m_server->restart();
    QVERIFY(zk.connect(m_server->port()));
    Stat after;
    QCOMPARE(zk.exists("/a", false, &after), 0);
    QVERIFY(before == after);
    std::string made;
    QCOMPARE(zk.create("/a/s-", "", sequential, &made), 0);
    QCOMPARE(made, std::string("/a/s-0000000002"));
    QCOMPARE(zk.lastZxid, zxid + 1);
}

void TestRegistryRecovery::snapshotsAreTakenAndOldFilesGo()
{
    m_server->config.snapCount = 50;
    m_server->config.snapRetainCount = 2;
    m_server->start();
    int made = 0;
    for (int snapshots = 1; snapshots <= 5; ++snapshots) {
        fill(made, made + 60);
        made += 60;
        QTRY_COMPARE(names("snapshot.").size(), std::size_t(std::min(snapshots, 2)));
    }
    QTRY_VERIFY(names("txn.").size() <= 3);
    m_server->restart();
    verifyFilled(made);
}

void TestRegistryRecovery::snapshotIsTheMomentWhileWritesGoOn()
{
    m_server->config.snapCount = 5000;
    m_server->start();
    ZkClient zk(m_server->port());
    std::size_t sent = 0;
    const auto write = [&] { // many nodes, so that the walk takes several steps
        const std::string path = "/n" + std::to_string(sent);
        const std::string value = "value " + std::to_string(sent);
        zk.send(OpCode::Create, CreateRequest{path, asBytes(value), openAcl(), 0});
        ++sent;
    };
    for (int i = 0; i < 8000; ++i) {
        write();
        if (i >= 200) {
            QCOMPARE(zk.receive().error, 0);
        }
    }
    for (int i = 0; i < 200; ++i) {
        QCOMPARE(zk.receive().error, 0);
    }
    waitForSnapshot("snapshot.");
    m_server->restart();
    verifyFilled(8000);
}

void TestRegistryRecovery::tornTailIsCutOff()
{
    m_server->start();
    fill(0, 20);
    QVERIFY(m_server->server->stop());
    m_server->server.reset();
    const auto log = folder / names("txn.").at(0);
    const auto file = m_server->files.open(log, OpenMode::ReadWrite).value();
    const std::uint64_t size = file->size().value();
    QVERIFY(file->write(size, asBytes("half a record")));
    m_server->start();
    verifyFilled(20);
    QVERIFY(m_server->server->stop());
    m_server->server.reset();
    QVERIFY(file->truncate(size - 5)); // cuts the last record, the session of fill()'s client aside
    m_server->start();
    verifyFilled(19);
    fill(20, 30);
    m_server->restart();
    ZkClient zk(m_server->port());
    QCOMPARE(zk.exists("/n29"), 0);
}

void TestRegistryRecovery::damageInTheMiddleIsRefused_data()
{
    QTest::addColumn<int>("part");
    for (int part = 0; part < 10; ++part) {
        QTest::addRow("%d tenths in", part) << part;
    }
}

void TestRegistryRecovery::damageInTheMiddleIsRefused()
{
    QFETCH(int, part);
    m_server->start();
    fill(0, 20);
    QVERIFY(m_server->server->stop());
    m_server->server.reset();
    const auto log = folder / names("txn.").at(0);
    const std::uint64_t size = m_server->files.open(log, OpenMode::Read).value()->size().value();
    const std::uint64_t at = size * static_cast<std::uint64_t>(part) / 11;
    std::array<std::byte, 1> byte{};
    QVERIFY(m_server->files.open(log, OpenMode::Read).value()->read(at, byte));
    byte[0] ^= std::byte{0x40};
    m_server->files.corrupt(log, at, byte);
    const std::string why = failure();
    QVERIFY2(why.find("damaged") != std::string::npos, why.c_str());
    QVERIFY2(why.find(log.string() + " at offset ") != std::string::npos, why.c_str());
    const std::uint64_t told = std::stoull(why.substr(why.rfind(' ') + 1));
    QVERIFY2(told <= at && at - told < 100, why.c_str());
    QCOMPARE(m_server->files.open(log, OpenMode::Read).value()->size().value(), size);
}

void TestRegistryRecovery::damagedSnapshotGivesWayToAnOlderOne()
{
    m_server->config.snapCount = 50;
    m_server->start();
    fill(0, 60);
    QTRY_COMPARE(names("snapshot.").size(), std::size_t{1});
    fill(60, 120);
    QTRY_COMPARE(names("snapshot.").size(), std::size_t{2});
    QVERIFY(m_server->server->stop());
    m_server->server.reset();
    m_server->files.corrupt(folder / names("snapshot.").back(), 100, asBytes("damage"));
    m_server->start();
    verifyFilled(120);
}

void TestRegistryRecovery::missingLogIsRefused()
{
    m_server->config.snapCount = 50;
    m_server->config.snapRetainCount = 1;
    m_server->start();
    fill(0, 60);
    QTRY_COMPARE(names("snapshot.").size(), std::size_t{1});
    fill(60, 65);
    QVERIFY(m_server->server->stop());
    m_server->server.reset();
    m_server->files.corrupt(folder / names("snapshot.").back(), 100, asBytes("damage"));
    if (names("txn.").size() > 1) { // the purge keeps what the oldest snapshot needs
        QVERIFY(m_server->files.remove(folder / names("txn.").front()));
    }
    const std::string why = failure();
    QVERIFY2(why.find("missing from the log") != std::string::npos, why.c_str());
}

void TestRegistryRecovery::folderInUseIsRefused()
{
    m_server->start();
    auto second =
        RegistryServer::start(m_server->files, m_server->clock, {folder, m_server->config, {}});
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, Errc::Busy);
}

void TestRegistryRecovery::portInUseIsRefused()
{
    m_server->start();
    auto config = m_server->config;
    config.clientPort = m_server->port();
    auto second = RegistryServer::start(m_server->files, m_server->clock, {"/other", config, {}});
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, Errc::Busy);
    QVERIFY(second.error().message.find("the port is in use") != std::string::npos);
}

void TestRegistryRecovery::failingDiskEndsTheService()
{
    std::atomic<int> failures = 0;
    auto started =
        RegistryServer::start(m_server->files, m_server->clock,
                              {folder, m_server->config, [&failures](const Error& error) {
                                   failures += error.code == Errc::NoSpace ? 1 : 100;
                               }});
    QVERIFY(started.ok());
    m_server->server = std::move(*started);
    fill(0, 5);
    ZkClient zk(m_server->port());
    m_server->files.failAll(Errc::NoSpace);
    QCOMPARE(zk.create("/lost"), 1); // not acknowledged
    QVERIFY(zk.waitForEnd());
    QTRY_COMPARE(failures.load(), 1);
    ZkClient late;
    QVERIFY(!late.connect(m_server->port()));
    const auto stopped = m_server->server->stop();
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().code, Errc::NoSpace);
    m_server->server.reset();
    m_server->files.failAll(std::nullopt);
    m_server->start();
    verifyFilled(5);
}

QTEST_GUILESS_MAIN(TestRegistryRecovery)
#include "tst_registryrecovery.moc"
