// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "support/clusterprocess.h"
#include "support/foreigntool.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace ottla::test;

/// The first session that every old Kafka introduction shows, with the classes that the scripts of
/// Kafka 0.10.0 start. OTTLA_KAFKA010_LIBS names the folder that holds their jars.
class TestKafka010 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void createsATopicThroughTheRegistry();
    void producesTheTwoLines();
    void consumesThemWithTheOldConsumer();
    void leavesTheOldConsumersOffsetsInTheRegistry();
    void consumesThemWithTheNewConsumer();
    void producesAndConsumesCompressed_data();
    void producesAndConsumesCompressed();
    void listsOffsetsAsOldToolsDo();
    void deletesATopicThroughTheRegistry();

private:
    ProgramResult tool(const QString& mainClass, const QStringList& arguments,
                       const QByteArray& input = {});
    ProgramResult consume(const QString& topic, const QStringList& how, int count);

    ClusterProcess m_cluster;
};

namespace {

const QByteArray twoLines = "This is a message\nThis is another message\n";

} // namespace

ProgramResult TestKafka010::tool(const QString& mainClass, const QStringList& arguments,
                                 const QByteArray& input)
{
    return runProgram(
        QStringLiteral("java"),
        QStringList{QStringLiteral("-Xmx256m"), QStringLiteral("-XX:TieredStopAtLevel=1"),
                    QStringLiteral("-cp"),
                    qEnvironmentVariable("OTTLA_KAFKA010_LIBS") + QStringLiteral("/*"), mainClass}
            + arguments,
        input);
}

ProgramResult TestKafka010::consume(const QString& topic, const QStringList& how, int count)
{
    return tool(QStringLiteral("kafka.tools.ConsoleConsumer"),
                how
                    + QStringList{QStringLiteral("--topic"), topic,
                                  QStringLiteral("--from-beginning"),
                                  QStringLiteral("--max-messages"), QString::number(count)});
}

void TestKafka010::initTestCase()
{
    const QDir libs(qEnvironmentVariable("OTTLA_KAFKA010_LIBS", QStringLiteral("/nowhere")));
    OTTLA_NEED_TOOL(QStringLiteral("kafka-0.10"),
                    !QStandardPaths::findExecutable(QStringLiteral("java")).isEmpty()
                        && !libs.entryList({QStringLiteral("kafka_2.11-0.10*.jar")}).isEmpty());
    QVERIFY2(m_cluster.start(1), m_cluster.errorOutput().constData());
}

void TestKafka010::createsATopicThroughTheRegistry()
{
    const auto created =
        tool(QStringLiteral("kafka.admin.TopicCommand"),
             {QStringLiteral("--create"), QStringLiteral("--zookeeper"), m_cluster.registry(),
              QStringLiteral("--replication-factor"), QStringLiteral("1"),
              QStringLiteral("--partitions"), QStringLiteral("1"), QStringLiteral("--topic"),
              QStringLiteral("myfirsttopic")});
    QVERIFY2(created.output.contains("Created topic \"myfirsttopic\"."),
             created.describe().constData());
}

void TestKafka010::producesTheTwoLines()
{
    const auto produced = tool(QStringLiteral("kafka.tools.ConsoleProducer"),
                               {QStringLiteral("--broker-list"), m_cluster.bootstrap(),
                                QStringLiteral("--topic"), QStringLiteral("myfirsttopic")},
                               twoLines);
    QVERIFY2(produced.status == 0, produced.describe().constData());
    QVERIFY2(!produced.errors.contains("ERROR"), produced.describe().constData());
}

void TestKafka010::consumesThemWithTheOldConsumer()
{
    const auto consumed = consume(QStringLiteral("myfirsttopic"),
                                  {QStringLiteral("--zookeeper"), m_cluster.registry()}, 2);
    QVERIFY2(consumed.output == twoLines, consumed.describe().constData());
    // It takes a group that it made up away when it ends, one that was named it leaves.
    const QTemporaryDir folder;
    QFile properties(folder.filePath(QStringLiteral("consumer.properties")));
    QVERIFY(properties.open(QIODevice::WriteOnly));
    properties.write("group.id=first-readers\n");
    properties.close();
    const auto named = consume(QStringLiteral("myfirsttopic"),
                               {QStringLiteral("--zookeeper"), m_cluster.registry(),
                                QStringLiteral("--consumer.config"), properties.fileName()},
                               2);
    QVERIFY2(named.output == twoLines, named.describe().constData());
}

void TestKafka010::leavesTheOldConsumersOffsetsInTheRegistry()
{
    const auto listed =
        tool(QStringLiteral("kafka.admin.ConsumerGroupCommand"),
             {QStringLiteral("--zookeeper"), m_cluster.registry(), QStringLiteral("--list")});
    const QByteArray group = "first-readers";
    QVERIFY2(listed.output.split('\n').contains(group), listed.describe().constData());
    const auto described =
        tool(QStringLiteral("kafka.admin.ConsumerGroupCommand"),
             {QStringLiteral("--zookeeper"), m_cluster.registry(), QStringLiteral("--describe"),
              QStringLiteral("--group"), QString::fromUtf8(group)});
    // GROUP, TOPIC, PARTITION, CURRENT OFFSET, LOG END OFFSET, LAG
    const QByteArray line = group + QByteArray(" myfirsttopic 0 2 2 0");
    QVERIFY2(described.output.simplified().replace(", ", " ").contains(line),
             described.describe().constData());
}

void TestKafka010::consumesThemWithTheNewConsumer()
{
    const auto consumed = consume(QStringLiteral("myfirsttopic"),
                                  {QStringLiteral("--new-consumer"),
                                   QStringLiteral("--bootstrap-server"), m_cluster.bootstrap()},
                                  2);
    QVERIFY2(consumed.output == twoLines, consumed.describe().constData());
}

void TestKafka010::producesAndConsumesCompressed_data()
{
    QTest::addColumn<QString>("codec");
    for (const char* codec : {"gzip", "snappy", "lz4"}) {
        QTest::newRow(codec) << QString::fromLatin1(codec);
    }
}

void TestKafka010::producesAndConsumesCompressed()
{
    QFETCH(const QString, codec);
    const QString topic = QStringLiteral("packed-") + codec;
    const auto produced =
        tool(QStringLiteral("kafka.tools.ConsoleProducer"),
             {QStringLiteral("--broker-list"), m_cluster.bootstrap(), QStringLiteral("--topic"),
              topic, QStringLiteral("--compression-codec"), codec},
             twoLines);
    QVERIFY2(produced.status == 0, produced.describe().constData());
    for (const QStringList& how :
         {QStringList{QStringLiteral("--zookeeper"), m_cluster.registry()},
          QStringList{QStringLiteral("--new-consumer"), QStringLiteral("--bootstrap-server"),
                      m_cluster.bootstrap()}}) {
        const auto consumed = consume(topic, how, 2);
        QVERIFY2(consumed.output == twoLines, consumed.describe().constData());
    }
}

void TestKafka010::listsOffsetsAsOldToolsDo()
{
    const auto offsets = [this](const char* time) {
        return tool(QStringLiteral("kafka.tools.GetOffsetShell"),
                    {QStringLiteral("--broker-list"), m_cluster.bootstrap(),
                     QStringLiteral("--topic"), QStringLiteral("myfirsttopic"),
                     QStringLiteral("--time"), QString::fromLatin1(time)});
    };
    const auto end = offsets("-1");
    QVERIFY2(end.output.contains("myfirsttopic:0:2"), end.describe().constData());
    const auto start = offsets("-2");
    QVERIFY2(start.output.contains("myfirsttopic:0:0"), start.describe().constData());
}

void TestKafka010::deletesATopicThroughTheRegistry()
{
    const auto deleted =
        tool(QStringLiteral("kafka.admin.TopicCommand"),
             {QStringLiteral("--delete"), QStringLiteral("--zookeeper"), m_cluster.registry(),
              QStringLiteral("--topic"), QStringLiteral("myfirsttopic")});
    QVERIFY2(deleted.status == 0, deleted.describe().constData());
    const auto listed = [this] {
        return tool(QStringLiteral("kafka.admin.TopicCommand"),
                    {QStringLiteral("--list"), QStringLiteral("--zookeeper"), m_cluster.registry()})
            .output;
    };
    QTRY_VERIFY_WITH_TIMEOUT(!listed().contains("myfirsttopic"), 30'000);
}

QTEST_GUILESS_MAIN(TestKafka010)
#include "tst_kafka010.moc"
