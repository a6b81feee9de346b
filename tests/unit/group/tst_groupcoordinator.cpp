// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "coordinatortesting.h"
#endif

using namespace ottla;
using namespace ottla::group;
using namespace std::chrono_literals;
using test::bytesOf;
using test::CoordinatorRig;
using wire::ErrorCode;

class TestGroupCoordinator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesBadJoins();
    void answersForGroupsThatThereAreNot();
    void expiresMembersByItsOwnTimers();
    void endsARebalanceByItsOwnTimers();
    void leavesWithOneOrSeveralMembers();
    void listsByStateAndType();
    void describesMembersWhileStable();
    void deletesEmptyGroupsOnly();
    void keepsMembersThroughARestart();
    void forgetsGroupsThatNeverCommitted();
    void survivesTextsThatNoRecordHolds();
    void answersNothingOnceStopped();

private:
    SystemClock m_clock;
};

void TestGroupCoordinator::refusesBadJoins()
{
    CoordinatorRig rig(m_clock);
    const auto error = [&rig](wire::JoinGroupRequest request) {
        return rig.join(std::move(request))->value().errorCode;
    };
    QVERIFY(error(rig.joinRequest("")) == ErrorCode::InvalidGroupId);
    auto request = rig.joinRequest("g");
    request.sessionTimeoutMs = 5'999;
    QVERIFY(error(request) == ErrorCode::InvalidSessionTimeout);
    request.sessionTimeoutMs = 1'800'001;
    QVERIFY(error(request) == ErrorCode::InvalidSessionTimeout);
    request = rig.joinRequest("g");
    request.memberId = "made-up";
    QVERIFY(error(request) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.list().empty());
}

void TestGroupCoordinator::answersForGroupsThatThereAreNot()
{
    CoordinatorRig rig(m_clock);
    QVERIFY(rig.heartbeat("g", "m", 1) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.heartbeat("", "m", 1) == ErrorCode::InvalidGroupId);
    QVERIFY(rig.sync("g", "m", 1)->value().errorCode == ErrorCode::UnknownMemberId);
    QVERIFY(rig.sync("", "m", 1)->value().errorCode == ErrorCode::InvalidGroupId);
    QCOMPARE(rig.describe("g").groupState, std::string("Dead"));
    QVERIFY(rig.describe("g").errorCode == ErrorCode::None);
    QVERIFY(rig.remove("g") == ErrorCode::GroupIdNotFound);
    QVERIFY(rig.committed("g").empty());
    QVERIFY(rig.list().empty());
}

void TestGroupCoordinator::expiresMembersByItsOwnTimers()
{
    GroupConfig config;
    config.minSessionTimeout = 1ms;
    config.initialRebalanceDelay = 1ms;
    CoordinatorRig rig(m_clock, config);
    auto request = rig.joinRequest("g");
    request.sessionTimeoutMs = 30;
    const auto silent = rig.join(request, 3);
    rig.waitFor(silent);
    (void)rig.sync("g", silent->value().memberId, 1);
    // The second waits for the first, whose session ends.
    const auto second = rig.join(rig.joinRequest("g"), 3);
    QVERIFY(!*second);
    rig.waitFor(second);
    QCOMPARE(second->value().members.size(), std::size_t{1});
    QCOMPARE(second->value().generationId, 2);
}

void TestGroupCoordinator::endsARebalanceByItsOwnTimers()
{
    GroupConfig config;
    config.initialRebalanceDelay = 1ms;
    CoordinatorRig rig(m_clock, config);
    auto request = rig.joinRequest("g");
    request.rebalanceTimeoutMs = 30;
    const auto first = rig.join(request, 3);
    rig.waitFor(first);
    const auto second = rig.join(request, 3);
    rig.waitFor(second); // the first has a long session, but does not come
    QCOMPARE(second->value().leader, second->value().memberId);
    QVERIFY(rig.heartbeat("g", first->value().memberId, 1) == ErrorCode::UnknownMemberId);
}

void TestGroupCoordinator::leavesWithOneOrSeveralMembers()
{
    CoordinatorRig rig(m_clock);
    const auto leave = [&rig](wire::LeaveGroupRequest request, std::int16_t version) {
        return rig
            .post<wire::LeaveGroupResponse>(&GroupCoordinator::leave,
                                            ClientInfo{version, "client", "127.0.0.1"}, request)
            ->value();
    };
    wire::LeaveGroupRequest one;
    QVERIFY(leave(one, 2).errorCode == ErrorCode::InvalidGroupId);
    one.groupId = "g";
    one.memberId = "m";
    QVERIFY(leave(one, 2).errorCode == ErrorCode::UnknownMemberId);
    one.memberId = rig.makeStable("g");
    QVERIFY(leave(one, 2).errorCode == ErrorCode::None);
    QCOMPARE(rig.describe("g").groupState, std::string("Empty"));

    wire::LeaveGroupRequest several;
    several.groupId = "g";
    several.members.resize(3);
    several.members[0].memberId = rig.makeStable("g");
    several.members[1].memberId = "made-up";
    several.members[2].groupInstanceId = "none";
    const auto answer = leave(several, 5);
    QVERIFY(answer.errorCode == ErrorCode::None);
    QVERIFY(answer.members.at(0).errorCode == ErrorCode::None);
    QVERIFY(answer.members.at(1).errorCode == ErrorCode::UnknownMemberId);
    QVERIFY(answer.members.at(2).errorCode == ErrorCode::UnknownMemberId);
    QCOMPARE(answer.members.at(2).groupInstanceId.value(), std::string("none"));
    QCOMPARE(rig.describe("g").groupState, std::string("Empty"));
}

void TestGroupCoordinator::listsByStateAndType()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    (void)rig.makeStable("stable");
    QVERIFY(rig.commit("simple", "t", 0, 5) == ErrorCode::None);
    const auto names = [&rig](std::vector<std::string> states, std::vector<std::string> types) {
        std::string found;
        for (const auto& each : rig.list({std::move(states), std::move(types)})) {
            found += each.groupId + " ";
        }
        return found;
    };
    QCOMPARE(names({}, {}), std::string("simple stable "));
    QCOMPARE(names({"Empty"}, {}), std::string("simple "));
    QCOMPARE(names({"stable", "Dead"}, {}), std::string("stable "));
    QCOMPARE(names({}, {"Classic"}), std::string("simple stable "));
    QCOMPARE(names({}, {"consumer"}), std::string());
    const auto all = rig.list();
    QCOMPARE(all.at(0).protocolType, std::string());
    QCOMPARE(all.at(1).protocolType, std::string("consumer"));
    QCOMPARE(all.at(1).groupState, std::string("Stable"));
    QCOMPARE(all.at(1).groupType, std::string("classic"));
}

void TestGroupCoordinator::describesMembersWhileStable()
{
    CoordinatorRig rig(m_clock);
    const std::string id = rig.makeStable("g");
    const auto stable = rig.describe("g");
    QCOMPARE(stable.groupState, std::string("Stable"));
    QCOMPARE(stable.protocolType, std::string("consumer"));
    QCOMPARE(stable.protocolData, std::string("range"));
    const auto& member = stable.members.at(0);
    QCOMPARE(member.memberId, id);
    QCOMPARE(member.clientId, std::string("client"));
    QCOMPARE(member.clientHost, std::string("127.0.0.1"));
    QVERIFY(member.memberMetadata == bytesOf("topics"));
    QVERIFY(member.memberAssignment == bytesOf("all"));
    const auto second = rig.join(rig.joinRequest("g"), 3);
    const auto rebalancing = rig.describe("g");
    QCOMPARE(rebalancing.groupState, std::string("PreparingRebalance"));
    QCOMPARE(rebalancing.protocolData, std::string());
    QCOMPARE(rebalancing.members.size(), std::size_t{2});
    QVERIFY(rebalancing.members[0].memberAssignment.empty());
}

void TestGroupCoordinator::deletesEmptyGroupsOnly()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    const std::string id = rig.makeStable("g");
    QVERIFY(rig.commit("g", "t", 0, 7, {}, id, 1) == ErrorCode::None);
    QVERIFY(rig.remove("g") == ErrorCode::NonEmptyGroup);
    wire::LeaveGroupRequest leave;
    leave.groupId = "g";
    leave.memberId = id;
    (void)rig.post<wire::LeaveGroupResponse>(&GroupCoordinator::leave, ClientInfo{2, "", ""},
                                             leave);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{7});
    QVERIFY(rig.remove("g") == ErrorCode::None);
    QVERIFY(rig.remove("g") == ErrorCode::GroupIdNotFound);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
    rig.restart();
    QVERIFY(rig.loaded.ok());
    QVERIFY(rig.list().empty());
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
}

void TestGroupCoordinator::keepsMembersThroughARestart()
{
    GroupConfig config;
    config.minSessionTimeout = 1ms;
    CoordinatorRig rig(m_clock, config);
    const std::string id = rig.makeStable("g");
    rig.restart();
    QVERIFY(rig.loaded.ok());
    QVERIFY(rig.heartbeat("g", id, 1) == ErrorCode::None);
    QVERIFY(rig.sync("g", id, 1)->value().assignment == bytesOf("all"));
    QCOMPARE(rig.describe("g").groupState, std::string("Stable"));
}

void TestGroupCoordinator::forgetsGroupsThatNeverCommitted()
{
    GroupConfig config;
    config.retentionCheckInterval = 1ms;
    CoordinatorRig rig(m_clock, config);
    const auto refused = rig.join(rig.joinRequest("waiting"), 9);
    QVERIFY(refused->value().errorCode == ErrorCode::MemberIdRequired);
    const std::string id = rig.makeStable("left");
    QCOMPARE(rig.list().size(), std::size_t{2});
    wire::LeaveGroupRequest leave;
    leave.groupId = "left";
    leave.memberId = id;
    (void)rig.post<wire::LeaveGroupResponse>(&GroupCoordinator::leave, ClientInfo{2, "", ""},
                                             leave);
    QTRY_COMPARE(rig.list().size(), std::size_t{1}); // the other has given an id out
    rig.restart();
    QVERIFY(rig.list().empty());
}

void TestGroupCoordinator::survivesTextsThatNoRecordHolds()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    const std::string longName(40'000, 'x');
    QVERIFY(rig.commit(longName, "t", 0, 5) == ErrorCode::InvalidRequest);
    QVERIFY(rig.committed(longName).empty());
    const auto joined = rig.join(rig.joinRequest(longName), 3);
    rig.waitFor(joined);
    QVERIFY(rig.sync(longName, joined->value().memberId, 1)->value().errorCode
            == ErrorCode::CoordinatorNotAvailable);
    // The longest client id leaves room for what makes a member's id of it.
    auto [pending, reply] = test::awaiting<wire::JoinGroupResponse>();
    rig.coordinator->join({3, std::string(32'767, 'c'), ""}, rig.joinRequest("g"), reply);
    rig.waitFor(pending);
    QVERIFY(pending->value().memberId.size() < 32'767);
    QVERIFY(rig.sync("g", pending->value().memberId, 1)->value().errorCode == ErrorCode::None);
}

void TestGroupCoordinator::answersNothingOnceStopped()
{
    CoordinatorRig rig(m_clock);
    const auto joined = rig.join(rig.joinRequest("g"), 3);
    rig.coordinator->stop();
    const auto listed =
        rig.post<wire::ListGroupsResponse>(&GroupCoordinator::list, wire::ListGroupsRequest{});
    QVERIFY(!*joined && !*listed);
}

QTEST_GUILESS_MAIN(TestGroupCoordinator)
#include "tst_groupcoordinator.moc"
