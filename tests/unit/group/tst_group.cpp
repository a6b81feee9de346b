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

class TestGroup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wantsAnIdFromNewMembers();
    void takesOldClientsWithoutAnId();
    void forgetsIdsThatNobodyComesWith();
    void waitsForThoseWhoWereGivenAnId();
    void givesTheLeaderTheMembers();
    void deliversTheLeadersAssignment();
    void rebalancesWhenAMemberComes();
    void rebalancesWhenAMemberLeaves();
    void rebalancesWhenASubscriptionChanges();
    void answersAnUnchangedMemberAtOnce();
    void expiresSilentMembers();
    void leavesBehindWhoMissesARebalance();
    void removesMembersThatDoNotSync();
    void becomesEmptyWithItsLastMember();
    void choosesTheProtocolWithMostVotes();
    void refusesWhatHasNoCommonProtocol();
    void refusesWhatIsNotOfItsGeneration();
    void refusesAnotherProtocolAtSync();
    void limitsItsSize();
    void takesCommitsOfMembersOnly();
    void startsOverWhenItCannotBeStored();
    void answersOnlyTheNewestOfEqualRequests();
    void comesBackAsItWasStored();
};

void TestGroup::wantsAnIdFromNewMembers()
{
    GroupRig rig;
    const auto refused = rig.join(rig.joinRequest({}), 4);
    QVERIFY(refused->value().errorCode == ErrorCode::MemberIdRequired);
    QVERIFY(refused->value().memberId.starts_with("client-"));
    QVERIFY(rig.group.state() == GroupState::Empty);
    const auto joined = rig.join(rig.joinRequest(refused->value().memberId), 4);
    QVERIFY(rig.group.state() == GroupState::PreparingRebalance);
    QVERIFY(!*joined);
    rig.pass(100ms);
    QVERIFY(joined->value().errorCode == ErrorCode::None);
    QCOMPARE(joined->value().memberId, refused->value().memberId);
    QCOMPARE(joined->value().generationId, 1);
    const auto unknown = rig.join(rig.joinRequest("made-up"), 4);
    QVERIFY(unknown->value().errorCode == ErrorCode::UnknownMemberId);
}

void TestGroup::takesOldClientsWithoutAnId()
{
    GroupRig rig;
    const auto joined = rig.join(rig.joinRequest({}), 3);
    rig.pass(100ms);
    QVERIFY(joined->value().errorCode == ErrorCode::None);
    QVERIFY(joined->value().memberId.starts_with("client-"));
    QCOMPARE(joined->value().protocolName.value(), std::string("range"));
}

void TestGroup::forgetsIdsThatNobodyComesWith()
{
    GroupRig rig;
    const std::string id = rig.join(rig.joinRequest({}))->value().memberId;
    rig.pass(10s);
    QVERIFY(!rig.group.nextDeadline());
    const auto late = rig.join(rig.joinRequest(id));
    QVERIFY(late->value().errorCode == ErrorCode::UnknownMemberId);
}

void TestGroup::waitsForThoseWhoWereGivenAnId()
{
    GroupRig rig;
    const std::string first = rig.makeStable();
    const std::string second = rig.join(rig.joinRequest({}))->value().memberId;
    const auto again = rig.join(rig.joinRequest(first, {"range", "roundrobin"}));
    QVERIFY(!*again); // the second is on its way
    const auto joined = rig.join(rig.joinRequest(second));
    QCOMPARE(again->value().members.size(), std::size_t{2});
    QCOMPARE(joined->value().generationId, 2);
}

void TestGroup::givesTheLeaderTheMembers()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    QVERIFY(!*first && !*second); // until the initial delay is over
    rig.pass(100ms);
    QCOMPARE(first->value().leader, first->value().memberId);
    QCOMPARE(second->value().leader, first->value().memberId);
    QCOMPARE(first->value().members.size(), std::size_t{2});
    QVERIFY(second->value().members.empty());
    QVERIFY(first->value().members[0].metadata == bytesOf("range metadata"));
    QCOMPARE(first->value().protocolType.value(), std::string("consumer"));
    QVERIFY(rig.group.state() == GroupState::CompletingRebalance);
}

void TestGroup::deliversTheLeadersAssignment()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    const std::string leader = first->value().memberId;
    const std::string follower = second->value().memberId;
    const auto followed = rig.sync(follower, 1);
    QVERIFY(!*followed);
    QVERIFY(rig.heartbeat(follower, 1) == ErrorCode::None);
    const auto led =
        rig.sync(leader, 1, {{leader, "t-0"}, {follower, "t-1"}, {"somebody else", "t-2"}});
    QVERIFY(led->value().assignment == bytesOf("t-0"));
    QVERIFY(followed->value().assignment == bytesOf("t-1"));
    QCOMPARE(followed->value().protocolName.value(), std::string("range"));
    QVERIFY(rig.group.state() == GroupState::Stable);
    QVERIFY(rig.sync(follower, 1)->value().assignment == bytesOf("t-1"));
    QCOMPARE(rig.stored.back().members.size(), std::size_t{2});
}

void TestGroup::rebalancesWhenAMemberComes()
{
    GroupRig rig;
    const std::string first = rig.makeStable();
    const auto second = rig.joinAnew();
    QVERIFY(rig.group.state() == GroupState::PreparingRebalance);
    QVERIFY(rig.heartbeat(first, 1) == ErrorCode::RebalanceInProgress);
    QVERIFY(rig.sync(first, 1)->value().errorCode == ErrorCode::RebalanceInProgress);
    QVERIFY(!*second);
    const auto again = rig.join(rig.joinRequest(first));
    QCOMPARE(again->value().generationId, 2);
    QCOMPARE(again->value().leader, first);
    QCOMPARE(second->value().generationId, 2);
    // A third one interrupts those who wait for the leader.
    const auto waiting = rig.sync(second->value().memberId, 2);
    (void)rig.joinAnew();
    QVERIFY(waiting->value().errorCode == ErrorCode::RebalanceInProgress);
}

void TestGroup::rebalancesWhenAMemberLeaves()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    const std::string leader = first->value().memberId;
    const std::string follower = second->value().memberId;
    QVERIFY(rig.group.leave(leader, {}) == ErrorCode::None);
    QVERIFY(rig.group.leave(leader, {}) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.heartbeat(follower, 1) == ErrorCode::RebalanceInProgress);
    const auto again = rig.join(rig.joinRequest(follower));
    QCOMPARE(again->value().leader, follower);
    QCOMPARE(again->value().members.size(), std::size_t{1});
}

void TestGroup::rebalancesWhenASubscriptionChanges()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    const std::string follower = second->value().memberId;
    (void)rig.sync(first->value().memberId, 1);
    auto request = rig.joinRequest(follower);
    request.protocols[0].metadata = bytesOf("other topics");
    QVERIFY(!*rig.join(request));
    QVERIFY(rig.heartbeat(first->value().memberId, 1) == ErrorCode::RebalanceInProgress);
    // The leader may ask for a rebalance though nothing of its own changed.
    const auto led = rig.join(rig.joinRequest(first->value().memberId));
    QCOMPARE(led->value().generationId, 2);
    (void)rig.sync(first->value().memberId, 2);
    QVERIFY(!*rig.join(rig.joinRequest(first->value().memberId)));
    QVERIFY(rig.group.state() == GroupState::PreparingRebalance);
}

void TestGroup::answersAnUnchangedMemberAtOnce()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    // The answer got lost on its way.
    const auto again = rig.join(rig.joinRequest(first->value().memberId));
    QCOMPARE(again->value().generationId, 1);
    QCOMPARE(again->value().members.size(), std::size_t{2});
    (void)rig.sync(first->value().memberId, 1);
    const auto follower = rig.join(rig.joinRequest(second->value().memberId));
    QCOMPARE(follower->value().generationId, 1);
    QVERIFY(follower->value().members.empty());
    QVERIFY(rig.group.state() == GroupState::Stable);
}

void TestGroup::expiresSilentMembers()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    const std::string leader = first->value().memberId;
    const std::string silent = second->value().memberId;
    const auto synced = rig.sync(silent, 1);
    (void)rig.sync(leader, 1);
    QVERIFY(*synced);
    rig.pass(9s);
    QVERIFY(rig.heartbeat(leader, 1) == ErrorCode::None);
    rig.pass(2s);
    QVERIFY(rig.heartbeat(leader, 1) == ErrorCode::RebalanceInProgress);
    QVERIFY(rig.heartbeat(silent, 1) == ErrorCode::UnknownMemberId);
    QCOMPARE(rig.join(rig.joinRequest(leader))->value().members.size(), std::size_t{1});
}

void TestGroup::leavesBehindWhoMissesARebalance()
{
    GroupRig rig;
    const std::string first = rig.makeStable();
    const auto second = rig.joinAnew();
    for (int i = 0; i < 7; ++i) { // it lives, but goes on working
        rig.pass(9s);
        (void)rig.heartbeat(first, 1);
    }
    QCOMPARE(second->value().members.size(), std::size_t{1});
    QCOMPARE(second->value().leader, second->value().memberId);
    QVERIFY(rig.heartbeat(first, 1) == ErrorCode::UnknownMemberId);
}

void TestGroup::removesMembersThatDoNotSync()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    const auto waiting = rig.sync(second->value().memberId, 1);
    for (int i = 0; i < 7; ++i) { // the leader lives, but does not assign
        rig.pass(9s);
        (void)rig.heartbeat(first->value().memberId, 1);
    }
    QVERIFY(waiting->value().errorCode == ErrorCode::RebalanceInProgress);
    QVERIFY(rig.heartbeat(first->value().memberId, 1) == ErrorCode::UnknownMemberId);
    const auto again = rig.join(rig.joinRequest(second->value().memberId));
    QCOMPARE(again->value().leader, second->value().memberId);
}

void TestGroup::becomesEmptyWithItsLastMember()
{
    GroupRig rig;
    const std::string id = rig.makeStable();
    QVERIFY(rig.group.leave(id, {}) == ErrorCode::None);
    QVERIFY(rig.group.state() == GroupState::Empty);
    QVERIFY(!rig.group.nextDeadline());
    QVERIFY(rig.heartbeat(id, 1) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.sync(id, 1)->value().errorCode == ErrorCode::UnknownMemberId);
    QVERIFY(rig.stored.back().members.empty());
    QCOMPARE(rig.stored.back().generation, 2);
    const auto joined = rig.joinAnew();
    rig.pass(100ms);
    QCOMPARE(joined->value().generationId, 3);
}

void TestGroup::choosesTheProtocolWithMostVotes()
{
    GroupRig rig;
    const auto first = rig.joinAnew({"sticky", "range", "roundrobin"});
    const auto second = rig.joinAnew({"roundrobin", "range"});
    const auto third = rig.joinAnew({"roundrobin", "range", "sticky"});
    rig.pass(100ms);
    QCOMPARE(first->value().protocolName.value(), std::string("roundrobin"));
    QVERIFY(first->value().members.at(2).metadata == bytesOf("roundrobin metadata"));
}

void TestGroup::refusesWhatHasNoCommonProtocol()
{
    GroupRig rig;
    const auto error = [&rig](wire::JoinGroupRequest request) {
        return rig.join(std::move(request))->value().errorCode;
    };
    QVERIFY(error(rig.joinRequest({}, {})) == ErrorCode::InconsistentGroupProtocol);
    auto untyped = rig.joinRequest({});
    untyped.protocolType.clear();
    QVERIFY(error(untyped) == ErrorCode::InconsistentGroupProtocol);
    (void)rig.makeStable({"range", "sticky"});
    QVERIFY(error(rig.joinRequest({}, {"roundrobin"})) == ErrorCode::InconsistentGroupProtocol);
    auto connect = rig.joinRequest({});
    connect.protocolType = "connect";
    QVERIFY(error(connect) == ErrorCode::InconsistentGroupProtocol);
    QVERIFY(error(rig.joinRequest({}, {"sticky"})) == ErrorCode::MemberIdRequired);
}

void TestGroup::refusesWhatIsNotOfItsGeneration()
{
    GroupRig rig;
    const std::string id = rig.makeStable();
    for (const std::int32_t generation : {-1, 0, 2}) {
        QVERIFY(rig.heartbeat(id, generation) == ErrorCode::IllegalGeneration);
        QVERIFY(rig.sync(id, generation)->value().errorCode == ErrorCode::IllegalGeneration);
        QVERIFY(rig.group.mayCommit(generation, id, {}) == ErrorCode::IllegalGeneration);
    }
    QVERIFY(rig.heartbeat(id, 1) == ErrorCode::None);
    QVERIFY(rig.heartbeat("made-up", 1) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.sync("made-up", 1)->value().errorCode == ErrorCode::UnknownMemberId);
}

void TestGroup::refusesAnotherProtocolAtSync()
{
    GroupRig rig;
    const std::string id = rig.makeStable();
    const auto error = [&](const char* type, const char* name) {
        wire::SyncGroupRequest request;
        request.memberId = id;
        request.generationId = 1;
        request.protocolType = type;
        request.protocolName = name;
        auto [pending, reply] = test::awaiting<wire::SyncGroupResponse>();
        rig.group.sync(request, reply);
        return pending->value().errorCode;
    };
    QVERIFY(error("consumer", "sticky") == ErrorCode::InconsistentGroupProtocol);
    QVERIFY(error("connect", "range") == ErrorCode::InconsistentGroupProtocol);
    QVERIFY(error("consumer", "range") == ErrorCode::None);
}

void TestGroup::limitsItsSize()
{
    GroupConfig config;
    config.maxSize = 1;
    GroupRig rig(config);
    const std::string one = rig.join(rig.joinRequest({}))->value().memberId;
    const std::string other = rig.join(rig.joinRequest({}))->value().memberId;
    const auto joined = rig.join(rig.joinRequest(one));
    const auto full = rig.join(rig.joinRequest(other));
    QVERIFY(full->value().errorCode == ErrorCode::GroupMaxSizeReached);
    const auto third = rig.join(rig.joinRequest({}));
    QVERIFY(third->value().errorCode == ErrorCode::GroupMaxSizeReached);
    rig.pass(100ms);
    QVERIFY(joined->value().errorCode == ErrorCode::None);
}

void TestGroup::takesCommitsOfMembersOnly()
{
    GroupRig rig;
    QVERIFY(rig.group.mayCommit(-1, {}, {}) == ErrorCode::None);
    const auto joined = rig.joinAnew();
    rig.pass(100ms);
    const std::string id = joined->value().memberId;
    QVERIFY(rig.group.mayCommit(1, id, {}) == ErrorCode::RebalanceInProgress);
    (void)rig.sync(id, 1);
    QVERIFY(rig.group.mayCommit(1, id, {}) == ErrorCode::None);
    QVERIFY(rig.group.mayCommit(-1, {}, {}) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.group.mayCommit(1, "made-up", {}) == ErrorCode::UnknownMemberId);
    // Before it gives its partitions away, a member commits what it has done.
    (void)rig.joinAnew();
    QVERIFY(rig.group.state() == GroupState::PreparingRebalance);
    QVERIFY(rig.group.mayCommit(1, id, {}) == ErrorCode::None);
}

void TestGroup::startsOverWhenItCannotBeStored()
{
    GroupRig rig;
    const auto joined = rig.joinAnew();
    rig.pass(100ms);
    const std::string id = joined->value().memberId;
    rig.storing = false;
    QVERIFY(rig.sync(id, 1)->value().errorCode == ErrorCode::CoordinatorNotAvailable);
    QVERIFY(rig.heartbeat(id, 1) == ErrorCode::RebalanceInProgress);
    rig.storing = true;
    QCOMPARE(rig.join(rig.joinRequest(id))->value().generationId, 2);
    QVERIFY(rig.sync(id, 2)->value().errorCode == ErrorCode::None);
}

void TestGroup::answersOnlyTheNewestOfEqualRequests()
{
    GroupRig rig;
    const auto first = rig.joinAnew();
    const auto second = rig.joinAnew();
    rig.pass(100ms);
    const std::string follower = second->value().memberId;
    const auto early = rig.sync(follower, 1);
    const auto late = rig.sync(follower, 1);
    QVERIFY(early->value().errorCode == ErrorCode::RebalanceInProgress);
    QVERIFY(!*late);
    (void)rig.sync(first->value().memberId, 1, {{follower, "t-0"}});
    QVERIFY(late->value().assignment == bytesOf("t-0"));
}

void TestGroup::comesBackAsItWasStored()
{
    GroupRig before;
    const std::string id = before.makeStable();
    GroupRig after;
    after.group.restore(before.stored.back());
    QVERIFY(after.group.state() == GroupState::Stable);
    QVERIFY(after.heartbeat(id, 1) == ErrorCode::None);
    QVERIFY(after.sync(id, 1)->value().assignment == bytesOf("all"));
    QVERIFY(after.group.metadataValue().members[0].subscription == bytesOf("range metadata"));
    // Who does not come back is removed as ever.
    after.pass(10s);
    QVERIFY(after.group.state() == GroupState::Empty);

    GroupRig old;
    auto value = before.stored.back();
    value.members[0].rebalanceTimeout = -1; // as version 0 leaves it
    old.group.restore(value);
    QCOMPARE(old.group.metadataValue().members[0].rebalanceTimeout, 10'000);
}

QTEST_GUILESS_MAIN(TestGroup)
#include "tst_group.moc"
