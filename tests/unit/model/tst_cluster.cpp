// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "livecluster.h"
#include "model/cluster/brokersmodel.h"
#include "model/cluster/clusterservice.h"
#include "model/cluster/clustertreemodel.h"
#include "model/topics/partitionsmodel.h"
#include "model/topics/topicname.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace ottla;
using ottla::test::LiveCluster;

class TestCluster : public QObject
{
    Q_OBJECT

private:
    using Kind = ClusterTreeModel::Kind;
    std::unique_ptr<LiveCluster> m_cluster;

    [[nodiscard]] std::unique_ptr<ClusterService> service() const
    {
        return std::make_unique<ClusterService>(m_cluster->store,
                                                *m_cluster->store.find(m_cluster->id));
    }

private Q_SLOTS:
    void init()
    {
        if (!test::BrokerProcess::isAvailable()) {
            QSKIP("ottla-broker is not built");
        }
        m_cluster = std::make_unique<LiveCluster>();
        QVERIFY2(m_cluster->start(), m_cluster->broker.errorOutput().toUtf8().constData());
    }
    void cleanup() { m_cluster.reset(); }

    void showsAConnectedClusterAsATree()
    {
        const auto opened = service();
        ClusterTreeModel tree;
        const QAbstractItemModelTester tester(&tree);
        tree.addConnection(opened.get());
        QCOMPARE(tree.rowCount(), 1);
        opened->open();
        QCOMPARE(opened->state(), ClusterService::State::Connecting);
        QTRY_COMPARE(opened->state(), ClusterService::State::Connected);
        const auto folder = [&](Kind kind) {
            return tree.folderIndex(m_cluster->id, kind);
        };
        QCOMPARE(folder(Kind::Brokers).data(ClusterTreeModel::CountRole).toInt(), 1);

        std::optional<bool> made;
        opened->createTopic(this, {"b", 3, 1},
                            [&](const Result<void>& result) { made = result.ok(); });
        QTRY_COMPARE(made, std::optional(true));
        QTRY_COMPARE(tree.rowCount(folder(Kind::Topics)), 1);
        const QPersistentModelIndex b(tree.index(0, 0, folder(Kind::Topics)));
        QCOMPARE(b.data(ClusterTreeModel::NameRole).toString(), QStringLiteral("b"));
        QCOMPARE(tree.rowCount(b), 3);
        const QPersistentModelIndex partition(tree.index(2, 0, b));

        // A refresh that brings another topic keeps the row and what is below it.
        opened->createTopic(this, {"a", 1, 1}, [](const Result<void>&) {});
        QTRY_COMPARE(tree.rowCount(folder(Kind::Topics)), 2);
        QVERIFY(b.isValid());
        QVERIFY(partition.isValid());
        QCOMPARE(b.row(), 1);

        opened->deleteTopics(this, {"b"}, [](const Result<void>&) {});
        QTRY_VERIFY(!b.isValid());
        tree.removeConnection(m_cluster->id);
        QCOMPARE(tree.rowCount(), 0);
    }

    void countsMessagesByTopicAndPartition()
    {
        const auto client = m_cluster->client();
        QVERIFY(client->createTopic({"t", 2, 1}));
        m_cluster->produce("t", 3, 1);
        const auto opened = service();
        const QAbstractItemModelTester topicsTester(opened->topicsModel());
        opened->open();
        const auto messages = [&] {
            return opened->topicsModel()->index(0, TopicsModel::Messages).data();
        };
        QTRY_COMPARE(messages(), QVariant(3));
        PartitionsModel partitions;
        const QAbstractItemModelTester partitionsTester(&partitions);
        const auto topic = opened->topic(QStringLiteral("t"));
        QVERIFY(topic);
        partitions.setTopic(*topic);
        partitions.setWatermarks(client->watermarks({*topic}).value());
        QCOMPARE(partitions.index(1, PartitionsModel::High).data().toLongLong(), 3);
        BrokersModel brokers;
        const QAbstractItemModelTester brokersTester(&brokers);
        m_cluster->produce("t", 1, 0);
        opened->refresh();
        QTRY_COMPARE(messages(), QVariant(4));
    }

    // Of metadata alone, so that each state is there for certain.
    void tellsWhatIsNotWell()
    {
        TopicInfo topic{"t", {{0, 0, {0, 1}, {0, 1}}, {1, 1, {0, 1}, {1}}, {2, -1, {0, 1}, {}}}};
        PartitionsModel partitions;
        partitions.setTopic(topic);
        const auto health = [](const QAbstractItemModel& model, int row, int column) {
            return static_cast<Health>(model.index(row, column).data(healthRole).toInt());
        };
        const auto text = [&partitions](int row) {
            return partitions.index(row, PartitionsModel::OutOfSync).data().toString();
        };
        QCOMPARE(text(0), QStringLiteral("none"));
        QCOMPARE(text(1), QStringLiteral("broker 0"));
        QCOMPARE(text(2), QStringLiteral("brokers 0, 1"));
        QVERIFY(health(partitions, 0, PartitionsModel::OutOfSync) == Health::Good);
        QVERIFY(health(partitions, 1, PartitionsModel::OutOfSync) == Health::Caution);
        QVERIFY(health(partitions, 1, PartitionsModel::Leader) == Health::Good);
        QVERIFY(health(partitions, 2, PartitionsModel::Leader) == Health::Bad);

        ClusterInfo cluster;
        cluster.brokers = {{0, "a", 1}, {1, "b", 2}};
        cluster.topics = {topic};
        BrokersModel brokers;
        brokers.setCluster(cluster);
        QCOMPARE(brokers.index(0, BrokersModel::OutOfSync).data().toInt(), 2);
        QVERIFY(health(brokers, 0, BrokersModel::Id) == Health::Caution);

        TopicsModel topics;
        topics.setTopics(cluster.topics);
        QVERIFY(health(topics, 0, TopicsModel::UnderReplicated) == Health::Bad);
        topic.partitions.pop_back();
        topics.setTopics({topic});
        QVERIFY(health(topics, 0, TopicsModel::UnderReplicated) == Health::Caution);
    }

    void saysThatItFailedAndConnectsWhenTheBrokerIsBack()
    {
        const auto opened = service();
        m_cluster->broker.kill();
        opened->open();
        QTRY_COMPARE_WITH_TIMEOUT(opened->state(), ClusterService::State::Failed, 20'000);
        QVERIFY(opened->failure());
        QVERIFY(m_cluster->broker.restart());
        QTRY_COMPARE_WITH_TIMEOUT(opened->state(), ClusterService::State::Connected, 20'000);
    }

    void forgetsWhatItKnewWhenItIsClosed()
    {
        QVERIFY(m_cluster->client()->createTopic({"t", 2, 1}));
        const auto opened = service();
        opened->open();
        QTRY_COMPARE(opened->topicsModel()->rowCount(), 1);
        opened->close();
        QCOMPARE(opened->state(), ClusterService::State::Disconnected);
        QCOMPARE(opened->topicsModel()->rowCount(), 0);
    }

    void changesTenThousandTopicsInFewSteps()
    {
        TopicsModel model;
        std::vector<TopicInfo> topics;
        for (int i = 0; i < 10'000; ++i) {
            topics.push_back({std::to_string(100'000 + i), {{0, 0, {0}, {0}}}});
        }
        model.setTopics(topics);
        const QAbstractItemModelTester tester(&model);
        const QPersistentModelIndex kept(model.index(5'000, 0));
        topics.erase(topics.begin(), topics.begin() + 100);
        topics.push_back({"0", {}});
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setTopics(topics);
        QCOMPARE(model.rowCount(), 9'901);
        QCOMPARE(kept.row(), 4'901);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(removed.count(), 1);
        model.setTopics({});
        QCOMPARE(removed.count(), 2);
        QVERIFY(!kept.isValid());
    }

    void saysWhatIsWrongWithATopicsName()
    {
        QVERIFY(topicNameProblem(QStringLiteral("orders-1_x.y")).isEmpty());
        QVERIFY(!topicNameProblem(QString()).isEmpty());
        QVERIFY(!topicNameProblem(QStringLiteral("a/b")).isEmpty());
        QVERIFY(!topicNameProblem(QStringLiteral("..")).isEmpty());
        QVERIFY(!topicNameProblem(QString(250, u'x')).isEmpty());
        QVERIFY(topicNameProblem(QString(249, u'x')).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCluster)
#include "tst_cluster.moc"
