// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "livecluster.h"
#include "model/client/messageproducer.h"

#include <QSignalSpy>
#include <QTest>

using namespace ottla;
using ottla::test::LiveCluster;
using ottla::test::why;

namespace {

std::optional<TopicInfo> findTopic(Client& client, const std::string& name)
{
    const auto cluster = client.describeCluster();
    for (std::size_t i = 0; cluster && i < cluster->topics.size(); ++i) {
        if (cluster.value().topics[i].name == name) {
            return cluster.value().topics[i];
        }
    }
    return {};
}

} // namespace

class TestClient : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<LiveCluster> m_cluster;
    std::shared_ptr<Client> m_client;

    std::optional<ConfigEntry> configOf(const std::string& topic, const std::string& name)
    {
        const auto entries = m_client->topicConfig(topic);
        for (std::size_t i = 0; entries && i < entries->size(); ++i) {
            if (entries.value()[i].name == name) {
                return entries.value()[i];
            }
        }
        return {};
    }

    Result<void> produceThrough(const WriteGate& gate, const std::string& topic)
    {
        auto producer = MessageProducer::create(m_cluster->properties(), gate);
        if (!producer) {
            return producer.error();
        }
        NewMessage message;
        message.topic = topic;
        message.value = "never";
        const auto sent = (*producer)->send(message, std::chrono::seconds(20));
        return sent ? Result<void>() : Result<void>(sent.error());
    }

private Q_SLOTS:
    void init()
    {
        if (!test::BrokerProcess::isAvailable()) {
            QSKIP("ottla-broker is not built");
        }
        m_cluster = std::make_unique<LiveCluster>();
        QVERIFY2(m_cluster->start(), m_cluster->broker.errorOutput().toUtf8().constData());
        m_client = m_cluster->client();
    }
    void cleanup()
    {
        m_client.reset();
        m_cluster.reset();
    }

    void createsDescribesAndDeletesTopics()
    {
        const auto made = m_client->createTopic({"orders", 3, 1});
        QVERIFY2(made, why(made).constData());
        const auto cluster = m_client->describeCluster();
        QVERIFY(cluster);
        QCOMPARE(cluster->brokers.size(), 1U);
        QVERIFY(!cluster->clusterId.empty());
        QCOMPARE(cluster->controller, cluster->brokers.front().id);
        const auto orders = findTopic(*m_client, "orders");
        QVERIFY(orders);
        QCOMPARE(orders->partitions.size(), 3U);
        QCOMPARE(orders->partitions[2].leader, cluster->brokers.front().id);

        const auto again = m_client->createTopic({"orders", 1, 1});
        QVERIFY(!again);
        QCOMPARE(again.error().code, Errc::AlreadyExists);
        const auto gone = m_client->deleteTopics({"orders"});
        QVERIFY2(gone, why(gone).constData());
        QTRY_VERIFY(!findTopic(*m_client, "orders"));
        QCOMPARE(m_client->deleteTopics({"orders"}).error().code, Errc::NotFound);
    }

    void tellsTheWatermarksOfHundredsOfPartitions()
    {
        QVERIFY(m_client->createTopic({"t", 300, 1}));
        m_cluster->produce("t", 5, 7);
        const auto marks = m_client->watermarks({*findTopic(*m_client, "t")});
        QVERIFY2(marks.ok(), marks ? "" : marks.error().describe().c_str());
        QCOMPARE(marks->size(), 300U);
        for (const Watermarks& mark : *marks) {
            QCOMPARE(mark.low, 0);
            QCOMPARE(mark.high, mark.partition == 7 ? 5 : 0);
        }
        const auto past = m_client->offsetsForTime({{"t", 7, -1}}, 1);
        QCOMPARE(past->front().offset, 0);
        const auto future = m_client->offsetsForTime({{"t", 7, -1}}, 99'999'999'999'999);
        QCOMPARE(future->front().offset, 5);
    }

    void refusesEveryWriteOnAReadOnlyConnection()
    {
        QVERIFY(m_client->createTopic({"kept", 1, 1}));
        m_cluster->produce("kept", 4);
        const auto committed = m_client->alterOffsets("readers", {{"kept", 0, 2}});
        QVERIFY2(committed, why(committed).constData());

        const auto client = m_cluster->client(true);
        for (const WriteOperation operation : allWriteOperations) {
            Result<void> result;
            // No default: a new operation does not compile without its line here.
            switch (operation) {
            case WriteOperation::CreateTopic:
                result = client->createTopic({"new", 1, 1});
                break;
            case WriteOperation::DeleteTopics:
                result = client->deleteTopics({"kept"});
                break;
            case WriteOperation::AlterTopicConfig:
                result = client->alterTopicConfig("kept", "retention.ms", "1000");
                break;
            case WriteOperation::AddPartitions:
                result = client->addPartitions("kept", 2);
                break;
            case WriteOperation::Produce:
                result = produceThrough(client->gate(), "kept");
                break;
            case WriteOperation::AlterOffsets:
                result = client->alterOffsets("readers", {{"kept", 0, 0}});
                break;
            case WriteOperation::DeleteGroup:
                result = client->deleteGroup("readers");
                break;
            }
            QVERIFY2(!result, QByteArray::number(static_cast<int>(operation)).constData());
            QCOMPARE(result.error().code, Errc::ReadOnly);
            QVERIFY(result.error().message.find("live") != std::string::npos);
        }
        QVERIFY(!findTopic(*m_client, "new"));
        const auto kept = findTopic(*m_client, "kept");
        QVERIFY(kept);
        QCOMPARE(kept->partitions.size(), 1U);
        QVERIFY(!configOf("kept", "retention.ms")->isOwn);
        const auto marks = m_client->watermarks({*kept});
        QCOMPARE(marks->front().low, 0);
        QCOMPARE(marks->front().high, 4);
        QCOMPARE(m_client->committedOffsets("readers").value(),
                 (std::vector<PartitionOffset>{{"kept", 0, 2}}));
    }

    void changesOnePropertyOfATopicAtATime()
    {
        QVERIFY(m_client->createTopic({"t", 1, 1}));
        const auto before = configOf("t", "retention.ms");
        QVERIFY(before && !before->isOwn && before->value);
        QVERIFY(m_client->alterTopicConfig("t", "retention.ms", "60000"));
        QVERIFY(m_client->alterTopicConfig("t", "cleanup.policy", "compact"));
        QCOMPARE(configOf("t", "retention.ms")->value, std::optional<std::string>("60000"));
        QVERIFY(configOf("t", "retention.ms")->isOwn);
        QCOMPARE(configOf("t", "cleanup.policy")->value, std::optional<std::string>("compact"));
        QVERIFY(m_client->alterTopicConfig("t", "retention.ms", std::nullopt));
        QCOMPARE(configOf("t", "retention.ms"), before);
        QVERIFY(configOf("t", "cleanup.policy")->isOwn);

        const auto refused = m_client->alterTopicConfig("t", "retention.ms", "soon");
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.find("retention.ms") != std::string::npos,
                 why(refused).constData());
        QVERIFY(configOf("t", "cleanup.policy")->isOwn);
        QVERIFY(!m_client->topicConfig("nowhere"));
    }

    void addsPartitions()
    {
        QVERIFY(m_client->createTopic({"t", 1, 1}));
        const auto added = m_client->addPartitions("t", 3);
        QVERIFY2(added, why(added).constData());
        QTRY_COMPARE(findTopic(*m_client, "t")->partitions.size(), 3U);
        QVERIFY(!m_client->addPartitions("t", 2));
    }

    void deletesAGroup()
    {
        QVERIFY(m_client->createTopic({"t", 1, 1}));
        QVERIFY(m_client->alterOffsets("readers", {{"t", 0, 0}}));
        QCOMPARE(m_client->groups()->size(), 1U);
        const auto gone = m_client->deleteGroup("readers");
        QVERIFY2(gone, why(gone).constData());
        QVERIFY(m_client->groups()->empty());
    }

    void saysWhyNobodyAnswers()
    {
        m_cluster->broker.kill();
        const auto client = m_cluster->client();
        const auto asked = client->describeCluster();
        QVERIFY(!asked);
        QCOMPARE(asked.error().code, Errc::Network);
        const auto message = QString::fromStdString(asked.error().describe());
        QVERIFY2(message.contains(QStringLiteral("live")), message.toUtf8().constData());
        QVERIFY2(message.contains(QStringLiteral("refused")), message.toUtf8().constData());
    }

    void namesAPropertyThatTheLibraryRefuses()
    {
        const auto client =
            Client::create({{"security.protocol", "nonsense"}}, WriteGate(QString(), false));
        QVERIFY(!client);
        QCOMPARE(client.error().code, Errc::InvalidArgument);
        QVERIFY(client.error().message.find("security.protocol") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
