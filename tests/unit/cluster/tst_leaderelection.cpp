// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/controller/leaderelection.h"
#include "cluster/replicaplacement.h"

#include <set>
#endif

using namespace ottla;
using namespace ottla::cluster;

namespace {

std::vector<NodeId> nodes(std::initializer_list<int> ids)
{
    std::vector<NodeId> list;
    for (const int id : ids) {
        list.emplace_back(id);
    }
    return list;
}

LiveBrokers::Map living(std::initializer_list<int> ids)
{
    LiveBrokers::Map live;
    for (const NodeId id : nodes(ids)) {
        live[id] = {id, {{"PLAINTEXT", "host", 9092}}, {}, 1};
    }
    return live;
}

PartitionState partition(int leader, std::initializer_list<int> replicas,
                         std::initializer_list<int> isr)
{
    return {PartitionId{0}, NodeId{leader}, LeaderEpoch{5}, nodes(replicas), nodes(isr), 1, 7};
}

} // namespace

/// What the controller makes of a partition's state, and where it puts replicas.
class TestLeaderElection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithTheFirstLiveReplica();
    void followsADeadLeaderWithTheNextInSync();
    void takesDeadFollowersOutOfTheIsr();
    void leavesAPartitionWithoutALeaderWhenNoneInSyncLives();
    void electsUncleanOnlyWhereAllowed();
    void electsAReturningReplica();
    void givesThePreferredLeaderItsPlace();
    void handsOverToAnotherInSync();
    void spreadsLeadersAndReplicasEvenly();
    void spreadsReplicasOverRacks();
};

void TestLeaderElection::beginsWithTheFirstLiveReplica()
{
    PartitionState fresh = partition(-1, {1, 2, 3}, {});
    QVERIFY(!fresh.hasState());
    const auto state = firstState(fresh, living({2, 3}));
    QVERIFY(state);
    QCOMPARE(state->leader.value, 2);
    QVERIFY(state->isr == nodes({2, 3}));
    QCOMPARE(state->leaderEpoch.value, 0);
    QVERIFY(!firstState(fresh, living({4})));
}

void TestLeaderElection::followsADeadLeaderWithTheNextInSync()
{
    const auto state = stateAfterFailures(partition(1, {1, 2, 3}, {1, 3}), living({2, 3}), false);
    QVERIFY(state);
    QCOMPARE(state->leader.value, 3); // 2 is not in sync
    QVERIFY(state->isr == nodes({3}));
    QCOMPARE(state->leaderEpoch.value, 6);
    QCOMPARE(state->version, 7); // what the conditional write expects
}

void TestLeaderElection::takesDeadFollowersOutOfTheIsr()
{
    const auto state =
        stateAfterFailures(partition(1, {1, 2, 3}, {1, 2, 3}), living({1, 3}), false);
    QVERIFY(state);
    QCOMPARE(state->leader.value, 1);
    QVERIFY(state->isr == nodes({1, 3}));
    QCOMPARE(state->leaderEpoch.value, 5); // the leader stays
    QVERIFY(!stateAfterFailures(partition(1, {1, 2}, {1, 2}), living({1, 2}), false));
}

void TestLeaderElection::leavesAPartitionWithoutALeaderWhenNoneInSyncLives()
{
    const auto state = stateAfterFailures(partition(1, {1, 2}, {1}), living({2}), false);
    QVERIFY(state);
    QCOMPARE(state->leader.value, -1);
    QVERIFY(state->isr == nodes({1})); // who may lead when he is back
    QVERIFY(!stateAfterFailures(*state, living({2}), false));
}

void TestLeaderElection::electsUncleanOnlyWhereAllowed()
{
    const auto state = stateAfterFailures(partition(1, {1, 2}, {1}), living({2}), true);
    QVERIFY(state);
    QCOMPARE(state->leader.value, 2);
    QVERIFY(state->isr == nodes({2}));
    const auto clean = stateAfterFailures(partition(1, {1, 2, 3}, {1, 3}), living({2, 3}), true);
    QCOMPARE(clean->leader.value, 3); // as long as one in sync lives
}

void TestLeaderElection::electsAReturningReplica()
{
    const auto state = stateAfterFailures(partition(-1, {1, 2}, {1}), living({1, 2}), false);
    QVERIFY(state);
    QCOMPARE(state->leader.value, 1);
    QCOMPARE(state->leaderEpoch.value, 6);
}

void TestLeaderElection::givesThePreferredLeaderItsPlace()
{
    const auto state = stateWithPreferredLeader(partition(2, {1, 2}, {1, 2}), living({1, 2}));
    QVERIFY(state);
    QCOMPARE(state->leader.value, 1);
    QCOMPARE(state->leaderEpoch.value, 6);
    QVERIFY(!stateWithPreferredLeader(partition(1, {1, 2}, {1, 2}), living({1, 2})));
    QVERIFY(!stateWithPreferredLeader(partition(2, {1, 2}, {2}), living({1, 2})));
    QVERIFY(!stateWithPreferredLeader(partition(2, {1, 2}, {1, 2}), living({2})));
}

void TestLeaderElection::handsOverToAnotherInSync()
{
    const auto led = stateWithout(partition(1, {1, 2, 3}, {1, 3}), NodeId{1}, living({1, 2, 3}));
    QVERIFY(led);
    QCOMPARE(led->leader.value, 3);
    QVERIFY(led->isr == nodes({3}));
    QCOMPARE(led->leaderEpoch.value, 6);
    const auto followed = stateWithout(partition(1, {1, 2}, {1, 2}), NodeId{2}, living({1, 2}));
    QVERIFY(followed);
    QCOMPARE(followed->leader.value, 1);
    QVERIFY(followed->isr == nodes({1}));
    QVERIFY(!stateWithout(partition(1, {1, 2}, {1}), NodeId{1}, living({1, 2})));
    QVERIFY(!stateWithout(partition(1, {1, 2}, {1}), NodeId{2}, living({1, 2})));
}

void TestLeaderElection::spreadsLeadersAndReplicasEvenly()
{
    // The table in Kafka's own documentation of the algorithm: ten partitions on five brokers.
    const auto placed = placeReplicas(living({0, 1, 2, 3, 4}), 10, 3, {0, 0, 0});
    QVERIFY(placed[0] == nodes({0, 1, 2}));
    QVERIFY(placed[4] == nodes({4, 0, 1}));
    QVERIFY(placed[5] == nodes({0, 2, 3}));
    QVERIFY(placed[9] == nodes({4, 1, 2}));
    QVERIFY(placeReplicas(living({7}), 2, 1, {3, 3, 0}) == Assignment(2, nodes({7})));
}

void TestLeaderElection::spreadsReplicasOverRacks()
{
    LiveBrokers::Map brokers = living({0, 1, 2, 3, 4, 5});
    for (auto& [id, broker] : brokers) {
        broker.rack = std::string(1, static_cast<char>('a' + id.value / 2));
    }
    std::map<NodeId, int> leads;
    for (const auto& replicas : placeReplicas(brokers, 12, 3, {4, 2, 0})) {
        std::set<std::string> racks;
        for (const NodeId replica : replicas) {
            racks.insert(*brokers[replica].rack);
        }
        QCOMPARE(racks.size(), std::size_t{3});
        ++leads[replicas.front()];
    }
    for (const auto& [id, count] : leads) {
        QCOMPARE(count, 2);
    }
}

QTEST_GUILESS_MAIN(TestLeaderElection)
#include "tst_leaderelection.moc"
