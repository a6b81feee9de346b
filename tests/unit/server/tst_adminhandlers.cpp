// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "handlertesting.h"
#include "server/handlers.h"
#include "support/manualclock.h"
#include "wire/codec.h"
#include "wire/kafka/messages.h"
#endif

using namespace ottla;
using namespace ottla::server;
using wire::ErrorCode;

namespace {

constexpr std::int32_t notAsked = std::numeric_limits<std::int32_t>::min();

wire::CreateTopicsRequest creating(const std::string& name, std::int32_t partitions = 1,
                                   std::int16_t replicas = 1)
{
    wire::CreateTopicsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = name;
    topic.numPartitions = partitions;
    topic.replicationFactor = replicas;
    return request;
}

wire::MetadataRequest asking(const std::string& name, bool mayCreate)
{
    wire::MetadataRequest request;
    request.topics->emplace_back().name = name;
    request.allowAutoTopicCreation = mayCreate;
    return request;
}

} // namespace

/// Handlers called as the dispatcher does, over a broker without a network, on either metadata
/// store.
class TestAdminHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::HandlerBroker::addStores(); }
    void init();
    void listsAllTopicsOrNone();
    void makesTopicsOnlyWhenBothSidesWant();
    void neverMakesInternalTopicsByMetadata();
    void findsTopicsById();
    void tellsAuthorizedOperationsWhenAsked();
    void createsTopicsWithTheBrokersDefaults();
    void refusesBadTopics();
    void deletesTopicsByNameAndId();
    void growsTopics();
    void changesConfigsOneByOne();
    void replacesConfigs();
    void refusesBadConfigs();
    void describesConfigs();
    void takesConfigsOfOtherVersionsOfKafka_data();
    void takesConfigsOfOtherVersionsOfKafka();
    void describesTheCluster();
    void electsNobodyWhenAlone();
    void reassignsNothingWhenAlone();

private:
    /// The answer, which must fit the version.
    template <typename Response, typename Request>
    Response call(void (*handler)(Broker&, const RequestContext&, Request, Reply<Response>),
                  Request request, std::int16_t version)
    {
        auto got = m_here.call(handler, std::move(request), version);
        wire::EncodedMessage message;
        const auto encoded = wire::encodeMessage(message, got.value(), version);
        if (!encoded) {
            QTest::qFail(encoded.error().describe().c_str(), __FILE__, __LINE__);
        }
        return *got;
    }
    void create(const std::string& name)
    {
        const auto answer = call(&handleCreateTopics, creating(name), 7);
        QVERIFY(answer.topics.at(0).errorCode == ErrorCode::None);
    }
    ErrorCode change(const std::string& name, std::int8_t operation, const std::string& value)
    {
        wire::IncrementalAlterConfigsRequest request;
        auto& resource = request.resources.emplace_back();
        resource.resourceType = 2;
        resource.resourceName = "t";
        auto& entry = resource.configs.emplace_back();
        entry.name = name;
        entry.configOperation = operation;
        entry.value = value;
        return call(&handleIncrementalAlterConfigs, request, 1).responses.at(0).errorCode;
    }

    test::ManualClock m_clock;
    test::HandlerBroker m_here{m_clock, {}};
};

void TestAdminHandlers::init()
{
    QVERIFY(m_here.begin());
}

void TestAdminHandlers::listsAllTopicsOrNone()
{
    create("t");
    wire::MetadataRequest request;
    QCOMPARE(call(&handleMetadata, request, 0).topics.size(), std::size_t{1});
    QCOMPARE(call(&handleMetadata, request, 1).topics.size(), std::size_t{0});
    request.topics.reset();
    const auto answer = call(&handleMetadata, request, 12);
    QCOMPARE(answer.topics.size(), std::size_t{1});
    QCOMPARE(answer.controllerId, 1);
    QCOMPARE(answer.clusterId.value(), std::string("cluster"));
    QCOMPARE(answer.brokers.at(0).host, std::string("here"));
    QCOMPARE(answer.topics[0].partitions.at(0).leaderId, 1);
    QVERIFY(answer.topics[0].partitions[0].isrNodes == std::vector<std::int32_t>{1});
}

void TestAdminHandlers::makesTopicsOnlyWhenBothSidesWant()
{
    const auto error = [this](const std::string& name, bool mayCreate) {
        return call(&handleMetadata, asking(name, mayCreate), 9).topics.at(0).errorCode;
    };
    QVERIFY(error("t", false) == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(error("t", true) == ErrorCode::None);
    QVERIFY(m_here.partitions->find("t", PartitionId{0}));
    QVERIFY(error("a b", true) == ErrorCode::InvalidTopicException);
    QVERIFY(m_here.config.set("auto.create.topics.enable", "false").ok());
    QVERIFY(error("u", true) == ErrorCode::UnknownTopicOrPartition);
}

void TestAdminHandlers::neverMakesInternalTopicsByMetadata()
{
    const auto answer = call(&handleMetadata, asking("__consumer_offsets", true), 9);
    QVERIFY(answer.topics.at(0).errorCode == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(!m_here.topics->find("__consumer_offsets"));
}

void TestAdminHandlers::findsTopicsById()
{
    create("t");
    wire::MetadataRequest request;
    auto& asked = request.topics->emplace_back();
    asked.name.reset();
    asked.topicId = m_here.topics->find("t")->id;
    QCOMPARE(call(&handleMetadata, request, 12).topics.at(0).name.value(), std::string("t"));
    request.topics->at(0).topicId = Uuid::random();
    QVERIFY(call(&handleMetadata, request, 12).topics.at(0).errorCode == ErrorCode::UnknownTopicId);
}

void TestAdminHandlers::tellsAuthorizedOperationsWhenAsked()
{
    create("t");
    auto request = asking("t", false);
    auto answer = call(&handleMetadata, request, 8);
    QCOMPARE(answer.topics.at(0).topicAuthorizedOperations, notAsked);
    QCOMPARE(answer.clusterAuthorizedOperations, notAsked);
    request.includeTopicAuthorizedOperations = true;
    request.includeClusterAuthorizedOperations = true;
    answer = call(&handleMetadata, request, 8);
    QCOMPARE(answer.topics.at(0).topicAuthorizedOperations, 3576);
    QCOMPARE(answer.clusterAuthorizedOperations, 8096);
}

void TestAdminHandlers::createsTopicsWithTheBrokersDefaults()
{
    QVERIFY(m_here.config.set("num.partitions", "3").ok());
    auto request = creating("t", -1, -1);
    request.topics[0].configs.push_back({"retention.ms", "5"});
    request.validateOnly = true;
    QCOMPARE(call(&handleCreateTopics, request, 7).topics.at(0).numPartitions, 3);
    QVERIFY(!m_here.topics->find("t"));
    request.validateOnly = false;
    const auto answer = call(&handleCreateTopics, request, 7).topics.at(0);
    QVERIFY(answer.errorCode == ErrorCode::None);
    QVERIFY(answer.topicId == m_here.topics->find("t")->id);
    QCOMPARE(answer.replicationFactor, std::int16_t{1});
    const auto found = std::find_if(answer.configs->begin(), answer.configs->end(),
                                    [](const auto& entry) { return entry.name == "retention.ms"; });
    QVERIFY(found != answer.configs->end() && found->value == "5");
    QVERIFY(m_here.partitions->find("t", PartitionId{2}));
}

void TestAdminHandlers::refusesBadTopics()
{
    const auto error = [this](const wire::CreateTopicsRequest& request) {
        return call(&handleCreateTopics, request, 7).topics.at(0).errorCode;
    };
    create("t");
    QVERIFY(error(creating("t")) == ErrorCode::TopicAlreadyExists);
    QVERIFY(error(creating("n", 0)) == ErrorCode::InvalidPartitions);
    QVERIFY(error(creating("n", 1, 2)) == ErrorCode::InvalidReplicationFactor);
    auto twice = creating("n");
    twice.topics.push_back(twice.topics[0]);
    QVERIFY(error(twice) == ErrorCode::InvalidRequest);
    auto config = creating("n");
    config.topics[0].configs.push_back({"no.such.thing", "5"});
    QVERIFY(error(config) == ErrorCode::InvalidConfig);
    config.topics[0].configs = {{"min.cleanable.dirty.ratio", "\xff"}};
    QVERIFY(error(config) == ErrorCode::InvalidConfig);
    auto assigned = creating("n", -1, -1);
    assigned.topics[0].assignments.push_back({1, {1}});
    QVERIFY(error(assigned) == ErrorCode::InvalidReplicaAssignment);
    assigned.topics[0].numPartitions = 1;
    QVERIFY(error(assigned) == ErrorCode::InvalidRequest);
    QVERIFY(!m_here.topics->find("n"));
}

void TestAdminHandlers::deletesTopicsByNameAndId()
{
    create("t");
    create("u");
    wire::DeleteTopicsRequest byName;
    byName.topicNames = {"t", "none"};
    const auto named = call(&handleDeleteTopics, byName, 1);
    QVERIFY(named.responses.at(0).errorCode == ErrorCode::None);
    QVERIFY(named.responses.at(1).errorCode == ErrorCode::UnknownTopicOrPartition);
    wire::DeleteTopicsRequest byId;
    byId.topics = {{{}, m_here.topics->find("u")->id}, {{}, Uuid::random()}};
    const auto identified = call(&handleDeleteTopics, byId, 6);
    QCOMPARE(identified.responses.at(0).name.value(), std::string("u"));
    QVERIFY(identified.responses.at(1).errorCode == ErrorCode::UnknownTopicId);
    QVERIFY(m_here.topics->all().empty());
    QVERIFY(!m_here.files->exists("/data/t-0"));
}

void TestAdminHandlers::growsTopics()
{
    create("t");
    wire::CreatePartitionsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    const auto error = [&](std::int32_t count) {
        request.topics[0].count = count;
        return call(&handleCreatePartitions, request, 3).results.at(0).errorCode;
    };
    topic.assignments->resize(1);
    topic.assignments->at(0).brokerIds = {2};
    QVERIFY(error(2) == ErrorCode::InvalidReplicaAssignment);
    QVERIFY(error(1) == ErrorCode::InvalidPartitions);
    QVERIFY(error(0) == ErrorCode::InvalidPartitions);
    topic.assignments.reset();
    QVERIFY(error(3) == ErrorCode::None);
    QVERIFY(m_here.partitions->find("t", PartitionId{2}));
    topic.name = "none";
    QVERIFY(error(3) == ErrorCode::UnknownTopicOrPartition);
}

void TestAdminHandlers::changesConfigsOneByOne()
{
    create("t");
    QVERIFY(change("retention.ms", 0, "5") == ErrorCode::None);
    QVERIFY(change("cleanup.policy", 2, "compact") == ErrorCode::None);
    QCOMPARE(m_here.topics->find("t")->config.at("cleanup.policy"), std::string("delete,compact"));
    QVERIFY(change("cleanup.policy", 3, "delete") == ErrorCode::None);
    QCOMPARE(m_here.topics->find("t")->config.at("cleanup.policy"), std::string("compact"));
    QVERIFY(change("retention.ms", 1, "") == ErrorCode::None);
    QVERIFY(!m_here.topics->find("t")->config.contains("retention.ms"));
    QVERIFY(change("retention.ms", 2, "5") == ErrorCode::InvalidConfig);
    QVERIFY(change("retention.ms", 0, "soon") == ErrorCode::InvalidConfig);
    QVERIFY(change("retention.ms", 9, "5") == ErrorCode::InvalidRequest);
    QVERIFY(change("no.such.thing", 0, "5") == ErrorCode::InvalidConfig);
}

void TestAdminHandlers::replacesConfigs()
{
    create("t");
    QVERIFY(change("retention.ms", 0, "5") == ErrorCode::None);
    wire::AlterConfigsRequest request;
    request.resources.resize(1);
    request.resources[0].resourceType = 2;
    request.resources[0].resourceName = "t";
    request.resources[0].configs.push_back({"segment.ms", "9"});
    request.validateOnly = true;
    QVERIFY(call(&handleAlterConfigs, request, 2).responses.at(0).errorCode == ErrorCode::None);
    QVERIFY(m_here.topics->find("t")->config.contains("retention.ms"));
    request.validateOnly = false;
    QVERIFY(call(&handleAlterConfigs, request, 0).responses.at(0).errorCode == ErrorCode::None);
    QVERIFY(m_here.topics->find("t")->config
            == (std::map<std::string, std::string>{{"segment.ms", "9"}}));
}

void TestAdminHandlers::refusesBadConfigs()
{
    wire::AlterConfigsRequest request;
    request.resources.resize(2);
    request.resources[0].resourceType = 2;
    request.resources[0].resourceName = "none";
    request.resources[1].resourceType = 4;
    request.resources[1].resourceName = "1";
    const auto answer = call(&handleAlterConfigs, request, 2);
    QVERIFY(answer.responses.at(0).errorCode == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(answer.responses.at(1).errorCode == ErrorCode::InvalidRequest);
}

void TestAdminHandlers::describesConfigs()
{
    create("t");
    QVERIFY(m_here.config.set("log.flush.interval.ms", "77").ok());
    QVERIFY(change("retention.ms", 0, "5") == ErrorCode::None);
    wire::DescribeConfigsRequest request;
    request.includeSynonyms = true;
    request.resources.resize(3);
    request.resources[0].resourceType = 2;
    request.resources[0].resourceName = "t";
    request.resources[0].configurationKeys = {{"retention.ms", "flush.ms"}};
    request.resources[1].resourceType = 4;
    request.resources[1].resourceName = "1";
    request.resources[2].resourceType = 4;
    request.resources[2].resourceName = "7";
    const auto answer = call(&handleDescribeConfigs, request, 4);
    const auto& topic = answer.results.at(0);
    QCOMPARE(topic.configs.size(), std::size_t{2});
    QCOMPARE(topic.configs[0].name, std::string("flush.ms"));
    QCOMPARE(topic.configs[0].value.value(), std::string("77"));
    QCOMPARE(int(topic.configs[0].configSource), 4);
    QCOMPARE(topic.configs[1].value.value(), std::string("5"));
    QCOMPARE(int(topic.configs[1].configSource), 1);
    QCOMPARE(topic.configs[1].synonyms.size(), std::size_t{2});
    QVERIFY(answer.results.at(1).configs.size() > 30);
    QVERIFY(answer.results[1].configs[0].readOnly);
    QVERIFY(answer.results.at(2).errorCode == ErrorCode::InvalidRequest);
}

void TestAdminHandlers::takesConfigsOfOtherVersionsOfKafka_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    for (const char* type : {"uncompressed", "gzip", "snappy", "lz4", "zstd", "producer"}) {
        QTest::addRow("compression.type=%s", type) << "compression.type" << type;
    }
    QTest::newRow("format") << "message.format.version"
                            << "2.8-IV1";
    QTest::newRow("conversion") << "message.downconversion.enable"
                                << "false";
    QTest::newRow("difference") << "message.timestamp.difference.max.ms"
                                << "1000";
    QTest::newRow("throttled leaders") << "leader.replication.throttled.replicas"
                                       << "0:1,1:2";
    QTest::newRow("throttled followers") << "follower.replication.throttled.replicas"
                                         << "*";
    QTest::newRow("none throttled") << "follower.replication.throttled.replicas"
                                    << "";
}

void TestAdminHandlers::takesConfigsOfOtherVersionsOfKafka()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    create("t");
    QVERIFY(change(name.toStdString(), 0, value.toStdString()) == ErrorCode::None);
    wire::DescribeConfigsRequest request;
    request.resources.resize(1);
    request.resources[0].resourceType = 2;
    request.resources[0].resourceName = "t";
    request.resources[0].configurationKeys = {{name.toStdString()}};
    const auto answer = call(&handleDescribeConfigs, request, 4);
    const auto& config = answer.results.at(0).configs.at(0);
    QCOMPARE(config.value.value(), value.toStdString());
    QCOMPARE(int(config.configSource), 1);
}

void TestAdminHandlers::describesTheCluster()
{
    wire::DescribeClusterRequest request;
    auto answer = call(&handleDescribeCluster, request, 1);
    QCOMPARE(answer.clusterId, std::string("cluster"));
    QCOMPARE(answer.brokers.at(0).port, 9092);
    QCOMPARE(answer.clusterAuthorizedOperations, notAsked);
    request.includeClusterAuthorizedOperations = true;
    answer = call(&handleDescribeCluster, request, 1);
    QCOMPARE(answer.clusterAuthorizedOperations, 8096);
}

void TestAdminHandlers::electsNobodyWhenAlone()
{
    create("t");
    wire::ElectLeadersRequest request;
    request.topicPartitions->push_back({"t", {0, 5}});
    const auto answer = call(&handleElectLeaders, request, 2);
    QVERIFY(answer.errorCode == ErrorCode::None);
    const auto& results = answer.replicaElectionResults.at(0).partitionResult;
    QVERIFY(results.at(0).errorCode == ErrorCode::ElectionNotNeeded);
    QVERIFY(results.at(1).errorCode == ErrorCode::UnknownTopicOrPartition);
    request.topicPartitions.reset(); // all: nothing happened to any
    QVERIFY(call(&handleElectLeaders, request, 2).replicaElectionResults.empty());
    request.electionType = 7;
    QVERIFY(call(&handleElectLeaders, request, 2).errorCode == ErrorCode::InvalidRequest);
}

void TestAdminHandlers::reassignsNothingWhenAlone()
{
    create("t");
    wire::AlterPartitionReassignmentsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    topic.partitions = {{0, std::nullopt}, {1, std::vector<std::int32_t>{1}}};
    const auto ask = [&](std::vector<std::int32_t> replicas) {
        topic.partitions[0].replicas = std::move(replicas);
        return call(&handleAlterPartitionReassignments, request, 1).responses.at(0).partitions;
    };
    const auto taken = call(&handleAlterPartitionReassignments, request, 1).responses.at(0);
    QVERIFY(taken.partitions.at(0).errorCode == ErrorCode::NoReassignmentInProgress);
    QVERIFY(taken.partitions.at(1).errorCode == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(ask({1}).at(0).errorCode == ErrorCode::None);
    QVERIFY(ask({2}).at(0).errorCode == ErrorCode::InvalidReplicaAssignment);
    request.allowReplicationFactorChange = false;
    QVERIFY(ask({1, 2}).at(0).errorCode == ErrorCode::InvalidReplicationFactor);
    const auto ongoing =
        call(&handleListPartitionReassignments, wire::ListPartitionReassignmentsRequest{}, 0);
    QVERIFY(ongoing.topics.empty());
}

QTEST_GUILESS_MAIN(TestAdminHandlers)
#include "tst_adminhandlers.moc"
