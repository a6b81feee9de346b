// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/localmetadatastore.h"
#include "cluster/topics.h"
#include "support/faultyfilesystem.h"

#include <nlohmann/json.hpp>
#endif

using namespace ottla;
using namespace ottla::cluster;
using wire::ErrorCode;
using Json = nlohmann::json;

Q_DECLARE_METATYPE(ottla::cluster::TopicRequest)
Q_DECLARE_METATYPE(ottla::wire::ErrorCode)

class TestTopics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void storesTopicsAsZooKeeperModeKafka();
    void findsTopicsAgainAfterARestart();
    void refusesWhatKafkaRefuses_data();
    void refusesWhatKafkaRefuses();
    void takesReplicasThatTheClientChose();
    void onlyValidatesWhenAsked();
    void removesEveryZnode();
    void givesANewIdToATopicOfTheSameName();
    void addsPartitions();
    void replacesTheConfiguration();
    void marksInternalTopics();
    void changesNothingWhenTheDiskIsFull();
    void readsTopicsWithoutAConfiguration();
    void leavesOutATopicThatCannotBeRead();

private:
    Outcome setConfig(const std::string& name, const Topics::Config& config)
    {
        return m_topics->changeConfig(name, [&config](Topics::Config& all) -> Outcome {
            all = config;
            return {};
        });
    }
    void reopen();
    [[nodiscard]] Json json(const std::string& path) const
    {
        return Json::parse(m_store->get(path).value_or(Znode{}).data, nullptr, false);
    }

    std::unique_ptr<test::FaultyFileSystem> m_files;
    std::unique_ptr<LocalMetadataStore> m_store;
    std::unique_ptr<Topics> m_topics;
};

void TestTopics::init()
{
    m_topics.reset();
    m_store.reset();
    m_files = std::make_unique<test::FaultyFileSystem>();
    QVERIFY(m_files->createDirectories("/data").ok());
    reopen();
}

void TestTopics::reopen()
{
    m_topics.reset();
    m_store = std::move(LocalMetadataStore::open(*m_files, "/data/metadata.log").value());
    m_topics = std::make_unique<Topics>(*m_store, NodeId{1});
}

void TestTopics::storesTopicsAsZooKeeperModeKafka()
{
    QVERIFY(
        m_topics->create({.name = "t", .partitions = 2, .config = {{"retention.ms", "5"}}}).ok());
    const auto topic = m_topics->find("t");
    QVERIFY(topic);
    QVERIFY(json("/brokers/topics/t")
            == (Json{{"version", 3},
                     {"topic_id", topic->id.toString()},
                     {"partitions", {{"0", {1}}, {"1", {1}}}},
                     {"adding_replicas", Json::object()},
                     {"removing_replicas", Json::object()}}));
    QVERIFY(json("/brokers/topics/t/partitions/1/state")
            == (Json{{"controller_epoch", 1},
                     {"leader", 1},
                     {"version", 1},
                     {"leader_epoch", 0},
                     {"isr", {1}}}));
    QVERIFY(json("/config/topics/t")
            == (Json{{"version", 1}, {"config", {{"retention.ms", "5"}}}}));
}

void TestTopics::findsTopicsAgainAfterARestart()
{
    QVERIFY(
        m_topics->create({.name = "b", .partitions = 12, .config = {{"segment.ms", "7"}}}).ok());
    QVERIFY(m_topics->create({.name = "a"}).ok());
    const Uuid id = m_topics->find("b")->id;
    reopen();
    QCOMPARE(m_topics->all().size(), std::size_t{2});
    QCOMPARE(m_topics->all()[0]->name, std::string("a"));
    const auto topic = m_topics->find(id);
    QVERIFY(topic);
    QCOMPARE(topic->name, std::string("b"));
    QCOMPARE(topic->partitions.size(), std::size_t{12});
    QCOMPARE(topic->partitions[11].id.value, 11);
    QCOMPARE(topic->partitions[11].leader.value, 1);
    QCOMPARE(topic->config.at("segment.ms"), std::string("7"));
}

void TestTopics::refusesWhatKafkaRefuses_data()
{
    QTest::addColumn<TopicRequest>("request");
    QTest::addColumn<ErrorCode>("code");
    const auto name = [](const std::string& text) {
        return TopicRequest{.name = text};
    };
    QTest::newRow("no name") << name("") << ErrorCode::InvalidTopicException;
    QTest::newRow(".") << name(".") << ErrorCode::InvalidTopicException;
    QTest::newRow("..") << name("..") << ErrorCode::InvalidTopicException;
    QTest::newRow("slash") << name("a/b") << ErrorCode::InvalidTopicException;
    QTest::newRow("too long") << name(std::string(250, 'a')) << ErrorCode::InvalidTopicException;
    QTest::newRow("not ASCII") << name("\xc3\xa4") << ErrorCode::InvalidTopicException;
    QTest::newRow("exists") << name("with.dot") << ErrorCode::TopicAlreadyExists;
    QTest::newRow("collides") << name("with_dot") << ErrorCode::InvalidTopicException;
    QTest::newRow("no partitions")
        << TopicRequest{.name = "n", .partitions = 0} << ErrorCode::InvalidPartitions;
    QTest::newRow("no replicas") << TopicRequest{.name = "n", .replicationFactor = 0}
                                 << ErrorCode::InvalidReplicationFactor;
    QTest::newRow("too many replicas")
        << TopicRequest{.name = "n", .replicationFactor = 3} << ErrorCode::InvalidReplicationFactor;
    QTest::newRow("replica elsewhere")
        << TopicRequest{.name = "n", .assignment = {{NodeId{1}}, {NodeId{2}}}}
        << ErrorCode::InvalidReplicaAssignment;
    QTest::newRow("replica twice")
        << TopicRequest{.name = "n", .assignment = {{NodeId{1}, NodeId{1}}}}
        << ErrorCode::InvalidReplicaAssignment;
}

void TestTopics::refusesWhatKafkaRefuses()
{
    QFETCH(TopicRequest, request);
    QFETCH(ErrorCode, code);
    QVERIFY(m_topics->create({.name = "with.dot"}).ok());
    for (const bool validateOnly : {true, false}) {
        request.validateOnly = validateOnly;
        const Outcome outcome = m_topics->create(request);
        QCOMPARE(toString(outcome.error), toString(code));
        QVERIFY(!outcome.message.empty());
    }
    QCOMPARE(m_topics->all().size(), std::size_t{1});
}

void TestTopics::takesReplicasThatTheClientChose()
{
    QVERIFY(m_topics
                ->create({.name = "t",
                          .partitions = -1,
                          .replicationFactor = -1,
                          .assignment = {{NodeId{1}}, {NodeId{1}}, {NodeId{1}}}})
                .ok());
    QCOMPARE(m_topics->find("t")->partitions.size(), std::size_t{3});
}

void TestTopics::onlyValidatesWhenAsked()
{
    QVERIFY(m_topics->create({.name = "t", .validateOnly = true}).ok());
    QVERIFY(!m_topics->find("t"));
    QVERIFY(!m_store->get("/brokers/topics/t"));
}

void TestTopics::removesEveryZnode()
{
    QVERIFY(m_topics->create({.name = "t", .partitions = 3}).ok());
    const Uuid id = m_topics->find("t")->id;
    QVERIFY(m_topics->remove("t").ok());
    QVERIFY(!m_topics->find("t"));
    QVERIFY(!m_topics->find(id));
    QVERIFY(m_store->children("/brokers/topics").empty());
    QVERIFY(m_store->children("/config/topics").empty());
    QVERIFY(!m_store->get("/brokers/topics/t"));
    QVERIFY(m_topics->remove("t").error == ErrorCode::UnknownTopicOrPartition);
}

void TestTopics::givesANewIdToATopicOfTheSameName()
{
    QVERIFY(m_topics->create({.name = "t"}).ok());
    const Uuid before = m_topics->find("t")->id;
    QVERIFY(m_topics->remove("t").ok());
    QVERIFY(m_topics->create({.name = "t"}).ok());
    QVERIFY(m_topics->find("t")->id != before);
    QVERIFY(!m_topics->find(before));
}

void TestTopics::addsPartitions()
{
    QVERIFY(m_topics->create({.name = "t", .partitions = 2}).ok());
    const Uuid id = m_topics->find("t")->id;
    QVERIFY(m_topics->addPartitions("t", 2, false).error == ErrorCode::InvalidPartitions);
    QVERIFY(m_topics->addPartitions("t", 1, true).error == ErrorCode::InvalidPartitions);
    QVERIFY(m_topics->addPartitions("u", 3, false).error == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(m_topics->addPartitions("t", 5, true).ok());
    QCOMPARE(m_topics->find("t")->partitions.size(), std::size_t{2});
    QVERIFY(m_topics->addPartitions("t", 5, false).ok());
    reopen();
    QCOMPARE(m_topics->find("t")->partitions.size(), std::size_t{5});
    QCOMPARE(m_topics->find("t")->partitions[4].leader.value, 1);
    QVERIFY(m_topics->find("t")->id == id);
}

void TestTopics::replacesTheConfiguration()
{
    QVERIFY(m_topics->create({.name = "t", .config = {{"retention.ms", "5"}}}).ok());
    QVERIFY(setConfig("t", {{"segment.ms", "9"}}).ok());
    reopen();
    QVERIFY(m_topics->find("t")->config
            == (std::map<std::string, std::string>{{"segment.ms", "9"}}));
    QVERIFY(setConfig("u", {}).error == ErrorCode::UnknownTopicOrPartition);
}

void TestTopics::marksInternalTopics()
{
    QVERIFY(m_topics->create({.name = "__consumer_offsets"}).ok());
    QVERIFY(m_topics->create({.name = "__mine"}).ok());
    QVERIFY(m_topics->find("__consumer_offsets")->internal);
    QVERIFY(!m_topics->find("__mine")->internal);
}

void TestTopics::changesNothingWhenTheDiskIsFull()
{
    QVERIFY(m_topics->create({.name = "t"}).ok());
    m_files->failAll(Errc::NoSpace);
    QVERIFY(m_topics->create({.name = "u"}).error == ErrorCode::KafkaStorageError);
    QVERIFY(m_topics->remove("t").error == ErrorCode::KafkaStorageError);
    QVERIFY(m_topics->addPartitions("t", 2, false).error == ErrorCode::KafkaStorageError);
    m_files->failAll(std::nullopt);
    QVERIFY(!m_topics->find("u"));
    QCOMPARE(m_topics->find("t")->partitions.size(), std::size_t{1});
    QVERIFY(m_topics->create({.name = "u"}).ok());
}

void TestTopics::readsTopicsWithoutAConfiguration()
{
    QVERIFY(m_topics->create({.name = "t"}).ok());
    QVERIFY(m_store->apply({DeleteZnode{"/config/topics/t"}}).ok());
    reopen();
    QVERIFY(m_topics->find("t")->config.empty());
    QVERIFY(setConfig("t", {{"segment.ms", "9"}}).ok());
    QVERIFY(m_store->apply({DeleteZnode{"/config/topics/t"}}).ok());
    QVERIFY(m_topics->remove("t").ok());
}

void TestTopics::leavesOutATopicThatCannotBeRead()
{
    QVERIFY(m_topics->create({.name = "t"}).ok());
    for (const char* bad : {"", "[]", "{\"partitions\":[]}", "{\"partitions\":{\"1\":[1]}}",
                            "{\"partitions\":{\"0\":[\"x\"]}}"}) {
        QVERIFY(m_store->apply({SetZnode{"/brokers/topics/t", bad}}).ok());
        reopen();
        QVERIFY2(!m_topics->find("t"), bad);
    }
}

QTEST_GUILESS_MAIN(TestTopics)
#include "tst_topics.moc"
