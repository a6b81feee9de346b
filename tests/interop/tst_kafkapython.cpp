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
