// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "linearizability.h"
#include "registrytesting.h"

#include <QMetaType>
#include <algorithm>
#include <functional>
#include <thread>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

namespace {

constexpr int writers = 8;
constexpr int readers = 2;
constexpr int increments = 150;

using Kind = NodeOperation::Kind;
using History = std::vector<NodeOperation>;

/// Writes the value if the node has the version; the version that it made, 0 when it was refused.
using ConditionalWrite =
    std::function<std::int32_t(ZkClient&, std::string_view value, std::int32_t version)>;

NodeOperation::Time now()
{
    return std::chrono::steady_clock::now();
}

/// Reads once.
NodeOperation readCounter(ZkClient& zk)
{
    NodeOperation read{.begun = now()};
    Stat stat;
    if (zk.get("/counter", &read.value, &stat) != 0) {
        read.value = "no answer";
    }
    read.version = stat.version;
    read.ended = now();
    return read;
}

/// Adds 1 to the counter so often as it is to, each time from what it has read. `padding` makes
/// values, and with them the log's batches, large.
History addUp(std::uint16_t port, const ConditionalWrite& write, std::size_t padding)
{
    ZkClient zk(port);
    History history;
    for (int added = 0; added < increments && zk.isConnected();) {
        const NodeOperation& read = history.emplace_back(readCounter(zk));
        std::string value = std::to_string(std::atoi(read.value.c_str()) + 1);
        value.resize(std::max(value.size(), padding), ' ');
        const std::int32_t expected = read.version;
        NodeOperation written{.kind = Kind::Write, .value = value, .begun = now()};
        written.version = write(zk, value, expected);
        written.ended = now();
        if (written.version == 0) {
            written.kind = Kind::Refused;
            written.version = expected;
        } else {
            ++added;
        }
        history.push_back(std::move(written));
    }
    return history;
}

std::int32_t setConditionally(ZkClient& zk, std::string_view value, std::int32_t version)
{
    Stat stat;
    return zk.set("/counter", value, version, &stat) == 0 ? stat.version : 0;
}

/// A check of another node in the same transaction guards the write, as a controller's epoch does.
std::int32_t setInMulti(ZkClient& zk, std::string_view value, std::int32_t version)
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
        return 0;
    }
    read(header);
    read(header);
    read(stat);
    return read.ok() ? stat.version : 0;
}

} // namespace

/// Several clients at once: there is one order that explains what all of them saw.
class TestRegistryConcurrency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionalWritesAreLinearizable_data();
    void conditionalWritesAreLinearizable();
    void checkerFindsWhatIsWrong_data();
    void checkerFindsWhatIsWrong();
    void oneWinsEachElection();
};

void TestRegistryConcurrency::conditionalWritesAreLinearizable_data()
{
    QTest::addColumn<bool>("multi");
    QTest::addColumn<int>("padding");
    QTest::newRow("setData with a version") << false << 0;
    QTest::newRow("multi with checks") << true << 0;
    // Large batches are written by another thread than small ones.
    QTest::newRow("setData of large values") << false << 5000;
    QTest::newRow("multi of large values") << true << 5000;
}

void TestRegistryConcurrency::conditionalWritesAreLinearizable()
{
    QFETCH(bool, multi);
    QFETCH(int, padding);
    TestServer server;
    server.start();
    ZkClient zk(server.port());
    QCOMPARE(zk.create("/counter", "0"), 0);
    QCOMPARE(zk.create("/guard"), 0);
    std::array<History, writers + readers> histories;
    std::vector<std::thread> threads;
    std::atomic<int> writing = writers;
    for (std::size_t i = 0; i < histories.size(); ++i) {
        threads.emplace_back([&, i] {
            if (i < writers) {
                histories[i] = addUp(server.port(), multi ? setInMulti : setConditionally,
                                     static_cast<std::size_t>(padding));
                --writing;
                return;
            }
            for (ZkClient reader(server.port()); writing > 0;) {
                histories[i].push_back(readCounter(reader));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    History all;
    std::array<int, 3> counts{};
    for (const History& history : histories) {
        all.insert(all.end(), history.begin(), history.end());
        for (const NodeOperation& operation : history) {
            ++counts.at(static_cast<std::size_t>(operation.kind));
        }
    }
    qInfo("%d writes, %d reads, %d refusals", counts[0], counts[1], counts[2]);
    const std::string violation = findViolation(std::move(all), "0");
    QVERIFY2(violation.empty(), violation.c_str());
    const NodeOperation last = readCounter(zk);
    QCOMPARE(std::atoi(last.value.c_str()), writers * increments); // no update was lost
    QCOMPARE(last.version, writers * increments);
}

void TestRegistryConcurrency::checkerFindsWhatIsWrong_data()
{
    const auto at = [](Kind kind, int version, const char* value, int begun, int ended) {
        using Ms = std::chrono::milliseconds;
        return NodeOperation{kind, version, value, NodeOperation::Time(Ms(begun)),
                             NodeOperation::Time(Ms(ended))};
    };
    QTest::addColumn<History>("history");
    QTest::addColumn<QString>("wrong");
    const auto one = at(Kind::Write, 1, "1", 10, 20);
    const auto two = at(Kind::Write, 2, "2", 15, 30);
    QTest::newRow("right") << History{one, two, at(Kind::Read, 1, "1", 12, 16),
                                      at(Kind::Read, 0, "0", 1, 12),
                                      at(Kind::Refused, 0, "", 11, 12)}
                           << QString();
    QTest::newRow("stale read") << History{one, two, at(Kind::Read, 1, "1", 31, 32)}
                                << QStringLiteral("the write of version 2 had ended");
    QTest::newRow("reads that go back")
        << History{one, at(Kind::Write, 2, "2", 15, 50), at(Kind::Read, 2, "2", 16, 20),
                   at(Kind::Read, 1, "1", 21, 22)}
        << QStringLiteral("a read of version 2 had ended");
    QTest::newRow("read of what is to come") << History{one, at(Kind::Read, 1, "1", 1, 9)}
                                             << QStringLiteral("a read of version 1 had ended");
    QTest::newRow("a version made twice") << History{one, at(Kind::Write, 1, "x", 40, 41)}
                                          << QStringLiteral("the write of version 1 follows");
    QTest::newRow("an unknown write")
        << History{one, at(Kind::Read, 2, "2", 40, 41)} << QStringLiteral("nobody wrote");
    QTest::newRow("another value")
        << History{one, at(Kind::Read, 1, "0", 40, 41)} << QStringLiteral("saw \"0\"");
    QTest::newRow("refused without reason") << History{one, at(Kind::Refused, 1, "", 40, 41)}
                                            << QStringLiteral("nobody wrote or overwrote");
    QTest::newRow("refused too early") << History{one, two, at(Kind::Refused, 1, "", 12, 14)}
                                       << QStringLiteral("a refusal of version 1 had ended");
}

void TestRegistryConcurrency::checkerFindsWhatIsWrong()
{
    QFETCH(History, history);
    QFETCH(QString, wrong);
    const QString found = QString::fromStdString(findViolation(history, "0"));
    QVERIFY2(wrong.isEmpty() ? found.isEmpty() : found.contains(wrong), qPrintable(found));
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
