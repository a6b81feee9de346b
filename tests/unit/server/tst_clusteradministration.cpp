// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/controller/leaderelection.h"
#include "cluster/topicjson.h"
#include "clustertesting.h"
#endif

using namespace ottla;
using namespace ottla::cluster;
using namespace ottla::test;
using wire::ErrorCode;

/// What clients and tools ask of the controller of several brokers, over the embedded registry.
class TestClusterAdministration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsAdministrationToTheController();
    void makesTopicsThatClientsAskForOnAnyBroker();
    void followsConfigurationOnEveryBroker();
    void followsConfigurationThatToolsWrite();
    void clearsNotificationsOfOtherLeaders();
    void electsUncleanOnlyWhereConfigured();
    void givesPreferredLeadersTheirPlace();
    void reassignsReplicas();
};

#ifndef Q_MOC_RUN // nor raw strings within macros
void TestClusterAdministration::sendsAdministrationToTheController()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(2));
    const int other = 3 - cluster.controller();
    QCOMPARE(toString(cluster.createTopicAt(other, "t", 1, 1)), toString(ErrorCode::NotController));
    QCOMPARE(toString(cluster.createTopic("t", 1, 1)), toString(ErrorCode::None));
    QVERIFY(eventually([&] { return cluster.leaderOf(other, "t", 0) > 0; }));
    wire::DeleteTopicsRequest request;
    request.topicNames = {"t"};
    QCOMPARE(
        toString(
            cluster.call<wire::DeleteTopicsResponse>(other, request, 5).responses.at(0).errorCode),
        toString(ErrorCode::NotController));
}

void TestClusterAdministration::makesTopicsThatClientsAskForOnAnyBroker()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(2));
    const int other = 3 - cluster.controller();
    QVERIFY(eventually([&] {
        const auto topic = cluster.metadata(other, {"asked"}, true).topics.at(0);
        return topic.errorCode == ErrorCode::None && topic.partitions.size() == 1
            && topic.partitions[0].leaderId > 0;
    }));
}

void TestClusterAdministration::followsConfigurationOnEveryBroker()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(2));
    QCOMPARE(toString(cluster.createTopic("t", 1, 2)), toString(ErrorCode::None));
    wire::IncrementalAlterConfigsRequest change;
    auto& resource = change.resources.emplace_back();
    resource.resourceType = 2;
    resource.resourceName = "t";
    auto& entry = resource.configs.emplace_back();
    entry.name = "retention.ms";
    entry.value = "12345";
    const int other = 3 - cluster.controller();
    QVERIFY(eventually([&] { return cluster.leaderOf(other, "t", 0) > 0; }));
    QCOMPARE(toString(cluster.call<wire::IncrementalAlterConfigsResponse>(other, change, 1)
                          .responses.at(0)
                          .errorCode),
             toString(ErrorCode::None));
    const auto& tool = cluster.tool();
    QVERIFY(eventually([&] {
        return tool->get("/config/topics/t").value_or(Znode{}).data
            == R"({"version":1,"config":{"retention.ms":"12345"}})";
    }));
    QVERIFY(eventually([&] { return tool->children("/config/changes").size() == 1; }));
    wire::DescribeConfigsRequest describe;
    auto& described = describe.resources.emplace_back();
    described.resourceType = 2;
    described.resourceName = "t";
    QVERIFY(eventually([&] {
        const auto answer = cluster.call<wire::DescribeConfigsResponse>(3 - other, describe, 4);
        for (const auto& config : answer.results.at(0).configs) {
            if (config.name == "retention.ms") {
                return config.value.value_or("") == "12345";
            }
        }
        return false;
    }));
}

/// As kafka-configs of 0.10 does: the configuration, and then a notification.
void TestClusterAdministration::followsConfigurationThatToolsWrite()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(2));
    QCOMPARE(toString(cluster.createTopic("t", 1, 2)), toString(ErrorCode::None));
    QVERIFY(eventually([&] { return cluster.leaderOf(2, "t", 0) > 0; }));
    const auto& tool = cluster.tool();
    QVERIFY(tool->apply({SetZnode{"/config/topics/t",
                                  R"({"version":1,"config":{"max.message.bytes":"321"}})"}})
                .ok());
    QVERIFY(tool->apply({CreateZnode{"/config/changes/config_change_0000000000",
                                     R"({"version":1,"entity_type":"topics","entity_name":"t"})"}})
                .ok());
    wire::DescribeConfigsRequest describe;
    auto& described = describe.resources.emplace_back();
    described.resourceType = 2;
    described.resourceName = "t";
    for (const int id : {1, 2}) {
        QVERIFY(eventually([&] {
            const auto answer = cluster.call<wire::DescribeConfigsResponse>(id, describe, 4);
            const auto& configs = answer.results.at(0).configs;
            return std::any_of(configs.begin(), configs.end(), [](const auto& config) {
                return config.name == "max.message.bytes" && config.value == "321";
            });
        }));
    }
}

/// Leaders of Apache Kafka tell of an ISR's change there, and the controller takes it away.
void TestClusterAdministration::clearsNotificationsOfOtherLeaders()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(2));
    const auto& tool = cluster.tool();
    QVERIFY(
        tool->apply({CreateZnode{"/isr_change_notification/isr_change_0000000000",
                                 R"({"version":1,"partitions":[{"topic":"t","partition":0}]})"}})
            .ok());
    QVERIFY(eventually([&] { return tool->children("/isr_change_notification").empty(); }));
}

/// The only replica in sync is gone: another takes over where its topic allows that, and nowhere
/// else; where it does not, the partition waits for the one that has everything.
void TestClusterAdministration::electsUncleanOnlyWhereConfigured()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(3));
    const auto& tool = cluster.tool();
    const int lost = cluster.controller() % 3 + 1;
    const int other = lost % 3 + 1;
    const std::string assignment = "{\"version\":1,\"partitions\":{\"0\":[" + std::to_string(lost)
        + "," + std::to_string(other) + "]}}";
    const std::vector<std::string> topics = {"clean", "unclean", "asked"};
    for (const std::string& topic : topics) {
        const std::string config = topic == "unclean"
            ? R"({"version":1,"config":{"unclean.leader.election.enable":"true"}})"
            : R"({"version":1,"config":{}})";
        QVERIFY(tool->apply({CreateZnode{configPath(topic), config}}).ok());
        QVERIFY(tool->apply({CreateZnode{topicPath(topic), assignment}}).ok());
        QVERIFY(eventually([&] { return cluster.state(topic, 0).isr.size() == 2; }));
    }
    cluster.stop(other);
    for (const std::string& topic : topics) { // the other one is not in sync any more
        QVERIFY(eventually(
            [&] { return cluster.state(topic, 0).isr == std::vector<NodeId>{NodeId{lost}}; }));
    }
    cluster.stop(lost);
    QVERIFY(eventually([&] { return cluster.state("clean", 0).leader == NodeId{-1}; }));
    QVERIFY(cluster.launch(other).ok());
    QVERIFY(eventually([&] {
        const PartitionState state = cluster.state("unclean", 0);
        return state.leader == NodeId{other} && state.isr == std::vector<NodeId>{NodeId{other}};
    }));
    const auto hasNoLeader = [&](const std::string& topic) {
        const PartitionState state = cluster.state(topic, 0);
        return state.leader == NodeId{-1} && state.isr == std::vector<NodeId>{NodeId{lost}};
    };
    QVERIFY(hasNoLeader("clean"));
    QVERIFY(hasNoLeader("asked"));
    wire::ElectLeadersRequest request; // as kafka-leader-election --election-type unclean
    request.electionType = 1;
    request.topicPartitions->push_back({"asked", {0}});
    const auto answer = cluster.call<wire::ElectLeadersResponse>(cluster.controller(), request, 2);
    QCOMPARE(toString(answer.replicaElectionResults.at(0).partitionResult.at(0).errorCode),
             toString(ErrorCode::None));
    QVERIFY(eventually([&] { return cluster.state("asked", 0).leader == NodeId{other}; }));
    QVERIFY(hasNoLeader("clean"));
    QVERIFY(cluster.launch(lost).ok());
    QVERIFY(eventually([&] { return cluster.state("clean", 0).leader == NodeId{lost}; }));
    QVERIFY(eventually([&] { return cluster.state("clean", 0).isr.size() == 2; }));
}

void TestClusterAdministration::givesPreferredLeadersTheirPlace()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(2));
    QCOMPARE(toString(cluster.createTopic("t", 2, 2)), toString(ErrorCode::None));
    const auto& tool = cluster.tool();
    const auto moveAway = [&](int partition) {
        QVERIFY(eventually([&] { return cluster.state("t", partition).hasState(); }));
        PartitionState state = cluster.state("t", partition);
        const NodeId preferred = cluster.replicas("t", partition).front();
        state.leader = NodeId{3 - preferred.value};
        ++state.leaderEpoch.value;
        QVERIFY(
            tool->apply({SetZnode{statePath("t", PartitionId{partition}), stateJson(state)}}).ok());
        QVERIFY(eventually([&] {
            return cluster.leaderOf(cluster.controller(), "t", partition) == state.leader.value;
        }));
    };
    moveAway(0);
    moveAway(1);
    QVERIFY(
        tool->apply({CreateZnode{"/admin/preferred_replica_election",
                                 R"({"version":1,"partitions":[{"topic":"t","partition":0}]})"}})
            .ok());
    QVERIFY(eventually([&] {
        return cluster.state("t", 0).leader == cluster.replicas("t", 0).front()
            && !tool->get("/admin/preferred_replica_election");
    }));
    QVERIFY(cluster.state("t", 1).leader != cluster.replicas("t", 1).front());
    wire::ElectLeadersRequest request;
    request.topicPartitions->push_back({"t", {0, 1, 2}});
    const auto answer = cluster.call<wire::ElectLeadersResponse>(cluster.controller(), request, 2);
    QCOMPARE(toString(answer.errorCode), toString(ErrorCode::None));
    const auto& results = answer.replicaElectionResults.at(0).partitionResult;
    QCOMPARE(toString(results.at(0).errorCode), toString(ErrorCode::ElectionNotNeeded));
    QCOMPARE(toString(results.at(1).errorCode), toString(ErrorCode::None));
    QCOMPARE(toString(results.at(2).errorCode), toString(ErrorCode::UnknownTopicOrPartition));
    QVERIFY(eventually(
        [&] { return cluster.state("t", 1).leader == cluster.replicas("t", 1).front(); }));
}

void TestClusterAdministration::reassignsReplicas()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(3));
    const auto& tool = cluster.tool();
    QVERIFY(
        tool->apply({CreateZnode{"/brokers/topics/t", R"({"version":1,"partitions":{"0":[1,2]}})"}})
            .ok());
    QVERIFY(eventually([&] { return cluster.state("t", 0).hasState(); }));
    const auto ask = [&](std::optional<std::vector<std::int32_t>> replicas) {
        wire::AlterPartitionReassignmentsRequest request;
        auto& topic = request.topics.emplace_back();
        topic.name = "t";
        topic.partitions.push_back({0, std::move(replicas)});
        return cluster
            .call<wire::AlterPartitionReassignmentsResponse>(cluster.controller(), request, 0)
            .responses.at(0)
            .partitions.at(0)
            .errorCode;
    };
    const auto list = [&] {
        return cluster.call<wire::ListPartitionReassignmentsResponse>(
            cluster.controller(), wire::ListPartitionReassignmentsRequest{}, 0);
    };
    QCOMPARE(toString(ask(std::vector<std::int32_t>{9})),
             toString(ErrorCode::InvalidReplicaAssignment));
    QCOMPARE(toString(ask(std::nullopt)), toString(ErrorCode::NoReassignmentInProgress));
    QCOMPARE(toString(ask(std::vector<std::int32_t>{3, 2})), toString(ErrorCode::None));
    // It may be over by now, since there is nothing to copy.
    if (const auto ongoing = list(); !ongoing.topics.empty()) {
        const auto& partition = ongoing.topics.front().partitions.at(0);
        QVERIFY((partition.replicas == std::vector<std::int32_t>{3, 2, 1}));
        QVERIFY((partition.addingReplicas == std::vector<std::int32_t>{3}));
        QVERIFY((partition.removingReplicas == std::vector<std::int32_t>{1}));
    }
    QVERIFY(eventually([&] {
        return cluster.replicas("t", 0) == std::vector<NodeId>{NodeId{3}, NodeId{2}};
    }));
    QVERIFY(eventually([&] {
        const PartitionState state = cluster.state("t", 0);
        return state.leader == NodeId{3} && !contains(state.isr, NodeId{1});
    }));
    QVERIFY(eventually([&] { return list().topics.empty(); }));
    // As kafka-reassign-partitions of before KIP-455 asks.
    QVERIFY(tool
                ->apply({CreateZnode{
                    "/admin/reassign_partitions",
                    R"({"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[2]}]})"}})
                .ok());
    QVERIFY(eventually([&] {
        return cluster.replicas("t", 0) == std::vector<NodeId>{NodeId{2}}
        && !tool->get("/admin/reassign_partitions");
    }));
    QVERIFY(eventually([&] { return cluster.state("t", 0).leader == NodeId{2}; }));
}

#endif

QTEST_GUILESS_MAIN(TestClusterAdministration)
#include "tst_clusteradministration.moc"
