// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/stormwriter.h"
#include "support/brokerprocess.h"

#include <QRandomGenerator>
#include <QTest>
#include <map>

using namespace ottla::test;

/// The broker is killed with SIGKILL again and again while librdkafka writes to it.
/// OTTLA_STORM=long kills 200 times instead of 20; OTTLA_SEED repeats a run.
class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItAcknowledged_data();
    void keepsWhatItAcknowledged();
};

void TestCrash::keepsWhatItAcknowledged_data()
{
    QTest::addColumn<bool>("idempotent");
    QTest::newRow("idempotent: once and in order") << true;
    QTest::newRow("not idempotent: none missing") << false;
}

void TestCrash::keepsWhatItAcknowledged()
{
    QFETCH(bool, idempotent);
    const int kills = qEnvironmentVariable("OTTLA_STORM") == u"long" ? 200 : 20;
    const quint32 seed = qEnvironmentVariableIsSet("OTTLA_SEED")
        ? qEnvironmentVariable("OTTLA_SEED").toUInt()
        : QRandomGenerator::global()->generate();
    qInfo("OTTLA_SEED=%u", seed);
    QRandomGenerator random(seed);

    BrokerProcess broker;
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    const std::string bootstrap = broker.bootstrap().toStdString();
    const std::string topic = "storm";
    StormWriter writer(bootstrap, topic, idempotent);
    for (int i = 0; i < kills; ++i) {
        QVERIFY2(writer.waitForAcknowledged(1 + random.bounded(3000U)),
                 writer.firstFailure().c_str());
        broker.kill();
        QVERIFY2(broker.restart(), qPrintable(broker.errorOutput()));
    }
    QVERIFY(writer.waitForAcknowledged(1));
    QVERIFY(writer.finish());
    QVERIFY2(writer.failed() == 0, writer.firstFailure().c_str());

    const auto acknowledged = writer.acknowledged();
    const auto stored = readStorm(bootstrap, topic);
    std::map<std::uint64_t, int> copies;
    std::map<std::int64_t, std::uint64_t> byOffset;
    for (const StoredMessage& message : stored) {
        ++copies[message.number];
        byOffset[message.offset] = message.number;
    }
    qInfo("%zu acknowledged, %zu stored, %d kills", acknowledged.size(), stored.size(), kills);
    for (const auto& [number, offset] : acknowledged) {
        QVERIFY2(copies.count(number) == 1, qPrintable(QStringLiteral("%1 is lost").arg(number)));
        if (idempotent) {
            QVERIFY2(copies[number] == 1, qPrintable(QStringLiteral("%1 is doubled").arg(number)));
            QCOMPARE(byOffset[offset], number);
        }
    }
    if (idempotent) {
        for (std::size_t i = 1; i < stored.size(); ++i) {
            QCOMPARE(stored[i].number, stored[i - 1].number + 1);
        }
    }
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
