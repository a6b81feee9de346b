// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/kafkatool.h"
#include "support/clusterprocess.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace ottla::test;

/// Three brokers as Apache Kafka's own tools of today see them: the first session of an
/// introduction, and what one does to several brokers. OTTLA_KAFKA_LIBS names the folder that holds
/// their jars.
class TestJavaCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsTheFirstSession();
    void listsTheReplicas();
    void readsFromTheFollowerOnItsRack();
    void reassignsReplicas();
    void electsThePreferredLeader();
    void electsAnUncleanLeaderWhenAsked();

private:
    ProgramResult tool(const QString& mainClass, const QStringList& arguments,
                       const QByteArray& input = {});
    /// A file with this content, which goes with the test.
    QString file(const QString& name, const QByteArray& content);
    void create(const QString& topic, const QString& assignment);
    /// What kafka-topics says of partition 0, for instance "Leader: 1".
    QByteArray describe(const QString& topic);

    QTemporaryDir m_folder;
    ClusterProcess m_cluster;
};

namespace {

const QByteArray twoLines = "This is a message\nThis is another message\n";
const QString topicsTool = QStringLiteral("org.apache.kafka.tools.TopicCommand");
const QString electionTool = QStringLiteral("org.apache.kafka.tools.LeaderElectionCommand");
const QString consumerTool = QStringLiteral("org.apache.kafka.tools.consumer.ConsoleConsumer");
constexpr int longMs = 60'000;

} // namespace

ProgramResult TestJavaCluster::tool(const QString& mainClass, const QStringList& arguments,
                                    const QByteArray& input)
{
    return runKafkaTool(mainClass,
                        QStringList{QStringLiteral("--bootstrap-server"), m_cluster.bootstrap()}
                            + arguments,
                        input);
}

QString TestJavaCluster::file(const QString& name, const QByteArray& content)
{
    QFile made(m_folder.filePath(name));
    return made.open(QIODevice::WriteOnly) && made.write(content) == content.size()
        ? made.fileName()
        : QString();
}

void TestJavaCluster::create(const QString& topic, const QString& assignment)
{
    const auto created = tool(topicsTool,
                              {QStringLiteral("--create"), QStringLiteral("--topic"), topic,
                               QStringLiteral("--replica-assignment"), assignment});
    QVERIFY2(created.status == 0, created.describe().constData());
}

QByteArray TestJavaCluster::describe(const QString& topic)
{
    return tool(topicsTool, {QStringLiteral("--describe"), QStringLiteral("--topic"), topic})
        .output;
}

void TestJavaCluster::initTestCase()
{
    OTTLA_NEED_KAFKA_TOOLS();
    QStringList options;
    for (const char* setting :
         {"replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector",
          "0:broker.rack=north", "1:broker.rack=east", "2:broker.rack=south"}) {
        options << QStringLiteral("--set") << QString::fromLatin1(setting);
    }
    QVERIFY2(m_cluster.start(3, options), m_cluster.errorOutput().constData());
}

void TestJavaCluster::runsTheFirstSession()
{
    const QString topic = QStringLiteral("myfirsttopic");
    const auto created = tool(topicsTool,
                              {QStringLiteral("--create"), QStringLiteral("--replication-factor"),
                               QStringLiteral("1"), QStringLiteral("--partitions"),
                               QStringLiteral("1"), QStringLiteral("--topic"), topic});
    QVERIFY2(created.output.contains("Created topic myfirsttopic."),
             created.describe().constData());
    const auto produced = tool(QStringLiteral("kafka.tools.ConsoleProducer"),
                               {QStringLiteral("--topic"), topic}, twoLines);
    QVERIFY2(produced.status == 0, produced.describe().constData());
    const auto consumed =
        tool(consumerTool,
             {QStringLiteral("--topic"), topic, QStringLiteral("--from-beginning"),
              QStringLiteral("--max-messages"), QStringLiteral("2")});
    QVERIFY2(consumed.output == twoLines, consumed.describe().constData());
}

void TestJavaCluster::listsTheReplicas()
{
    create(QStringLiteral("replicated"), QStringLiteral("1:2:0"));
    const QByteArray described = describe(QStringLiteral("replicated"));
    QVERIFY2(described.contains("ReplicationFactor: 3") && described.contains("Leader: 1")
                 && described.contains("Replicas: 1,2,0"),
             described.constData());
}

/// KIP-392, as the log of a consumer tells of it (librdkafka's; Kafka's tool keeps silent).
void TestJavaCluster::readsFromTheFollowerOnItsRack()
{
    OTTLA_NEED_TOOL(QStringLiteral("kcat"),
                    !QStandardPaths::findExecutable(QStringLiteral("kcat")).isEmpty());
    const QString topic = QStringLiteral("near");
    create(topic, QStringLiteral("0:1"));
    const auto produced = tool(QStringLiteral("kafka.tools.ConsoleProducer"),
                               {QStringLiteral("--topic"), topic}, twoLines);
    QVERIFY2(produced.status == 0, produced.describe().constData());
    const auto consumed =
        runProgram(QStringLiteral("kcat"),
                   {QStringLiteral("-b"), m_cluster.bootstrap(), QStringLiteral("-C"),
                    QStringLiteral("-t"), topic, QStringLiteral("-o"), QStringLiteral("beginning"),
                    QStringLiteral("-e"), QStringLiteral("-X"), QStringLiteral("client.rack=east"),
                    QStringLiteral("-d"), QStringLiteral("fetch")});
    QVERIFY2(consumed.output == twoLines, consumed.describe().constData());
    QVERIFY2(consumed.errors.contains("migrating from broker 0 to 1"),
             consumed.describe().constData());
    QVERIFY2(consumed.errors.contains("/1: Fetch topic near [0] at offset 2"),
             consumed.describe().constData());
}

void TestJavaCluster::reassignsReplicas()
{
    const QString topic = QStringLiteral("moving");
    const QString reassign =
        QStringLiteral("org.apache.kafka.tools.reassign.ReassignPartitionsCommand");
    create(topic, QStringLiteral("0:1"));
    const auto produced = tool(QStringLiteral("kafka.tools.ConsoleProducer"),
                               {QStringLiteral("--topic"), topic}, twoLines);
    QVERIFY2(produced.status == 0, produced.describe().constData());
    const QString plan = file(QStringLiteral("plan.json"),
                              R"({"version":1,"partitions":[{"topic":"moving","partition":0,)"
                              R"("replicas":[2,1]}]})");
    const auto begun = tool(
        reassign, {QStringLiteral("--execute"), QStringLiteral("--reassignment-json-file"), plan});
    QVERIFY2(begun.status == 0 && begun.output.contains("Successfully started"),
             begun.describe().constData());
    const auto isOver = [&] {
        const auto verified =
            tool(reassign,
                 {QStringLiteral("--verify"), QStringLiteral("--reassignment-json-file"), plan});
        return verified.output.contains("Reassignment of partition moving-0 is completed");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), longMs);
    const auto listed = tool(reassign, {QStringLiteral("--list")});
    QVERIFY2(listed.output.contains("No partition reassignments found"),
             listed.describe().constData());
    const QByteArray described = describe(topic);
    QVERIFY2(described.contains("Leader: 2") && described.contains("Replicas: 2,1"),
             described.constData());
    const auto consumed =
        tool(consumerTool,
             {QStringLiteral("--topic"), topic, QStringLiteral("--from-beginning"),
              QStringLiteral("--max-messages"), QStringLiteral("2")});
    QVERIFY2(consumed.output == twoLines, consumed.describe().constData());
}

void TestJavaCluster::electsThePreferredLeader()
{
    const QString topic = QStringLiteral("preferred");
    create(topic, QStringLiteral("2:0:1"));
    m_cluster.command("kill 2");
    QVERIFY(!m_cluster.nextLine("broker 2 exited").isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(describe(topic).contains("Leader: 0"), longMs);
    m_cluster.command("start 2");
    QVERIFY(!m_cluster.nextLine("broker 2 pid").isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(describe(topic).contains("Isr: 0,1,2")
                                 || describe(topic).contains("Isr: 2,0,1")
                                 || describe(topic).contains("Isr: 0,2,1"),
                             longMs);
    const auto elected = tool(electionTool,
                              {QStringLiteral("--election-type"), QStringLiteral("preferred"),
                               QStringLiteral("--topic"), topic, QStringLiteral("--partition"),
                               QStringLiteral("0")});
    QVERIFY2(elected.status == 0 && elected.output.contains("Successfully completed"),
             elected.describe().constData());
    QTRY_VERIFY_WITH_TIMEOUT(describe(topic).contains("Leader: 2"), longMs);
}

void TestJavaCluster::electsAnUncleanLeaderWhenAsked()
{
    const QString topic = QStringLiteral("alone");
    create(topic, QStringLiteral("1:2"));
    m_cluster.command("kill 2");
    QVERIFY(!m_cluster.nextLine("broker 2 exited").isEmpty());
    const QRegularExpression onlyOne(QStringLiteral("Isr: 1(\\s|$)"));
    QTRY_VERIFY_WITH_TIMEOUT(onlyOne.match(QString::fromUtf8(describe(topic))).hasMatch(), longMs);
    m_cluster.command("kill 1");
    QVERIFY(!m_cluster.nextLine("broker 1 exited").isEmpty());
    m_cluster.command("start 2");
    QVERIFY(!m_cluster.nextLine("broker 2 pid").isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(describe(topic).contains("Leader: none"), longMs);
    const auto elected = tool(electionTool,
                              {QStringLiteral("--election-type"), QStringLiteral("unclean"),
                               QStringLiteral("--topic"), topic, QStringLiteral("--partition"),
                               QStringLiteral("0")});
    QVERIFY2(elected.status == 0 && elected.output.contains("Successfully completed"),
             elected.describe().constData());
    QTRY_VERIFY_WITH_TIMEOUT(describe(topic).contains("Leader: 2"), longMs);
    m_cluster.command("start 1");
    QVERIFY(!m_cluster.nextLine("broker 1 pid").isEmpty());
}

QTEST_GUILESS_MAIN(TestJavaCluster)
#include "tst_javacluster.moc"
