// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "handlertesting.h"
#include "server/apis.h"
#include "server/handlers.h"
#include "wire/codec.h"
#include "wire/kafka/messages.h"
#endif

using namespace ottla;
using namespace ottla::server;
using wire::ErrorCode;

/// The group APIs called as the dispatcher does, over a broker without a network: each in every
/// version that is advertised, by way of the bytes of that version, on either metadata store.
class TestGroupHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::HandlerBroker::addStores(); }
    void init();
    void findsTheCoordinator_data() { versionsOf(wire::FindCoordinatorRequest::api.key); }
    void findsTheCoordinator();
    void findsNoCoordinatorOfTransactions();
    void joinsAndSyncs_data() { versionsOf(wire::JoinGroupRequest::api.key); }
    void joinsAndSyncs();
    void beats_data() { versionsOf(wire::HeartbeatRequest::api.key); }
    void beats();
    void leaves_data() { versionsOf(wire::LeaveGroupRequest::api.key); }
    void leaves();
    void commits_data() { versionsOf(wire::OffsetCommitRequest::api.key); }
    void commits();
    void fetchesOffsets_data() { versionsOf(wire::OffsetFetchRequest::api.key); }
    void fetchesOffsets();
    void keepsOffsetsInZookeeper();
    void lists_data() { versionsOf(wire::ListGroupsRequest::api.key); }
    void lists();
    void describes_data() { versionsOf(wire::DescribeGroupsRequest::api.key); }
    void describes();
    void deletes_data() { versionsOf(wire::DeleteGroupsRequest::api.key); }
    void deletes();
    void forgetsOffsetsOfADeletedTopic();

private:
    /// A row for each version that ApiVersions advertises.
    static void versionsOf(std::int16_t key)
    {
        QTest::addColumn<int>("version");
        const Api* api = findApi(key);
        QVERIFY(api != nullptr);
        for (int version = api->advertised.first; version <= api->advertised.last; ++version) {
            QTest::addRow("v%d", version) << version;
        }
    }
    /// What `message` is to one who knows it by its bytes alone.
    template <typename Message>
    static Message overTheWire(const Message& message, std::int16_t version)
    {
        const auto encoded = wire::encodeMessage(message, version);
        if (!encoded) {
            QTest::qFail(encoded.error().describe().c_str(), __FILE__, __LINE__);
        }
        return std::move(wire::decodeMessage<Message>(encoded.value().bytes, version).value());
    }
    template <typename Response, typename Request>
    Response call(void (*handler)(Broker&, const RequestContext&, Request, Reply<Response>),
                  const Request& request, int apiVersion)
    {
        const auto version = static_cast<std::int16_t>(apiVersion);
        return overTheWire(m_here.call(handler, overTheWire(request, version), version).value(),
                           version);
    }
    wire::JoinGroupRequest joining(const std::string& group) const
    {
        wire::JoinGroupRequest request;
        request.groupId = group;
        request.sessionTimeoutMs = 10'000;
        request.protocolType = "consumer";
        request.protocols.push_back({"range", Bytes(3, std::byte{7})});
        return request;
    }
    /// A stable group of one member, whose id this is.
    std::string makeStable(const std::string& group)
    {
        const auto joined = call(&handleJoinGroup, joining(group), 0);
        wire::SyncGroupRequest sync;
        sync.groupId = group;
        sync.memberId = joined.memberId;
        sync.generationId = joined.generationId;
        sync.assignments.push_back({joined.memberId, Bytes(2, std::byte{9})});
        (void)call(&handleSyncGroup, sync, 0);
        return joined.memberId;
    }
    wire::OffsetCommitRequest committing(const std::string& group, std::int64_t offset) const
    {
        wire::OffsetCommitRequest request;
        request.groupId = group;
        auto& topic = request.topics.emplace_back();
        topic.name = "t";
        topic.partitions.push_back({0, offset, -1, -1, "note"});
        return request;
    }
    std::int64_t committed(const std::string& group, std::int16_t version = 1)
    {
        wire::OffsetFetchRequest request;
        request.groupId = group;
        request.topics->push_back({"t", {0}});
        return call(&handleOffsetFetch, request, version)
            .topics.at(0)
            .partitions.at(0)
            .committedOffset;
    }

    static group::GroupConfig groupConfig()
    {
        group::GroupConfig config;
        config.initialRebalanceDelay = std::chrono::milliseconds(1);
        return config;
    }

    SystemClock m_clock;
    test::HandlerBroker m_here{m_clock, groupConfig()};
};

void TestGroupHandlers::init()
{
    QVERIFY(m_here.begin());
    QVERIFY(m_here.topics->create({.name = "t", .partitions = 3}).ok());
    QVERIFY(m_here.partitions->refresh("t").ok());
}

void TestGroupHandlers::findsTheCoordinator()
{
    QFETCH(int, version);
    wire::FindCoordinatorRequest request;
    if (version >= 4) {
        request.coordinatorKeys = {"g", "h"};
        const auto answer = call(&handleFindCoordinator, request, version);
        QCOMPARE(answer.coordinators.size(), std::size_t{2});
        QCOMPARE(answer.coordinators[1].key, std::string("h"));
        QVERIFY(answer.coordinators[1].errorCode == ErrorCode::None);
        QCOMPARE(answer.coordinators[1].nodeId, 1);
        QCOMPARE(answer.coordinators[1].host, std::string("here"));
        QCOMPARE(answer.coordinators[1].port, 9092);
    } else {
        request.key = "g";
        const auto answer = call(&handleFindCoordinator, request, version);
        QVERIFY(answer.errorCode == ErrorCode::None);
        QCOMPARE(answer.nodeId, 1);
        QCOMPARE(answer.host, std::string("here"));
        QCOMPARE(answer.port, 9092);
    }
    QVERIFY(m_here.topics->find("__consumer_offsets"));
}

void TestGroupHandlers::findsNoCoordinatorOfTransactions()
{
    wire::FindCoordinatorRequest request;
    request.key = "t";
    request.keyType = 1;
    // What clients do not repeat, with the reason.
    const auto one = call(&handleFindCoordinator, request, 3);
    QVERIFY(one.errorCode == ErrorCode::TransactionalIdAuthorizationFailed);
    QCOMPARE(one.errorMessage.value_or(""), std::string("This broker has no transactions"));
    QCOMPARE(one.nodeId, -1);
    wire::FindCoordinatorRequest several;
    several.keyType = 1;
    several.coordinatorKeys = {"t", "u"};
    for (const auto& each : call(&handleFindCoordinator, several, 5).coordinators) {
        QVERIFY(each.errorCode == ErrorCode::TransactionalIdAuthorizationFailed);
        QCOMPARE(each.errorMessage.value_or(""), std::string("This broker has no transactions"));
    }
    QVERIFY(call(&handleFindCoordinator, several, 5).coordinators.size() == 2);
    request.keyType = 7;
    QVERIFY(call(&handleFindCoordinator, request, 3).errorCode == ErrorCode::InvalidRequest);
    request.key.clear();
    request.coordinatorKeys = {"t"};
    QVERIFY(call(&handleFindCoordinator, request, 5).coordinators.at(0).errorCode
            == ErrorCode::InvalidRequest);
    QVERIFY(!m_here.topics->find("__consumer_offsets"));
}

void TestGroupHandlers::joinsAndSyncs()
{
    QFETCH(int, version);
    auto request = joining("g");
    if (version >= 1) {
        request.rebalanceTimeoutMs = 60'000;
    }
    if (version >= 4) {
        const auto refused = call(&handleJoinGroup, request, version);
        QVERIFY(refused.errorCode == ErrorCode::MemberIdRequired);
        request.memberId = refused.memberId;
    }
    const auto joined = call(&handleJoinGroup, request, version);
    QVERIFY(joined.errorCode == ErrorCode::None);
    QCOMPARE(joined.generationId, 1);
    QCOMPARE(joined.leader, joined.memberId);
    QCOMPARE(joined.protocolName.value(), std::string("range"));
    QCOMPARE(joined.protocolType.has_value(), version >= 7);
    QVERIFY(joined.members.at(0).metadata == Bytes(3, std::byte{7}));

    const int syncVersion = std::min(version, 5);
    wire::SyncGroupRequest sync;
    sync.groupId = "g";
    sync.memberId = joined.memberId;
    sync.generationId = 1;
    sync.assignments.push_back({joined.memberId, Bytes(2, std::byte{9})});
    const auto synced = call(&handleSyncGroup, sync, syncVersion);
    QVERIFY(synced.errorCode == ErrorCode::None);
    QVERIFY(synced.assignment == Bytes(2, std::byte{9}));
    QCOMPARE(synced.protocolName.has_value(), syncVersion >= 5);
    sync.generationId = 2;
    QVERIFY(call(&handleSyncGroup, sync, syncVersion).errorCode == ErrorCode::IllegalGeneration);
}

void TestGroupHandlers::beats()
{
    QFETCH(int, version);
    wire::HeartbeatRequest request;
    request.groupId = "g";
    request.memberId = makeStable("g");
    request.generationId = 1;
    QVERIFY(call(&handleHeartbeat, request, version).errorCode == ErrorCode::None);
    request.generationId = 2;
    QVERIFY(call(&handleHeartbeat, request, version).errorCode == ErrorCode::IllegalGeneration);
}

void TestGroupHandlers::leaves()
{
    QFETCH(int, version);
    wire::LeaveGroupRequest request;
    request.groupId = "g";
    const std::string id = makeStable("g");
    if (version < 3) {
        request.memberId = id;
        QVERIFY(call(&handleLeaveGroup, request, version).errorCode == ErrorCode::None);
        QVERIFY(call(&handleLeaveGroup, request, version).errorCode == ErrorCode::UnknownMemberId);
        return;
    }
    request.members.resize(2);
    request.members[0].memberId = id;
    request.members[1].memberId = "made-up";
    const auto answer = call(&handleLeaveGroup, request, version);
    QVERIFY(answer.errorCode == ErrorCode::None);
    QVERIFY(answer.members.at(0).errorCode == ErrorCode::None);
    QVERIFY(answer.members.at(1).errorCode == ErrorCode::UnknownMemberId);
}

void TestGroupHandlers::commits()
{
    QFETCH(int, version);
    auto request = committing("g", 5);
    auto& partitions = request.topics[0].partitions;
    partitions.push_back({8, 5, -1, -1, "note"});
    const auto answer = call(&handleOffsetCommit, request, version);
    QCOMPARE(answer.topics.at(0).name, std::string("t"));
    QVERIFY(answer.topics[0].partitions.at(0).errorCode == ErrorCode::None);
    QVERIFY(answer.topics[0].partitions.at(1).errorCode == ErrorCode::UnknownTopicOrPartition);
    // Version 0 keeps offsets in ZooKeeper, apart from the group's own.
    QCOMPARE(committed("g", version == 0 ? 0 : 1), std::int64_t{5});
    QCOMPARE(committed("g", version == 0 ? 1 : 0), std::int64_t{-1});
}

void TestGroupHandlers::fetchesOffsets()
{
    QFETCH(int, version);
    (void)call(&handleOffsetCommit, committing("g", 5), version == 0 ? 0 : 5);
    wire::OffsetFetchRequest request;
    if (version >= 8) {
        request.groups.resize(2);
        request.groups[0].groupId = "g";
        request.groups[0].topics = {{{"t", {}, {0, 1}}}};
        request.groups[1].groupId = "g";
        request.groups[1].topics.reset();
        const auto answer = call(&handleOffsetFetch, request, version);
        const auto& partitions = answer.groups.at(0).topics.at(0).partitions;
        QCOMPARE(partitions.at(0).committedOffset, std::int64_t{5});
        QCOMPARE(partitions.at(0).metadata.value(), std::string("note"));
        QCOMPARE(partitions.at(1).committedOffset, std::int64_t{-1});
        QCOMPARE(answer.groups.at(1).topics.at(0).partitions.size(), std::size_t{1});
        return;
    }
    request.groupId = "g";
    request.topics = {{{"t", {0, 1}}}};
    const auto answer = call(&handleOffsetFetch, request, version);
    const auto& partitions = answer.topics.at(0).partitions;
    QCOMPARE(partitions.at(0).committedOffset, std::int64_t{5});
    QCOMPARE(partitions.at(0).metadata.value(), std::string(version == 0 ? "" : "note"));
    QCOMPARE(partitions.at(1).committedOffset, std::int64_t{-1});
    if (version >= 2) {
        request.topics.reset();
        const auto all = call(&handleOffsetFetch, request, version);
        QCOMPARE(all.topics.at(0).partitions.size(), std::size_t{1});
    }
}

/// As a consumer of Kafka 0.8 does, and as its tools read them.
void TestGroupHandlers::keepsOffsetsInZookeeper()
{
    wire::OffsetCommitRequest request;
    request.groupId = "g";
    request.topics.emplace_back().name = "t";
    request.topics[0].partitions = {{0, 7, -1, -1, ""}, {1, 8, -1, -1, ""}};
    const auto commit = [&] {
        const auto answer = call(&handleOffsetCommit, request, 0);
        return answer.topics.at(0).partitions.at(0).errorCode == ErrorCode::None
            && answer.topics[0].partitions.at(1).errorCode == ErrorCode::None;
    };
    QVERIFY(commit());
    request.topics[0].partitions[1] = {2, 9, -1, -1, ""};
    request.topics[0].partitions[0].committedOffset = 70;
    QVERIFY(commit()); // over what is there, and beside it
    std::optional<std::string> stored;
    m_here.store->lookUp("/consumers/g/offsets/t/2", [&](const auto& found) {
        asio::post(m_here.context, [&, data = found.value().value().data] { stored = data; });
    });
    m_here.context.restart();
    const auto waits = asio::make_work_guard(m_here.context);
    m_here.context.run_one_for(std::chrono::seconds(20));
    QCOMPARE(stored.value(), std::string("9"));

    wire::OffsetFetchRequest fetching;
    fetching.groupId = "g";
    fetching.topics->push_back({"t", {2, 0, 3, 1}});
    fetching.topics->push_back({"none", {0}});
    const auto answer = call(&handleOffsetFetch, fetching, 0);
    const auto& partitions = answer.topics.at(0).partitions;
    QCOMPARE(partitions.at(0).committedOffset, std::int64_t{9});
    QVERIFY(partitions.at(0).errorCode == ErrorCode::None);
    QCOMPARE(partitions.at(1).committedOffset, std::int64_t{70});
    QVERIFY(partitions.at(2).errorCode == ErrorCode::UnknownTopicOrPartition);
    QCOMPARE(partitions.at(2).committedOffset, std::int64_t{-1});
    QCOMPARE(partitions.at(3).committedOffset, std::int64_t{8});
    QVERIFY(answer.topics.at(1).partitions.at(0).errorCode == ErrorCode::UnknownTopicOrPartition);

    for (const std::string& group : {std::string(), std::string("a/b"), std::string("a\0b", 3)}) {
        request.groupId = group;
        const auto refused = call(&handleOffsetCommit, request, 0);
        QVERIFY(refused.topics.at(0).partitions.at(0).errorCode == ErrorCode::InvalidGroupId);
    }
}

void TestGroupHandlers::lists()
{
    QFETCH(int, version);
    (void)makeStable("g");
    (void)call(&handleOffsetCommit, committing("simple", 5), 5);
    wire::ListGroupsRequest request;
    const auto all = call(&handleListGroups, request, version);
    QCOMPARE(all.groups.size(), std::size_t{2});
    QCOMPARE(all.groups[0].protocolType, std::string("consumer"));
    QCOMPARE(all.groups[0].groupState, std::string(version >= 4 ? "Stable" : ""));
    QCOMPARE(all.groups[0].groupType, std::string(version >= 5 ? "classic" : ""));
    if (version >= 4) {
        request.statesFilter = {"Empty"};
        const auto empty = call(&handleListGroups, request, version);
        QCOMPARE(empty.groups.size(), std::size_t{1});
        QCOMPARE(empty.groups[0].groupId, std::string("simple"));
    }
}

void TestGroupHandlers::describes()
{
    QFETCH(int, version);
    const std::string id = makeStable("g");
    wire::DescribeGroupsRequest request;
    request.groups = {"g", "none"};
    request.includeAuthorizedOperations = version >= 3;
    const auto answer = call(&handleDescribeGroups, request, version);
    const auto& known = answer.groups.at(0);
    QCOMPARE(known.groupState, std::string("Stable"));
    QCOMPARE(known.protocolData, std::string("range"));
    QCOMPARE(known.members.at(0).memberId, id);
    QCOMPARE(known.members.at(0).clientHost, std::string("127.0.0.1"));
    QVERIFY(known.members.at(0).memberMetadata == Bytes(3, std::byte{7}));
    QVERIFY(known.members.at(0).memberAssignment == Bytes(2, std::byte{9}));
    if (version >= 3) {
        QCOMPARE(known.authorizedOperations, 328); // Read, Delete, Describe
        request.includeAuthorizedOperations = false;
        QVERIFY(call(&handleDescribeGroups, request, version).groups.at(0).authorizedOperations
                < 0);
    }
    QCOMPARE(answer.groups.at(1).groupState, std::string("Dead"));
    QVERIFY(answer.groups.at(1).errorCode == ErrorCode::None);
}

void TestGroupHandlers::deletes()
{
    QFETCH(int, version);
    (void)makeStable("g");
    (void)call(&handleOffsetCommit, committing("simple", 5), 5);
    wire::DeleteGroupsRequest request;
    request.groupsNames = {"g", "simple", "none"};
    const auto answer = call(&handleDeleteGroups, request, version);
    QVERIFY(answer.results.at(0).errorCode == ErrorCode::NonEmptyGroup);
    QVERIFY(answer.results.at(1).errorCode == ErrorCode::None);
    QVERIFY(answer.results.at(2).errorCode == ErrorCode::GroupIdNotFound);
    QCOMPARE(committed("simple"), std::int64_t{-1});
}

void TestGroupHandlers::forgetsOffsetsOfADeletedTopic()
{
    (void)call(&handleOffsetCommit, committing("g", 5), 5);
    wire::DeleteTopicsRequest request;
    request.topicNames = {"t"};
    (void)call(&handleDeleteTopics, request, 1);
    QCOMPARE(committed("g"), std::int64_t{-1});
}

QTEST_GUILESS_MAIN(TestGroupHandlers)
#include "tst_grouphandlers.moc"
