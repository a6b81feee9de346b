// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "grouptesting.h"
#endif

using namespace ottla;
using namespace ottla::group;
using namespace std::chrono_literals;
using test::bytesOf;
using test::GroupRig;
using wire::ErrorCode;

/// Members that name an instance of their own (KIP-345) and keep their place through a restart.
class TestStaticMembers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsAtOnce();
    void keepsItsPartitionsThroughARestart();
    void tellsARestartedLeaderNotToAssign_data();
    void tellsARestartedLeaderNotToAssign();
    void rebalancesWhenARestartChangesTheSubscription();
    void fencesTheOldProcess();
    void fencesAWaitingProcess();
    void leavesByInstanceAlone();
    void keepsAPlaceThroughARebalance();
    void waitsWhenNobodyIsThere();
    void refusesAGivenOutIdWithAnInstance();

private:
    static wire::JoinGroupRequest named(const GroupRig& rig, const std::string& instance,
                                        const std::string& memberId = {})
    {
        auto request = rig.joinRequest(memberId);
        request.groupInstanceId = instance;
        return request;
    }
    /// Two static members, "a" (the leader) and "b", in a stable group.
    void makePair(GroupRig& rig)
    {
        const auto a = rig.join(named(rig, "a"));
        const auto b = rig.join(named(rig, "b"));
        rig.pass(100ms);
        m_a = a->value().memberId;
        m_b = b->value().memberId;
        (void)rig.sync(m_b, 1, {}, "b");
        (void)rig.sync(m_a, 1, {{m_a, "t-0"}, {m_b, "t-1"}}, "a");
        QVERIFY(rig.group.state() == GroupState::Stable);
    }

    std::string m_a;
    std::string m_b;
};

void TestStaticMembers::joinsAtOnce()
{
    GroupRig rig;
    makePair(rig);
    QVERIFY(m_a.starts_with("a-"));
    QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::None);
    QVERIFY(rig.heartbeat(m_a, 1, "c") == ErrorCode::UnknownMemberId);
    QCOMPARE(rig.stored.back().members.at(0).groupInstanceId.value(), std::string("a"));
}

void TestStaticMembers::keepsItsPartitionsThroughARestart()
{
    GroupRig rig;
    makePair(rig);
    const auto again = rig.join(named(rig, "b"));
    QVERIFY(again->value().errorCode == ErrorCode::None);
    QCOMPARE(again->value().generationId, 1);
    QVERIFY(again->value().memberId != m_b);
    QVERIFY(rig.group.state() == GroupState::Stable);
    QVERIFY(rig.sync(again->value().memberId, 1, {}, "b")->value().assignment == bytesOf("t-1"));
    QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::None);
    // Its new id is what a restarted broker finds.
    const auto& members = rig.stored.back().members;
    QVERIFY(std::any_of(members.begin(), members.end(), [&](const auto& member) {
        return member.memberId == again->value().memberId;
    }));
}

void TestStaticMembers::tellsARestartedLeaderNotToAssign_data()
{
    QTest::addColumn<int>("version");
    for (const int version : {5, 8, 9}) {
        QTest::addRow("v%d", version) << version;
    }
}

void TestStaticMembers::tellsARestartedLeaderNotToAssign()
{
    QFETCH(int, version);
    GroupRig rig;
    makePair(rig);
    const auto again = rig.join(named(rig, "a"), static_cast<std::int16_t>(version));
    const auto& answer = again->value();
    if (version >= 9) {
        QVERIFY(answer.skipAssignment);
        QCOMPARE(answer.leader, answer.memberId);
        QCOMPARE(answer.members.size(), std::size_t{2});
    } else {
        QVERIFY(!answer.skipAssignment);
        QVERIFY(answer.leader != answer.memberId);
        QVERIFY(answer.members.empty());
    }
    QVERIFY(rig.sync(answer.memberId, 1, {}, "a")->value().assignment == bytesOf("t-0"));
}

void TestStaticMembers::rebalancesWhenARestartChangesTheSubscription()
{
    GroupRig rig;
    makePair(rig);
    auto request = named(rig, "b");
    request.protocols[0].metadata = bytesOf("other topics");
    const auto again = rig.join(request);
    QVERIFY(!*again);
    QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::RebalanceInProgress);
    const auto leader = rig.join(named(rig, "a", m_a));
    QCOMPARE(again->value().generationId, 2);
    QVERIFY(leader->value().members.at(1).metadata == bytesOf("other topics"));
}

void TestStaticMembers::fencesTheOldProcess()
{
    GroupRig rig;
    makePair(rig);
    (void)rig.join(named(rig, "b"));
    QVERIFY(rig.heartbeat(m_b, 1, "b") == ErrorCode::FencedInstanceId);
    QVERIFY(rig.sync(m_b, 1, {}, "b")->value().errorCode == ErrorCode::FencedInstanceId);
    QVERIFY(rig.group.mayCommit(1, m_b, "b") == ErrorCode::FencedInstanceId);
    QVERIFY(rig.group.leave(m_b, "b") == ErrorCode::FencedInstanceId);
    QVERIFY(rig.join(named(rig, "b", m_b))->value().errorCode == ErrorCode::FencedInstanceId);
}

void TestStaticMembers::fencesAWaitingProcess()
{
    GroupRig rig;
    const auto early = rig.join(named(rig, "a"));
    const auto late = rig.join(named(rig, "a"));
    QVERIFY(early->value().errorCode == ErrorCode::FencedInstanceId);
    rig.pass(100ms);
    QCOMPARE(late->value().members.size(), std::size_t{1});
    const auto b = rig.join(named(rig, "b"));
    (void)rig.join(named(rig, "a", late->value().memberId));
    const auto waiting = rig.sync(b->value().memberId, 2, {}, "b");
    (void)rig.join(named(rig, "b"));
    QVERIFY(waiting->value().errorCode == ErrorCode::FencedInstanceId);
}

void TestStaticMembers::leavesByInstanceAlone()
{
    GroupRig rig;
    makePair(rig);
    QVERIFY(rig.group.leave({}, "c") == ErrorCode::UnknownMemberId);
    QVERIFY(rig.group.leave({}, "b") == ErrorCode::None);
    QCOMPARE(rig.group.members().size(), std::size_t{1});
    QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::RebalanceInProgress);
}

void TestStaticMembers::keepsAPlaceThroughARebalance()
{
    GroupRig rig;
    makePair(rig);
    const auto c = rig.join(named(rig, "c"));
    const auto b = rig.join(named(rig, "b", m_b));
    for (int i = 0; i < 7; ++i) { // "a", which led, lives but does not come
        rig.pass(9s);
        (void)rig.heartbeat(m_a, 1, "a");
    }
    const std::string leader = c->value().leader;
    QVERIFY(leader == m_b || leader == c->value().memberId);
    const auto& led = leader == m_b ? b->value() : c->value();
    QCOMPARE(led.members.size(), std::size_t{3}); // its partitions are not given to others
    QVERIFY(rig.sync(leader, 2, {{m_a, "t-0"}})->value().assignment.empty());
    QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::IllegalGeneration);
}

void TestStaticMembers::waitsWhenNobodyIsThere()
{
    GroupRig rig;
    makePair(rig);
    const std::string passing = rig.join(rig.joinRequest({}))->value().memberId;
    (void)rig.join(rig.joinRequest(passing)); // starts a rebalance
    QVERIFY(rig.group.leave(passing, {}) == ErrorCode::None);
    QVERIFY(rig.group.leave({}, "b") == ErrorCode::None);
    for (int i = 0; i < 14; ++i) { // past the rebalance time-out: nobody could lead
        rig.pass(9s);
        QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::RebalanceInProgress);
    }
    const auto back = rig.join(named(rig, "a", m_a));
    QCOMPARE(back->value().generationId, 2);
    QCOMPARE(back->value().leader, m_a);
}

void TestStaticMembers::refusesAGivenOutIdWithAnInstance()
{
    GroupRig rig;
    makePair(rig);
    const std::string id = rig.join(rig.joinRequest({}))->value().memberId;
    QVERIFY(rig.join(named(rig, "a", id))->value().errorCode == ErrorCode::UnknownMemberId);
    QVERIFY(rig.heartbeat(m_a, 1, "a") == ErrorCode::None);
}

QTEST_GUILESS_MAIN(TestStaticMembers)
#include "tst_staticmembers.moc"
