// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "support/brokerprocess.h"
#include "support/foreigntool.h"

#include <QJsonArray>
#include <QTest>

using namespace ottla::test;

/// kafka-python 2.0 against ottla-broker.
class TestKafkaPython : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void administersTopics();
    void producesAndConsumes_data();
    void producesAndConsumes();
    void servesClientsOfOldReleases_data();
    void servesClientsOfOldReleases();
    void sharesATopicInAGroupAndFindsItsOffsetsAfterARestart();

private:
    ProgramResult python(const QString& command, const QStringList& arguments);

    BrokerProcess m_broker;
};

ProgramResult TestKafkaPython::python(const QString& command, const QStringList& arguments)
{
    return runProgram(
        QStringLiteral("/usr/bin/python3"),
        QStringList{QStringLiteral(OTTLA_INTEROP_SOURCES "/python/client.py"), command}
            + arguments);
}

void TestKafkaPython::initTestCase()
{
    const auto imported = runProgram(QStringLiteral("/usr/bin/python3"),
                                     {QStringLiteral("-c"), QStringLiteral("import kafka")});
    OTTLA_NEED_TOOL(QStringLiteral("kafka-python"), imported.status == 0);
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void TestKafkaPython::administersTopics()
{
    const auto run = python(QStringLiteral("admin"), {m_broker.bootstrap()});
    QVERIFY2(run.status == 0, run.describe().constData());
    const QJsonObject seen = run.json();
    QCOMPARE(seen[u"again"].toString(), QStringLiteral("refused"));
    QCOMPARE(seen[u"retention"].toString(), QStringLiteral("3600000"));
    QCOMPARE(seen[u"altered"].toString(), QStringLiteral("7200000"));
}

void TestKafkaPython::producesAndConsumes_data()
{
    QTest::addColumn<QString>("codec");
    QTest::newRow("none") << QStringLiteral("none");
    QTest::newRow("gzip") << QStringLiteral("gzip");
    QTest::newRow("snappy") << QStringLiteral("snappy");
    QTest::newRow("lz4") << QStringLiteral("lz4");
    QTest::newRow("zstd") << QStringLiteral("zstd");
}

void TestKafkaPython::producesAndConsumes()
{
    QFETCH(QString, codec);
    const QString topic = QStringLiteral("py-") + codec;
    const auto produced = python(QStringLiteral("produce"),
                                 {m_broker.bootstrap(), topic, QStringLiteral("500"), codec});
    QVERIFY2(produced.status == 0, produced.describe().constData());
    QCOMPARE(produced.json()[u"stored"].toInt(), 500);
    const auto consumed =
        python(QStringLiteral("consume"), {m_broker.bootstrap(), topic, QStringLiteral("500")});
    QVERIFY2(consumed.status == 0, consumed.describe().constData());
    QCOMPARE(consumed.json()[u"count"].toInt(), 500);
    QCOMPARE(consumed.json()[u"headers"].toArray().size(), 2);
}

void TestKafkaPython::servesClientsOfOldReleases_data()
{
    QTest::addColumn<QString>("release");
    QTest::addColumn<QString>("codec");
    // Message format v0, offsets in ZooKeeper; v0, offsets in Kafka; v1.
    for (const char* release : {"0.8.1", "0.8.2", "0.9", "0.10"}) {
        for (const char* codec : {"none", "gzip", "snappy", "lz4"}) {
            if (QByteArray(release) == "0.8.1" && QByteArray(codec) == "lz4") {
                continue; // it did not know it
            }
            QTest::addRow("%s %s", release, codec)
                << QString::fromLatin1(release) << QString::fromLatin1(codec);
        }
    }
}

void TestKafkaPython::servesClientsOfOldReleases()
{
    QFETCH(const QString, release);
    QFETCH(const QString, codec);
    const auto run = python(QStringLiteral("legacy"), {m_broker.bootstrap(), release, codec});
    QVERIFY2(run.status == 0, run.describe().constData());
    const QJsonObject seen = run.json();
    QVERIFY2(seen[u"offsets"].toBool(), run.describe().constData());
    QVERIFY2(seen[u"old"].toBool(), run.describe().constData());
    QVERIFY2(seen[u"new"].toBool(), run.describe().constData());
    QCOMPARE(seen[u"committed"].toInt(), 300);
    // Message format v0 has no timestamps.
    QCOMPARE(seen[u"stamped"].toBool(), release == u"0.10");
}

void TestKafkaPython::sharesATopicInAGroupAndFindsItsOffsetsAfterARestart()
{
    const QString topic = QStringLiteral("py-group");
    const QString group = QStringLiteral("py-members");
    const auto created =
        runProgram(QStringLiteral("/usr/bin/python3"),
                   {QStringLiteral("-c"),
                    QStringLiteral("import sys; from kafka.admin import *; "
                                   "KafkaAdminClient(bootstrap_servers=sys.argv[1])"
                                   ".create_topics([NewTopic('py-group', 4, 1)])"),
                    m_broker.bootstrap()});
    QVERIFY2(created.status == 0, created.describe().constData());
    const auto produced =
        python(QStringLiteral("produce"),
               {m_broker.bootstrap(), topic, QStringLiteral("400"), QStringLiteral("none")});
    QVERIFY2(produced.status == 0, produced.describe().constData());
    const auto shared =
        python(QStringLiteral("rebalance"),
               {m_broker.bootstrap(), topic, group, QStringLiteral("4"), QStringLiteral("400")});
    QVERIFY2(shared.status == 0, shared.describe().constData());
    QCOMPARE(shared.json()[u"seen"].toInt(), 400);

    m_broker.kill();
    QVERIFY2(m_broker.restart(), qPrintable(m_broker.errorOutput()));
    const auto found = python(QStringLiteral("committed"),
                              {m_broker.bootstrap(), topic, group, QStringLiteral("4")});
    QVERIFY2(found.status == 0, found.describe().constData());
    QCOMPARE(found.json()[u"committed"].toArray(), found.json()[u"ends"].toArray());
    QVERIFY(found.json()[u"groups"].toArray().contains(group));
    QCOMPARE(found.json()[u"state"].toString(), QStringLiteral("Empty"));
}

QTEST_GUILESS_MAIN(TestKafkaPython)
#include "tst_kafkapython.moc"
