// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "support/brokerprocess.h"
#include "support/foreigntool.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using namespace ottla::test;

/// kafkajs 2.2 against ottla-broker. OTTLA_KAFKAJS names the folder that holds its node_modules.
class TestKafkaJs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void administersTopics();
    void sharesATopicInAGroupAndFindsItsOffsetsAfterARestart_data();
    void sharesATopicInAGroupAndFindsItsOffsetsAfterARestart();

private:
    ProgramResult node(const QString& command, const QStringList& arguments);

    BrokerProcess m_broker;
};

ProgramResult TestKafkaJs::node(const QString& command, const QStringList& arguments)
{
    return runProgram(
        QStringLiteral("node"),
        QStringList{QStringLiteral(OTTLA_INTEROP_SOURCES "/kafkajs/client.js"), command}
            + arguments);
}

void TestKafkaJs::initTestCase()
{
    const QString module =
        qEnvironmentVariable("OTTLA_KAFKAJS") + QStringLiteral("/node_modules/kafkajs");
    OTTLA_NEED_TOOL(QStringLiteral("kafkajs"),
                    QFileInfo::exists(module)
                        && !QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty());
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void TestKafkaJs::administersTopics()
{
    const auto run = node(QStringLiteral("admin"), {m_broker.bootstrap()});
    QVERIFY2(run.status == 0, run.describe().constData());
    const QJsonObject seen = run.json();
    QVERIFY(seen[u"created"].toBool());
    QVERIFY(!seen[u"again"].toBool());
    QCOMPARE(seen[u"retention"].toString(), QStringLiteral("3600000"));
    QCOMPARE(seen[u"altered"].toString(), QStringLiteral("7200000"));
    QCOMPARE(seen[u"brokers"].toInt(), 1);
}

void TestKafkaJs::sharesATopicInAGroupAndFindsItsOffsetsAfterARestart_data()
{
    QTest::addColumn<QString>("codec");
    QTest::newRow("none") << QStringLiteral("none");
    QTest::newRow("gzip") << QStringLiteral("gzip");
}

void TestKafkaJs::sharesATopicInAGroupAndFindsItsOffsetsAfterARestart()
{
    QFETCH(QString, codec);
    const QString topic = QStringLiteral("js-") + codec;
    const QString group = QStringLiteral("js-members-") + codec;
    const auto produced = node(QStringLiteral("produce"),
                               {m_broker.bootstrap(), topic, QStringLiteral("400"), codec});
    QVERIFY2(produced.status == 0, produced.describe().constData());
    const auto shared =
        node(QStringLiteral("rebalance"),
             {m_broker.bootstrap(), topic, group, QStringLiteral("4"), QStringLiteral("400")});
    QVERIFY2(shared.status == 0, shared.describe().constData());
    QCOMPARE(shared.json()[u"seen"].toInt(), 400);

    m_broker.kill();
    QVERIFY2(m_broker.restart(), qPrintable(m_broker.errorOutput()));
    const auto found = node(QStringLiteral("committed"), {m_broker.bootstrap(), topic, group});
    QVERIFY2(found.status == 0, found.describe().constData());
    QCOMPARE(found.json()[u"committed"].toInt(), 400);
    QCOMPARE(found.json()[u"ends"].toInt(), 400);
    QVERIFY(found.json()[u"groups"].toArray().contains(group));
    QCOMPARE(found.json()[u"state"].toString(), QStringLiteral("Empty"));
}

QTEST_GUILESS_MAIN(TestKafkaJs)
#include "tst_kafkajs.moc"
