// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

#include <algorithm>
#include <set>
#include <thread>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

namespace {

constexpr int writers = 8;
constexpr int increments = 150;

/// Adds 1 to a counter so often; the versions that its writes made.
using Increment = std::function<bool(ZkClient&, std::string_view value, std::int32_t version,
                                     std::int32_t& made)>;

std::vector<std::int32_t> addUp(std::uint16_t port, const Increment& write)
{
    ZkClient zk(port);
    std::vector<std::int32_t> versions;
    while (versions.size() < increments) {
        std::string value;
        Stat stat;
        if (zk.get("/counter", &value, &stat) != 0) {
            break;
        }
        std::int32_t made = 0;
        if (write(zk, std::to_string(std::stoi(value) + 1), stat.version, made)) {
            versions.push_back(made);
        }
    }
    return versions;
}

bool setConditionally(ZkClient& zk, std::string_view value, std::int32_t version,
                      std::int32_t& made)
{
    Stat stat;
    const std::int32_t error = zk.set("/counter", value, version, &stat);
    made = stat.version;
    return error == 0;
}

/// A check of another node in the same transaction guards the write, as a controller's epoch does.
bool setInMulti(ZkClient& zk, std::string_view value, std::int32_t version, std::int32_t& made)
{
    const auto reply =
        zk.call(OpCode::Multi, MultiHeader{static_cast<std::int32_t>(OpCode::Check), false, -1},
                PathNumberRequest{"/guard", 0},
                MultiHeader{static_cast<std::int32_t>(OpCode::Check), false, -1},
                PathNumberRequest{"/counter", version},
                MultiHeader{static_cast<std::int32_t>(OpCode::SetData), false, -1},
                SetDataRequest{"/counter", asBytes(value), -1}, MultiHeader{-1, true, -1});
    JuteReader read(asBytes(reply.body));
    MultiHeader header;
    Stat stat;
    read(header);
    if (header.type == static_cast<std::int32_t>(OpCode::Error)) {
        return false;
    }
    read(header);
    read(header);
    read(stat);
    made = stat.version;
    return read.ok();
}

} // namespace

/// Several clients at once: no update is lost, and all see one order.
class TestRegistryConcurrency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionalWritesLoseNothing_data();
    void conditionalWritesLoseNothing();
    void oneWinsEachElection();
};

void TestRegistryConcurrency::conditionalWritesLoseNothing_data()
{
    QTest::addColumn<bool>("multi");
    QTest::newRow("setData with a version") << false;
    QTest::newRow("multi with checks") << true;
}

void TestRegistryConcurrency::conditionalWritesLoseNothing()
{
    QFETCH(bool, multi);
    TestServer server;
    server.start();
    ZkClient zk(server.port());
    QCOMPARE(zk.create("/counter", "0"), 0);
    QCOMPARE(zk.create("/guard"), 0);
    std::array<std::vector<std::int32_t>, writers> made;
    std::vector<std::thread> threads;
    for (auto& versions : made) {
        threads.emplace_back([&versions, &server, multi] {
            versions = addUp(server.port(), multi ? setInMulti : setConditionally);
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::set<std::int32_t> all;
    for (const auto& versions : made) {
        QCOMPARE(versions.size(), std::size_t(increments));
        QVERIFY(std::is_sorted(versions.begin(), versions.end()));
        all.insert(versions.begin(), versions.end());
    }
    QCOMPARE(all.size(), std::size_t(writers * increments)); // none was made twice
    std::string value;
    Stat stat;
    QCOMPARE(zk.get("/counter", &value, &stat), 0);
    QCOMPARE(value, std::to_string(writers * increments));
    QCOMPARE(stat.version, writers * increments);
}

void TestRegistryConcurrency::oneWinsEachElection()
{
    TestServer server;
    server.start();
    constexpr int elections = 100;
    std::atomic<int> wins = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < writers; ++i) {
        threads.emplace_back([&] {
            ZkClient zk(server.port());
            for (int n = 0; n < elections; ++n) {
                wins += zk.create("/leader-" + std::to_string(n), "", ephemeral) == 0 ? 1 : 0;
            }
            zk.ping();
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    QCOMPARE(wins.load(), elections);
}

QTEST_GUILESS_MAIN(TestRegistryConcurrency)
#include "tst_registryconcurrency.moc"
