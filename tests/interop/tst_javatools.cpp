// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/kafkatool.h"
#include "support/brokerprocess.h"

#include <QRegularExpression>
#include <QTest>

using namespace ottla::test;

/// Apache Kafka's own command-line tools against ottla-broker. OTTLA_KAFKA_LIBS names the folder
/// that holds their jars.
class TestJavaTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void createsAndDescribesTopics();
    void producesAndConsumesInAGroup();
    void resetsAGroupsOffsets();
    void readsTheLogFromDisk();
    void deletesRecordsAndTopics();

private:
    ProgramResult tool(const QString& mainClass, const QStringList& arguments,
                       const QByteArray& input = {});

    BrokerProcess m_broker;
};

ProgramResult TestJavaTools::tool(const QString& mainClass, const QStringList& arguments,
                                  const QByteArray& input)
{
    return runKafkaTool(
        mainClass,
        QStringList{QStringLiteral("--bootstrap-server"), m_broker.bootstrap()} + arguments, input);
}

void TestJavaTools::initTestCase()
{
    OTTLA_NEED_KAFKA_TOOLS();
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void TestJavaTools::createsAndDescribesTopics()
{
    const QString topics = QStringLiteral("org.apache.kafka.tools.TopicCommand");
    const auto created =
        tool(topics,
             {QStringLiteral("--create"), QStringLiteral("--topic"), QStringLiteral("java"),
              QStringLiteral("--partitions"), QStringLiteral("3"), QStringLiteral("--config"),
              QStringLiteral("retention.ms=3600000")});
    QVERIFY2(created.status == 0, created.describe().constData());
    const auto described = tool(
        topics, {QStringLiteral("--describe"), QStringLiteral("--topic"), QStringLiteral("java")});
    QVERIFY2(described.output.contains("PartitionCount: 3")
                 && described.output.contains("retention.ms=3600000"),
             described.describe().constData());
}

void TestJavaTools::producesAndConsumesInAGroup()
{
    const auto produced =
        tool(QStringLiteral("kafka.tools.ConsoleProducer"),
             {QStringLiteral("--topic"), QStringLiteral("java")}, "one\ntwo\nthree\n");
    QVERIFY2(produced.status == 0, produced.describe().constData());
    const auto consumed =
        tool(QStringLiteral("org.apache.kafka.tools.consumer.ConsoleConsumer"),
             {QStringLiteral("--topic"), QStringLiteral("java"), QStringLiteral("--from-beginning"),
              QStringLiteral("--group"), QStringLiteral("java-group"),
              QStringLiteral("--max-messages"), QStringLiteral("3")});
    QVERIFY2(consumed.status == 0, consumed.describe().constData());
    QList<QByteArray> lines = consumed.output.trimmed().split('\n');
    std::sort(lines.begin(), lines.end());
    QCOMPARE(lines, (QList<QByteArray>{"one", "three", "two"}));
}

void TestJavaTools::resetsAGroupsOffsets()
{
    const QString groups =
        QStringLiteral("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");
    const auto described = tool(
        groups,
        {QStringLiteral("--describe"), QStringLiteral("--group"), QStringLiteral("java-group")});
    QVERIFY2(described.output.contains("java-group"), described.describe().constData());
    const auto reset =
        tool(groups,
             {QStringLiteral("--reset-offsets"), QStringLiteral("--to-earliest"),
              QStringLiteral("--group"), QStringLiteral("java-group"), QStringLiteral("--topic"),
              QStringLiteral("java"), QStringLiteral("--execute")});
    QVERIFY2(reset.status == 0 && reset.output.contains("java-group"),
             reset.describe().constData());
}

void TestJavaTools::readsTheLogFromDisk()
{
    const auto dumped = runKafkaTool(
        QStringLiteral("kafka.tools.DumpLogSegments"),
        {QStringLiteral("--deep-iteration"), QStringLiteral("--files"),
         QStringList{m_broker.dataFolder() + QStringLiteral("/java-0/00000000000000000000.log"),
                     m_broker.dataFolder() + QStringLiteral("/java-1/00000000000000000000.log"),
                     m_broker.dataFolder() + QStringLiteral("/java-2/00000000000000000000.log")}
             .join(u',')});
    QVERIFY2(dumped.status == 0, dumped.describe().constData());
    QCOMPARE(dumped.output.count("isvalid: true"), dumped.output.count("baseOffset: "));
    QVERIFY2(dumped.output.count("| offset: ") == 3, dumped.describe().constData());
}

void TestJavaTools::deletesRecordsAndTopics()
{
    const auto deleted =
        tool(QStringLiteral("org.apache.kafka.tools.TopicCommand"),
             {QStringLiteral("--delete"), QStringLiteral("--topic"), QStringLiteral("java")});
    QVERIFY2(deleted.status == 0, deleted.describe().constData());
    const auto listed =
        tool(QStringLiteral("org.apache.kafka.tools.TopicCommand"), {QStringLiteral("--list")});
    QVERIFY2(!listed.output.contains("java\n"), listed.describe().constData());
}

QTEST_GUILESS_MAIN(TestJavaTools)
#include "tst_javatools.moc"
