// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/controller/leaderelection.h"
#include "clustertesting.h"
#include "wire/recordbatchbuilder.h"

#include <csignal>
#endif

using namespace ottla;
using namespace ottla::cluster;
using namespace ottla::test;
using wire::ErrorCode;

namespace {

constexpr std::int16_t all = -1;
constexpr std::int16_t leaderOnly = 1;
constexpr const char* group = "readers";

using Produced = wire::ProduceResponse::TopicProduceResponse::PartitionProduceResponse;
using Fetched = wire::FetchResponse::FetchableTopicResponse::PartitionData;

template <typename Answer>
Answer failed()
{
    Answer answer;
    answer.errorCode = ErrorCode::NetworkException;
    return answer;
}

Produced produce(TestCluster& cluster, int broker, std::int16_t acks, int timeoutMs = 10'000)
{
    const std::string text = "a message";
    wire::RecordBatchBuilder builder;
    builder.add(1, std::nullopt, asBytes(text));
    const Bytes batch = std::move(builder).build().value();
    wire::ProduceRequest request;
    request.acks = acks;
    request.timeoutMs = timeoutMs;
    auto& topic = request.topicData.emplace_back();
    topic.name = "t";
    topic.partitionData.push_back({0, BytesView(batch)});
    const auto answer = cluster.call<wire::ProduceResponse>(broker, request, 9);
    return answer.responses.empty() ? failed<Produced>()
                                    : answer.responses[0].partitionResponses[0];
}

/// A consumer's fetch; the records themselves are gone with the answer.
Fetched fetch(TestCluster& cluster, int broker, std::int64_t offset, const std::string& rack = {})
{
    wire::FetchRequest request;
    request.maxWaitMs = 0;
    request.maxBytes = 1'000'000;
    request.rackId = rack;
    auto& topic = request.topics.emplace_back();
    topic.topic = "t";
    auto& partition = topic.partitions.emplace_back();
    partition.fetchOffset = offset;
    partition.partitionMaxBytes = 1'000'000;
    const auto answer = cluster.call<wire::FetchResponse>(broker, request, 11);
    return answer.responses.empty() ? failed<Fetched>() : answer.responses[0].partitions[0];
}

/// Waits until every broker knows the leader, which it returns, and until that one serves.
int leaderOf(TestCluster& cluster, int brokers)
{
    int leader = -1;
    const bool known = eventually([&] {
        leader = cluster.leaderOf(1, "t", 0);
        for (int id = 2; id <= brokers; ++id) {
            leader = cluster.leaderOf(id, "t", 0) == leader ? leader : -1;
        }
        return leader > 0 && fetch(cluster, leader, 0).errorCode == ErrorCode::None;
    });
    return known ? leader : 1;
}

int coordinator(TestCluster& cluster, int asked)
{
    wire::FindCoordinatorRequest request;
    request.key = group;
    return cluster.call<wire::FindCoordinatorResponse>(asked, request, 3).nodeId;
}

ErrorCode commit(TestCluster& cluster, int broker, std::int64_t offset)
{
    wire::OffsetCommitRequest request;
    request.groupId = group;
    request.generationIdOrMemberEpoch = -1;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    auto& partition = topic.partitions.emplace_back();
    partition.committedOffset = offset;
    const auto answer = cluster.call<wire::OffsetCommitResponse>(broker, request, 7);
    return answer.topics.empty() ? ErrorCode::NetworkException
                                 : answer.topics[0].partitions[0].errorCode;
}

/// What is committed, or the error's negative number.
std::int64_t committed(TestCluster& cluster, int broker)
{
    wire::OffsetFetchRequest request;
    request.groupId = group;
    request.topics.emplace();
    auto& topic = request.topics->emplace_back();
    topic.name = "t";
    topic.partitionIndexes = {0};
    const auto answer = cluster.call<wire::OffsetFetchResponse>(broker, request, 5);
    if (answer.errorCode != ErrorCode::None || answer.topics.empty()) {
        return -static_cast<std::int64_t>(answer.errorCode);
    }
    return answer.topics[0].partitions[0].committedOffset;
}

} // namespace

/// What several brokers keep together, as clients see it.
class TestReplication : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void copiesToFollowers();
    void waitsForMinInsyncReplicas();
    void letsConsumersReadOnTheirRack();
    void movesGroupsWithTheirPartition();
    void acknowledgesNothingOnceReplaced();
    void goesOnWithoutTheRegistry();
};

#ifndef Q_MOC_RUN // nor raw strings within macros
void TestReplication::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN); // as ottla-broker does, whose peers go while it sends files
}

void TestReplication::copiesToFollowers()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(3));
    QCOMPARE(toString(cluster.createTopic("t", 1, 3)), toString(ErrorCode::None));
    const int leader = leaderOf(cluster, 3);
    for (std::int64_t offset = 0; offset < 3; ++offset) {
        const Produced produced = produce(cluster, leader, all);
        QCOMPARE(toString(produced.errorCode), toString(ErrorCode::None));
        QCOMPARE(produced.baseOffset, offset);
        // Acknowledged is what everybody has.
        QCOMPARE(fetch(cluster, leader, 0).highWatermark, offset + 1);
    }
    const int follower = leader % 3 + 1;
    QCOMPARE(toString(produce(cluster, follower, all).errorCode),
             toString(ErrorCode::NotLeaderOrFollower));
    QVERIFY(eventually([&] { return fetch(cluster, follower, 0).highWatermark == 3; }));
    // Only the leader knows that there is no such offset.
    QCOMPARE(toString(fetch(cluster, follower, 4).errorCode),
             toString(ErrorCode::NotLeaderOrFollower));
    QCOMPARE(toString(fetch(cluster, leader, 4).errorCode), toString(ErrorCode::OffsetOutOfRange));
}

void TestReplication::waitsForMinInsyncReplicas()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    cluster.setProperty("min.insync.replicas", "3");
    QVERIFY(cluster.start(3));
    QCOMPARE(toString(cluster.createTopic("t", 1, 3)), toString(ErrorCode::None));
    const int leader = leaderOf(cluster, 3);
    QCOMPARE(toString(produce(cluster, leader, all).errorCode), toString(ErrorCode::None));
    const int follower = leader % 3 + 1;
    cluster.stop(follower);
    QVERIFY(eventually(
        [&] { return produce(cluster, leader, all).errorCode == ErrorCode::NotEnoughReplicas; }));
    QCOMPARE(toString(produce(cluster, leader, leaderOnly).errorCode), toString(ErrorCode::None));
    QVERIFY(cluster.launch(follower).ok());
    QVERIFY(eventually([&] { return produce(cluster, leader, all).errorCode == ErrorCode::None; }));
}

void TestReplication::letsConsumersReadOnTheirRack()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    cluster.setProperty("replica.selector.class",
                        "org.apache.kafka.common.replica.RackAwareReplicaSelector");
    QVERIFY(cluster.start(2));
    QCOMPARE(toString(cluster.createTopic("t", 1, 2)), toString(ErrorCode::None));
    const int leader = leaderOf(cluster, 2);
    const int follower = 3 - leader;
    const std::string rack = "rack" + std::to_string(follower);
    QCOMPARE(toString(produce(cluster, leader, all).errorCode), toString(ErrorCode::None));
    const Fetched sentAway = fetch(cluster, leader, 0, rack);
    QCOMPARE(toString(sentAway.errorCode), toString(ErrorCode::None));
    QCOMPARE(sentAway.preferredReadReplica, follower);
    QVERIFY(eventually([&] {
        const Fetched read = fetch(cluster, follower, 0, rack);
        return read.errorCode == ErrorCode::None && read.highWatermark == 1
            && read.preferredReadReplica == -1 && !std::get<BytesView>(read.records).empty();
    }));
    // Its own rack, one that has no replica, and none at all.
    for (const std::string& other :
         {"rack" + std::to_string(leader), std::string("elsewhere"), std::string()}) {
        QCOMPARE(fetch(cluster, leader, 0, other).preferredReadReplica, -1);
    }
}

void TestReplication::movesGroupsWithTheirPartition()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    cluster.setProperty("offsets.topic.num.partitions", "3");
    QVERIFY(cluster.start(3));
    QCOMPARE(toString(cluster.createTopic("t", 1, 3)), toString(ErrorCode::None));
    int first = -1;
    QVERIFY(eventually([&] { return (first = coordinator(cluster, 1)) > 0; }));
    QVERIFY(eventually([&] { return commit(cluster, first, 42) == ErrorCode::None; }));
    QCOMPARE(committed(cluster, first), std::int64_t{42});
    const int other = first % 3 + 1;
    QCOMPARE(toString(commit(cluster, other, 1)), toString(ErrorCode::NotCoordinator));
    QCOMPARE(committed(cluster, other), -static_cast<std::int64_t>(ErrorCode::NotCoordinator));
    cluster.stop(first);
    int second = -1;
    QVERIFY(eventually([&] {
        second = coordinator(cluster, other);
        return second > 0 && second != first;
    }));
    QVERIFY(eventually([&] { return committed(cluster, second) == 42; }));
    QCOMPARE(toString(commit(cluster, second, 43)), toString(ErrorCode::None));
    // Back again, the first broker knows what was committed elsewhere when it is asked.
    QVERIFY(cluster.launch(first).ok());
    QCOMPARE(committed(cluster, second), std::int64_t{43});
    QCOMPARE(committed(cluster, first), -static_cast<std::int64_t>(ErrorCode::NotCoordinator));
}

/// A leader that does not hear of its successor, as one that was paused: it can change no in-sync
/// replicas, and its followers follow another.
void TestReplication::acknowledgesNothingOnceReplaced()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(3));
    QCOMPARE(toString(cluster.createTopic("t", 1, 3)), toString(ErrorCode::None));
    const int before = leaderOf(cluster, 3);
    QCOMPARE(toString(produce(cluster, before, all).errorCode), toString(ErrorCode::None));
    cluster.proxy(before).cut();
    QVERIFY(eventually([&] {
        const int leader = cluster.state("t", 0).leader.value;
        return leader > 0 && leader != before;
    }));
    const int after = cluster.state("t", 0).leader.value;
    QVERIFY(eventually([&] { return cluster.leaderOf(after, "t", 0) == after; }));
    // As in Kafka, one acknowledgement may still come, and does not last.
    QCOMPARE(toString(produce(cluster, before, leaderOnly).errorCode), toString(ErrorCode::None));
    QCOMPARE(toString(produce(cluster, before, all, 1500).errorCode),
             toString(ErrorCode::RequestTimedOut));
    QVERIFY(eventually([&] { return produce(cluster, after, all).errorCode == ErrorCode::None; }));
    const std::int64_t end = fetch(cluster, after, 0).highWatermark;
    QCOMPARE(end, std::int64_t{2});
    cluster.proxy(before).heal();
    QVERIFY(eventually([&] {
        const Fetched copy = fetch(cluster, before, 0);
        return copy.errorCode == ErrorCode::None && copy.highWatermark == end;
    }));
    QVERIFY(eventually([&] { return contains(cluster.state("t", 0).isr, NodeId{before}); }));
    QCOMPARE(toString(produce(cluster, before, leaderOnly).errorCode),
             toString(ErrorCode::NotLeaderOrFollower));
}

/// For a minute in the long run (OTTLA_STORM), a few session time-outs otherwise.
void TestReplication::goesOnWithoutTheRegistry()
{
    TestCluster cluster(Ensemble::Kind::Registry);
    QVERIFY(cluster.start(3));
    QCOMPARE(toString(cluster.createTopic("t", 1, 3)), toString(ErrorCode::None));
    const int leader = leaderOf(cluster, 3);
    const int follower = leader % 3 + 1;
    const PartitionState before = cluster.state("t", 0);
    cluster.ensemble.stopRegistry();
    const bool isLong = qEnvironmentVariable("OTTLA_STORM") == u"long";
    QElapsedTimer without;
    without.start();
    std::int64_t written = 0;
    while (without.elapsed() < (isLong ? 60'000 : 4'000)) {
        QCOMPARE(toString(produce(cluster, leader, all).errorCode), toString(ErrorCode::None));
        ++written;
        QCOMPARE(fetch(cluster, leader, written - 1).highWatermark, written);
        // The next one when the followers know it, too.
        QVERIFY(eventually(
            [&] { return fetch(cluster, follower, written - 1).highWatermark == written; }));
    }
    // Nobody elects another leader meanwhile, nor takes the dead one out of what is in sync.
    cluster.stop(leader);
    const int other = follower % 3 + 1;
    QCOMPARE(toString(produce(cluster, follower, all).errorCode),
             toString(ErrorCode::NotLeaderOrFollower));
    QCOMPARE(cluster.leaderOf(other, "t", 0), leader);
    QVERIFY(cluster.ensemble.resumeRegistry());
    QVERIFY(eventually([&] {
        const PartitionState now = cluster.state("t", 0);
        return now.leader.value > 0 && now.leader.value != leader
            && now.leaderEpoch > before.leaderEpoch;
    }));
    const int next = cluster.state("t", 0).leader.value;
    QVERIFY(eventually([&] { return produce(cluster, next, all).errorCode == ErrorCode::None; }));
    QCOMPARE(fetch(cluster, next, 0).highWatermark, written + 1);
    QVERIFY(cluster.launch(leader).ok());
    QVERIFY(eventually([&] { return cluster.state("t", 0).isr.size() == 3; }));
    QVERIFY(eventually([&] { return fetch(cluster, leader, 0).highWatermark == written + 1; }));
}
#endif

QTEST_GUILESS_MAIN(TestReplication)
#include "tst_replication.moc"
