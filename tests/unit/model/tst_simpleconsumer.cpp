// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "livecluster.h"
#include "model/client/simpleconsumer.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

using namespace ottla;

/// How a consumer ends while answers are under way to it.
class TestSimpleConsumer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!test::BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        QVERIFY(m_cluster.start());
        QVERIFY(m_cluster.client()->createTopic({"letters", partitions, 1}));
    }

    /// The client library locked up in some of a hundred such ends.
    void endsWhileOffsetsAreFoundOutOfRange()
    {
        constexpr int rounds = 600;
        constexpr std::int64_t outOfRange = 1'000'000;
        std::minstd_rand random;
        for (int round = 0; round < rounds; ++round) {
            auto opened = SimpleConsumer::open(m_cluster.properties(), {"letters"}, false);
            QVERIFY(opened);
            const auto leaders = (*opened)->leaders();
            QVERIFY(leaders);
            for (const auto& leader : *leaders) {
                QVERIFY((*opened)->startPartition(leader.place, outOfRange));
            }
            // About as long as the answer takes: before, between and behind the partitions'.
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 500));
            QVERIFY2(ends(std::move(*opened)), qPrintable(QString::number(round)));
        }
    }

    void endsSoonWithoutABroker()
    {
        auto opened = SimpleConsumer::open(m_cluster.properties(), {"letters"}, false);
        QVERIFY(opened);
        QVERIFY((*opened)->leaders());
        QVERIFY((*opened)->startPartition({0, 0}, 0));
        m_cluster.broker.kill();
        QVERIFY(ends(std::move(*opened)));
    }

private:
    static constexpr std::int32_t partitions = 6;

    /// False when it does not; what hangs is left to itself.
    static bool ends(std::unique_ptr<SimpleConsumer> consumer)
    {
        auto over = std::make_shared<std::atomic<bool>>(false);
        std::thread([over, consumer = std::move(consumer)]() mutable {
            consumer.reset();
            *over = true;
        }).detach();
        return QTest::qWaitFor([&over] { return over->load(); }, 20'000);
    }

    test::LiveCluster m_cluster;
};

QTEST_GUILESS_MAIN(TestSimpleConsumer)
#include "tst_simpleconsumer.moc"
