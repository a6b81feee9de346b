// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/controller/controllerjson.h"
#include "cluster/controller/leaderelection.h"
#include "cluster/topicjson.h"
#include "clustertesting.h"
#endif

using namespace ottla;
using namespace ottla::cluster;
using namespace ottla::test;
using wire::ErrorCode;

#ifndef Q_MOC_RUN
namespace {

/// A broker's view of the registry that shows the cluster's id only when it was asked to catch up,
/// and where `answers` is false not even then.
class LateIdStore final : public MetadataStore
{
public:
    LateIdStore(std::unique_ptr<MetadataStore> store, bool answers)
        : m_store(std::move(store))
        , m_answers(answers)
    { }

    [[nodiscard]] std::optional<Znode> get(const std::string& path) const override
    {
        return path == "/cluster/id" && !m_caughtUp ? std::nullopt : m_store->get(path);
    }
    [[nodiscard]] std::vector<std::string> children(const std::string& path) const override
    {
        return m_store->children(path);
    }
    [[nodiscard]] Result<void> apply(const std::vector<MetadataOperation>& operations) override
    {
        return m_store->apply(operations);
    }
    void setListener(Listener listener) override { m_store->setListener(std::move(listener)); }
    void setSessionListener(std::function<void()> listener) override
    {
        m_store->setSessionListener(std::move(listener));
    }
    bool catchUp(const std::string& path) override
    {
        m_caughtUp = m_caughtUp || (m_answers && path == "/cluster");
        return m_answers && m_store->catchUp(path);
    }
    [[nodiscard]] std::chrono::milliseconds sessionTimeout() const override
    {
        return m_store->sessionTimeout();
    }

private:
    const std::unique_ptr<MetadataStore> m_store;
    const bool m_answers;
    std::atomic<bool> m_caughtUp = false;
};

} // namespace
#endif

/// Several brokers in this process, over the embedded registry and over ZooKeeper: what they do
/// through the znodes, and what clients are told.
class TestBrokerCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { m_cluster.reset(); }
    void registersAsKafkaDoes_data() { Ensemble::addRows(); }
    void registersAsKafkaDoes();
    void tellsClientsOfEveryBroker_data() { Ensemble::addRows(); }
    void tellsClientsOfEveryBroker();
    void namesTheControllerInItsFirstAnswer_data() { Ensemble::addRows(); }
    void namesTheControllerInItsFirstAnswer();
    void refusesAnIdThatIsInUse();
    void refusesAFolderOfAnotherCluster();
    void joinsTheClusterThatAnotherJustMade();
    void spreadsTopicsOverBrokers_data() { Ensemble::addRows(); }
    void spreadsTopicsOverBrokers();
    void makesWhatToolsAskForThroughTheZnodes_data() { Ensemble::addRows(); }
    void makesWhatToolsAskForThroughTheZnodes();
    void electsAfterAnExpiry_data() { Ensemble::addRows(); }
    void electsAfterAnExpiry();
    void livesBelowAChroot_data() { Ensemble::addRows(); }
    void livesBelowAChroot();
    void isFencedByANewerEpoch();
    void handsOverBeforeItStops();

private:
    std::unique_ptr<TestCluster> m_cluster;
};

#ifndef Q_MOC_RUN // nor raw strings within macros
#define OTTLA_CLUSTER(kind, brokers)                                                               \
    m_cluster = std::make_unique<TestCluster>(kind);                                               \
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"), m_cluster->ensemble.isAvailable());               \
    QVERIFY(m_cluster->start(brokers))
#define OTTLA_CLUSTER_OF_ROW(brokers)                                                              \
    QFETCH(bool, isZooKeeper);                                                                     \
    OTTLA_CLUSTER(isZooKeeper ? Ensemble::Kind::ZooKeeper : Ensemble::Kind::Registry, brokers)

void TestBrokerCluster::registersAsKafkaDoes()
{
    OTTLA_CLUSTER_OF_ROW(1);
    const auto& tool = m_cluster->tool();
    const auto registered = tool->get("/brokers/ids/1");
    QVERIFY(registered);
    const std::string port = std::to_string(m_cluster->port(1));
    const std::string json = registered->data;
    const std::string before = R"({"features":{},"listener_security_protocol_map":)"
                               R"({"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://127.0.0.1:)"
        + port + R"("],"jmx_port":-1,"port":)" + port
        + R"(,"host":"127.0.0.1","version":5,"timestamp":")";
    QVERIFY2(json.starts_with(before), json.c_str());
    const std::string after = "\",\"rack\":\"rack1\"}";
    QVERIFY2(json.ends_with(after), json.c_str());
    QCOMPARE(json.size(), before.size() + 13 + after.size()); // 13 digits of milliseconds
    QVERIFY(eventually([&] { return tool->get("/controller").has_value(); }));
    const std::string controller = tool->get("/controller")->data;
    QVERIFY2(controller.starts_with(R"({"version":1,"brokerid":1,"timestamp":")"),
             controller.c_str());
    QCOMPARE(tool->get("/controller_epoch")->data, std::string("1"));
    QCOMPARE(tool->get("/cluster/id")->data,
             R"({"version":"1","id":")" + m_cluster->broker(1).clusterId() + R"("})");
    m_cluster->stop(1);
    QVERIFY(eventually([&] { return !tool->get("/brokers/ids/1") && !tool->get("/controller"); }));
}

void TestBrokerCluster::tellsClientsOfEveryBroker()
{
    OTTLA_CLUSTER_OF_ROW(3);
    for (int asked = 1; asked <= 3; ++asked) {
        wire::MetadataResponse metadata;
        QVERIFY(eventually([&] {
            metadata = m_cluster->metadata(asked, {});
            return metadata.brokers.size() == 3 && metadata.controllerId > 0;
        }));
        for (int id = 1; id <= 3; ++id) {
            const auto& broker = metadata.brokers[static_cast<std::size_t>(id - 1)];
            QCOMPARE(broker.nodeId, id);
            QCOMPARE(broker.port, std::int32_t{m_cluster->port(id)});
            QCOMPARE(broker.rack.value_or(""), "rack" + std::to_string(id));
        }
        const auto described = m_cluster->call<wire::DescribeClusterResponse>(
            asked, wire::DescribeClusterRequest{}, 1);
        QCOMPARE(described.brokers.size(), std::size_t{3});
        QCOMPARE(described.controllerId, metadata.controllerId);
    }
    m_cluster->stop(3);
    QVERIFY(eventually([&] { return m_cluster->metadata(1, {}).brokers.size() == 2; }));
}

void TestBrokerCluster::namesTheControllerInItsFirstAnswer()
{
    OTTLA_CLUSTER_OF_ROW(1);
    QCOMPARE(m_cluster->metadata(1, {}).controllerId, 1);
}

void TestBrokerCluster::refusesAnIdThatIsInUse()
{
    OTTLA_CLUSTER(Ensemble::Kind::Registry, 1);
    const auto second = m_cluster->launch(1, "another folder");
    QVERIFY(!second.ok());
    QVERIFY(second.error().code == Errc::AlreadyExists);
    QVERIFY2(second.error().message.find("Broker id 1 is in use by the broker at 127.0.0.1:")
                 != std::string::npos,
             second.error().message.c_str());
}

void TestBrokerCluster::refusesAFolderOfAnotherCluster()
{
    OTTLA_CLUSTER(Ensemble::Kind::Registry, 1);
    m_cluster->stop(1);
    TestCluster other(Ensemble::Kind::Registry);
    QVERIFY(other.start(1));
    const auto moved = other.launch(1, m_cluster->folder(1));
    QVERIFY(!moved.ok());
    QVERIFY(moved.error().code == Errc::Conflict);
    QVERIFY(moved.error().message.find(other.broker(1).clusterId()) != std::string::npos);
}

void TestBrokerCluster::joinsTheClusterThatAnotherJustMade()
{
    OTTLA_CLUSTER(Ensemble::Kind::Registry, 1);
    for (const bool answers : {false, true}) {
        m_cluster->setMakeMetadata([answers](const server::BrokerConfig& config)
                                       -> Result<std::unique_ptr<MetadataStore>> {
            auto store = server::connectToZookeeper(config);
            if (!store) {
                return store.error();
            }
            return std::unique_ptr<MetadataStore>(
                std::make_unique<LateIdStore>(std::move(*store), answers));
        });
        const auto launched = m_cluster->launch(2);
        QCOMPARE(launched.ok(), answers);
        QVERIFY(answers || launched.error().code == Errc::Network);
    }
    QCOMPARE(m_cluster->broker(2).clusterId(), m_cluster->broker(1).clusterId());
    m_cluster->stop(2);
    m_cluster->setMakeMetadata(&server::connectToZookeeper);
    QVERIFY(m_cluster->launch(2).ok()); // nor does its folder name another cluster
}

void TestBrokerCluster::spreadsTopicsOverBrokers()
{
    OTTLA_CLUSTER_OF_ROW(3);
    QCOMPARE(toString(m_cluster->createTopic("t", 6, 3)), toString(ErrorCode::None));
    QCOMPARE(toString(m_cluster->createTopic("t", 6, 3)), toString(ErrorCode::TopicAlreadyExists));
    QCOMPARE(toString(m_cluster->createTopic("u", 1, 4)),
             toString(ErrorCode::InvalidReplicationFactor));
    // The answer comes when leaders are there.
    const auto topic = m_cluster->metadata(m_cluster->controller(), {"t"}).topics.at(0);
    QCOMPARE(topic.partitions.size(), std::size_t{6});
    std::map<std::int32_t, int> leads;
    for (const auto& partition : topic.partitions) {
        QCOMPARE(toString(partition.errorCode), toString(ErrorCode::None));
        QCOMPARE(partition.replicaNodes.size(), std::size_t{3});
        QVERIFY(partition.isrNodes == partition.replicaNodes);
        QCOMPARE(partition.leaderId, partition.replicaNodes.front());
        ++leads[partition.leaderId];
    }
    QVERIFY((leads == std::map<std::int32_t, int>{{1, 2}, {2, 2}, {3, 2}}));
    const std::string leader = std::to_string(topic.partitions[0].leaderId);
    const std::string statePath = "/brokers/topics/t/partitions/0/state";
    QVERIFY(eventually([&] { return m_cluster->tool()->get(statePath).has_value(); }));
    const std::string state = m_cluster->tool()->get(statePath)->data;
    QVERIFY2(state.starts_with(R"({"controller_epoch":1,"leader":)" + leader
                               + R"(,"version":1,"leader_epoch":0,"isr":[)" + leader),
             state.c_str());
    for (int id = 1; id <= 3; ++id) {
        QVERIFY(eventually([&] { return m_cluster->leaderOf(id, "t", 5) > 0; }));
    }
    QCOMPARE(toString(m_cluster->deleteTopic("t")), toString(ErrorCode::None));
    QVERIFY(eventually([&] {
        return m_cluster->tool()->children("/brokers/topics").empty()
            && m_cluster->tool()->children("/config/topics").empty()
            && m_cluster->tool()->children("/admin/delete_topics").empty();
    }));
}

void TestBrokerCluster::makesWhatToolsAskForThroughTheZnodes()
{
    OTTLA_CLUSTER_OF_ROW(2);
    const auto& tool = m_cluster->tool();
    // As kafka-topics of 0.10 does, which knows nothing of ids.
    QVERIFY(tool->apply({CreateZnode{"/config/topics/t",
                                     R"({"version":1,"config":{"retention.ms":"5000"}})"}})
                .ok());
    QVERIFY(
        tool->apply({CreateZnode{"/brokers/topics/t", R"({"version":1,"partitions":{"0":[2,1]}})"}})
            .ok());
    QVERIFY(eventually([&] { return m_cluster->leaderOf(1, "t", 0) == 2; }));
    Topic topic;
    QVERIFY(eventually([&] {
        return readAssignment(tool->get("/brokers/topics/t")->data, topic) && !topic.id.isZero();
    }));
    // Growth.
    QVERIFY(tool->apply({SetZnode{"/brokers/topics/t",
                                  R"({"version":1,"partitions":{"0":[2,1],"1":[1,2]}})"}})
                .ok());
    QVERIFY(eventually([&] { return m_cluster->leaderOf(2, "t", 1) == 1; }));
    // The tool drops the id; the topic keeps it, or else its logs would go.
    QVERIFY(eventually([&] {
        Topic grown;
        return readAssignment(tool->get("/brokers/topics/t")->data, grown) && grown.id == topic.id;
    }));
    // Deletion.
    QVERIFY(tool->apply({CreateZnode{"/admin/delete_topics/t", {}}}).ok());
    QVERIFY(eventually([&] {
        return !tool->get("/brokers/topics/t") && !tool->get("/config/topics/t")
            && tool->children("/admin/delete_topics").empty();
    }));
    QVERIFY(eventually([&] {
        return m_cluster->metadata(1, {"t"}).topics.at(0).errorCode
            == ErrorCode::UnknownTopicOrPartition;
    }));
}

void TestBrokerCluster::electsAfterAnExpiry()
{
    OTTLA_CLUSTER_OF_ROW(3);
    const int victim = m_cluster->controller(); // the worst one to lose
    QCOMPARE(toString(m_cluster->createTopic("t", 3, 3)), toString(ErrorCode::None));
    const int survivor = victim % 3 + 1;
    QVERIFY(eventually([&] { return m_cluster->leaderOf(survivor, "t", 2) > 0; }));
    const int partition = m_cluster->partitionLedBy(survivor, "t", victim);
    QVERIFY(partition >= 0);
    QElapsedTimer timer;
    timer.start();
    m_cluster->proxy(victim).cut();
    QVERIFY(eventually([&] {
        const int leader = m_cluster->leaderOf(survivor, "t", partition);
        return leader > 0 && leader != victim;
    }));
    qInfo("another leads after %lld ms", static_cast<long long>(timer.elapsed()));
    // The tool hears of it at a time of its own.
    QVERIFY(eventually([&] { return m_cluster->state("t", partition).leaderEpoch.value == 1; }));
    QVERIFY(!contains(m_cluster->state("t", partition).isr, NodeId{victim}));
    QVERIFY(eventually([&] { return m_cluster->controller() != victim; }));
    QCOMPARE(m_cluster->tool()->get("/controller_epoch")->data, std::string("2"));
    m_cluster->proxy(victim).heal();
    QVERIFY(eventually([&] { // it is back, and follows
        return m_cluster->tool()->get("/brokers/ids/" + std::to_string(victim)).has_value()
            && m_cluster->leaderOf(victim, "t", partition) != victim;
    }));
    QVERIFY(m_cluster->controller() != victim);
}

void TestBrokerCluster::livesBelowAChroot()
{
    QFETCH(bool, isZooKeeper);
    m_cluster = std::make_unique<TestCluster>(isZooKeeper ? Ensemble::Kind::ZooKeeper
                                                          : Ensemble::Kind::Registry);
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"), m_cluster->ensemble.isAvailable());
    m_cluster->setChroot("/clusters/one"); // which the brokers make
    QVERIFY(m_cluster->start(2));
    QCOMPARE(toString(m_cluster->createTopic("t", 2, 2)), toString(ErrorCode::None));
    QVERIFY(eventually([&] {
        return m_cluster->state("t", 0).isr.size() == 2 && m_cluster->state("t", 1).isr.size() == 2;
    }));
    QVERIFY(eventually([&] { return m_cluster->leaderOf(1, "t", 1) > 0; }));
    const Store outside = openStore(m_cluster->ensemble.address(), 10'000);
    QVERIFY(outside);
    QVERIFY(!outside->get("/controller") && !outside->get("/cluster/id"));
    QVERIFY(outside->children("/brokers/topics").empty());
}

void TestBrokerCluster::isFencedByANewerEpoch()
{
    OTTLA_CLUSTER(Ensemble::Kind::Registry, 2);
    const int first = m_cluster->controller();
    // Another was elected, and the first one has not heard of it.
    QVERIFY(m_cluster->tool()->apply({SetZnode{"/controller_epoch", "7"}}).ok());
    QVERIFY(m_cluster->createTopicAt(first, "t", 1, 1) != ErrorCode::None);
    QVERIFY(!m_cluster->tool()->get("/brokers/topics/t/partitions/0/state"));
    QVERIFY(m_cluster->tool()->apply({DeleteZnode{"/controller"}}).ok());
    QVERIFY(eventually([&] { return m_cluster->state("t", 0).controllerEpoch == 8; }));
}

void TestBrokerCluster::handsOverBeforeItStops()
{
    OTTLA_CLUSTER(Ensemble::Kind::Registry, 3);
    QCOMPARE(toString(m_cluster->createTopic("t", 6, 3)), toString(ErrorCode::None));
    const int leaving = m_cluster->controller();
    const int survivor = leaving % 3 + 1;
    QVERIFY(eventually([&] { return m_cluster->leaderOf(survivor, "t", 5) > 0; }));
    QElapsedTimer timer;
    timer.start();
    m_cluster->stop(leaving);
    for (int partition = 0; partition < 6; ++partition) {
        QVERIFY(eventually([&] {
            const int leader = m_cluster->leaderOf(survivor, "t", partition);
            return leader > 0 && leader != leaving;
        }));
        QVERIFY(eventually([&] { return m_cluster->state("t", partition).isr.size() == 2; }));
    }
    qInfo("handed over and stopped in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(eventually([&] { return m_cluster->controller() != leaving; }));
}

#endif

QTEST_GUILESS_MAIN(TestBrokerCluster)
#include "tst_brokercluster.moc"
