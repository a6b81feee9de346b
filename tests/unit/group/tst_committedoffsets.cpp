// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "coordinatortesting.h"
#include "group/offsetstore.h"
#include "wire/codec.h"
#include "wire/reader.h"
#include "wire/recordbatchbuilder.h"
#endif

using namespace ottla;
using namespace ottla::group;
using namespace std::chrono_literals;
using test::bytesOf;
using test::CoordinatorRig;
using test::Loss;
using wire::ErrorCode;

namespace {

struct StoredRecord
{
    std::int16_t keyVersion = -1;
    Bytes key; ///< Without its version.
    std::int16_t valueVersion = -1;
    std::optional<Bytes> value; ///< Without its version.
};

Bytes copyOf(BytesView view)
{
    return {view.begin(), view.end()};
}

std::vector<StoredRecord> recordsOf(cluster::Partition& partition)
{
    std::vector<StoredRecord> found;
    const auto read = partition.read(Offset{0}, 1'000'000, true).value();
    for (const FileRegion& region : read.regions) {
        Bytes bytes(static_cast<std::size_t>(region.size));
        (void)region.file->read(region.position, bytes);
        for (BytesView rest = bytes; !rest.empty();) {
            const auto batch = wire::RecordBatchView::parse(rest).value();
            rest = rest.subspan(batch.bytes().size());
            auto reader = std::move(wire::RecordReader::open(batch).value());
            for (auto record = reader.next().value(); record; record = reader.next().value()) {
                auto& stored = found.emplace_back();
                wire::Reader key(*record->key);
                stored.keyVersion = key.integer<std::int16_t>();
                stored.key = copyOf(key.rest());
                if (record->value) {
                    wire::Reader value(*record->value);
                    stored.valueVersion = value.integer<std::int16_t>();
                    stored.value = copyOf(value.rest());
                }
            }
        }
    }
    return found;
}

} // namespace

class TestCommittedOffsets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesThePartitionAsJavaDoes_data();
    void choosesThePartitionAsJavaDoes();
    void makesItsTopicWhenFirstNeeded();
    void commitsAndFetches();
    void fetchesWhatIsAskedFor();
    void fetchesSeveralGroups();
    void refusesBadCommits();
    void refusesMembersThatAreNot();
    void storesRecordsThatKafkaReads();
    void survivesAKill();
    void changesNothingWhenTheDiskFails();
    void forgetsADeletedTopic();
    void forgetsADeletedTopicAfterACrash();
    void keepsOffsetsOfATopicThatItHasNotHeardOf_data();
    void keepsOffsetsOfATopicThatItHasNotHeardOf();
    void expiresOffsetsOfEmptyGroups();
    void keepsOffsetsOfAGroupThatWasInUse();
    void passesOverRecordsThatMakeNoSense();
    void keepsTheCommitThatIsLastInTheLog();
    void keepsNoCommitThatARemovalFollows();

private:
    /// Commits, and leaves it to wait for the replica that setReplicas() has made up.
    static test::Pending<wire::OffsetCommitResponse> beginCommit(CoordinatorRig& rig,
                                                                 const std::string& group,
                                                                 const std::string& topic,
                                                                 std::int64_t offset)
    {
        wire::OffsetCommitRequest request;
        request.groupId = group;
        request.topics.emplace_back().name = topic;
        request.topics[0].partitions.push_back({0, offset, -1, -1, ""});
        return rig.post<wire::OffsetCommitResponse>(&GroupCoordinator::commit, request);
    }
    /// Who must have what the group stores, from now on.
    void setReplicas(CoordinatorRig& rig, const std::string& group, std::vector<NodeId> inSync)
    {
        auto state = partitionOf(rig, group).state();
        state.replicas = {NodeId{1}, NodeId{2}};
        state.isr = std::move(inSync);
        ++state.version;
        QVERIFY(partitionOf(rig, group).setState(state));
    }
    cluster::Partition& partitionOf(CoordinatorRig& rig, const std::string& group)
    {
        return *rig.partitions->find("__consumer_offsets", partitionFor(group, 50));
    }

    test::ManualClock m_clock;
};

void TestCommittedOffsets::choosesThePartitionAsJavaDoes_data()
{
    QTest::addColumn<QString>("group");
    QTest::addColumn<int>("partition");
    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("short") << QStringLiteral("abc") << 4;
    QTest::newRow("least integer") << QStringLiteral("polygenelubricants") << 0;
    QTest::newRow("dash") << QStringLiteral("my-group") << 36;
    QTest::newRow("two bytes") << QStringLiteral(u"gr\u00fcppe") << 36;
    QTest::newRow("three bytes") << QStringLiteral(u"\u5009\u5eab") << 44;
    QTest::newRow("surrogates") << QStringLiteral(u"log\U0001F4E6") << 19;
}

void TestCommittedOffsets::choosesThePartitionAsJavaDoes()
{
    QFETCH(QString, group);
    QFETCH(int, partition);
    QCOMPARE(partitionFor(group.toStdString(), 50).value, partition);
}

void TestCommittedOffsets::makesItsTopicWhenFirstNeeded()
{
    CoordinatorRig rig(m_clock);
    QVERIFY(!rig.topics->find("__consumer_offsets"));
    QVERIFY(rig.post<ErrorCode>(&GroupCoordinator::prepare)->value() == ErrorCode::None);
    const auto topic = rig.topics->find("__consumer_offsets");
    QVERIFY(topic && topic->internal);
    QCOMPARE(topic->partitions.size(), std::size_t{50});
    QCOMPARE(topic->config.at("cleanup.policy"), std::string("compact"));
    QVERIFY(rig.partitions->all().empty());
    rig.createTopic("t");
    QVERIFY(rig.commit("abc", "t", 0, 5) == ErrorCode::None);
    QVERIFY(rig.files->exists("/data/__consumer_offsets-4"));
    QCOMPARE(rig.partitions->all().size(), std::size_t{3});
    QVERIFY(rig.post<ErrorCode>(&GroupCoordinator::prepare)->value() == ErrorCode::None);
}

void TestCommittedOffsets::commitsAndFetches()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    rig.createTopic("u");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::None);
    QVERIFY(rig.commit("g", "t", 1, 6, "a note") == ErrorCode::None);
    QVERIFY(rig.commit("g", "u", 0, 7) == ErrorCode::None);
    QVERIFY(rig.commit("g", "t", 0, 4) == ErrorCode::None); // back again
    const auto all = rig.committed("g");
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].partitions.size(), std::size_t{2});
    QCOMPARE(all[0].partitions[0].committedOffset, std::int64_t{4});
    QCOMPARE(all[0].partitions[1].metadata.value(), std::string("a note"));
    QCOMPARE(all[0].partitions[1].committedLeaderEpoch, 3);
    QVERIFY(rig.committed("other").empty());
    // Old clients commit without a group's name, too.
    QVERIFY(rig.commit("", "t", 0, 9) == ErrorCode::None);
    QCOMPARE(rig.committed("", "t", 0), std::int64_t{9});
}

void TestCommittedOffsets::fetchesWhatIsAskedFor()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 1, 6) == ErrorCode::None);
    wire::OffsetFetchRequest request;
    request.groupId = "g";
    request.topics = {{{"t", {0, 1}}, {"none", {3}}}};
    const auto answer = rig.post<wire::OffsetFetchResponse>(&GroupCoordinator::fetch,
                                                            ClientInfo{5, "", ""}, request)
                            ->value();
    QCOMPARE(answer.topics.size(), std::size_t{2});
    QCOMPARE(answer.topics[0].partitions.at(0).committedOffset, std::int64_t{-1});
    QVERIFY(answer.topics[0].partitions[0].errorCode == ErrorCode::None);
    QCOMPARE(answer.topics[0].partitions.at(1).committedOffset, std::int64_t{6});
    QCOMPARE(answer.topics[1].partitions.at(0).committedOffset, std::int64_t{-1});
}

void TestCommittedOffsets::fetchesSeveralGroups()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 0, 6) == ErrorCode::None);
    QVERIFY(rig.commit("h", "t", 1, 7) == ErrorCode::None);
    wire::OffsetFetchRequest request;
    request.requireStable = true;
    request.groups.resize(3);
    request.groups[0].groupId = "g";
    request.groups[0].topics.reset();
    request.groups[1].groupId = "h";
    request.groups[1].topics = {{{"t", {}, {0, 1}}}};
    request.groups[2].groupId = "none";
    request.groups[2].topics.reset();
    const auto answer = rig.post<wire::OffsetFetchResponse>(&GroupCoordinator::fetch,
                                                            ClientInfo{9, "", ""}, request)
                            ->value();
    QCOMPARE(answer.groups.size(), std::size_t{3});
    QCOMPARE(answer.groups[0].topics.at(0).partitions.at(0).committedOffset, std::int64_t{6});
    QCOMPARE(answer.groups[1].topics.at(0).partitions.at(0).committedOffset, std::int64_t{-1});
    QCOMPARE(answer.groups[1].topics.at(0).partitions.at(1).committedOffset, std::int64_t{7});
    QVERIFY(answer.groups[2].topics.empty());
    QVERIFY(answer.groups[2].errorCode == ErrorCode::None);
}

void TestCommittedOffsets::refusesBadCommits()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "none", 0, 5) == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(rig.commit("g", "t", 2, 5) == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(rig.commit("g", "t", -1, 5) == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(rig.commit("g", "t", 0, 5, std::string(4097, 'x'))
            == ErrorCode::OffsetMetadataTooLarge);
    QVERIFY(rig.commit("g", "t", 0, 5, {}, "m", 1) == ErrorCode::IllegalGeneration);
    QVERIFY(rig.list().empty());
    QVERIFY(rig.commit("g", "t", 0, 5, std::string(4096, 'x')) == ErrorCode::None);
}

void TestCommittedOffsets::refusesMembersThatAreNot()
{
    GroupConfig config;
    config.initialRebalanceDelay = 0ms;
    CoordinatorRig rig(m_clock, config);
    rig.createTopic("t");
    const std::string id = rig.makeStable("g");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::UnknownMemberId);
    QVERIFY(rig.commit("g", "t", 0, 5, {}, id, 2) == ErrorCode::IllegalGeneration);
    QVERIFY(rig.commit("g", "t", 0, 5, {}, id, 1) == ErrorCode::None);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{5});
}

void TestCommittedOffsets::storesRecordsThatKafkaReads()
{
    GroupConfig config;
    config.initialRebalanceDelay = 0ms;
    CoordinatorRig rig(m_clock, config);
    rig.createTopic("t");
    const std::string id = rig.makeStable("abc");
    QVERIFY(rig.commit("abc", "t", 1, 5, "note", id, 1) == ErrorCode::None);
    const auto records = recordsOf(partitionOf(rig, "abc"));
    QCOMPARE(records.size(), std::size_t{2});

    QCOMPARE(int(records[0].keyVersion), 2);
    QCOMPARE(wire::decodeMessage<wire::GroupMetadataKey>(records[0].key, 0)->group,
             std::string("abc"));
    QCOMPARE(int(records[0].valueVersion), 3);
    const auto group = wire::decodeMessage<wire::GroupMetadataValue>(*records[0].value, 3).value();
    QCOMPARE(group.protocolType, std::string("consumer"));
    QCOMPARE(group.generation, 1);
    QCOMPARE(group.protocol.value(), std::string("range"));
    QCOMPARE(group.leader.value(), id);
    QCOMPARE(group.currentStateTimestamp, m_clock.wallMs());
    QCOMPARE(group.members.at(0).sessionTimeout, 10'000);
    QVERIFY(group.members.at(0).subscription == bytesOf("topics"));
    QVERIFY(group.members.at(0).assignment == bytesOf("all"));

    QCOMPARE(int(records[1].keyVersion), 1);
    const auto key = wire::decodeMessage<wire::OffsetCommitKey>(records[1].key, 0).value();
    QCOMPARE(key.group, std::string("abc"));
    QCOMPARE(key.topic, std::string("t"));
    QCOMPARE(key.partition, 1);
    QCOMPARE(int(records[1].valueVersion), 3);
    const auto offset = wire::decodeMessage<wire::OffsetCommitValue>(*records[1].value, 3).value();
    QCOMPARE(offset.offset, std::int64_t{5});
    QCOMPARE(offset.leaderEpoch, 3);
    QCOMPARE(offset.metadata, std::string("note"));
    QCOMPARE(offset.commitTimestamp, m_clock.wallMs());
}

void TestCommittedOffsets::survivesAKill()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t", 3);
    for (int i = 0; i < 20; ++i) {
        const std::string group = "g" + std::to_string(i);
        QVERIFY(rig.commit(group, "t", i % 3, i, "note") == ErrorCode::None);
    }
    for (int round = 0; round < 2; ++round) {
        rig.restart();
        QVERIFY(rig.opened.ok() && rig.loaded.ok());
        QCOMPARE(rig.list().size(), std::size_t{20});
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(rig.committed("g" + std::to_string(i), "t", i % 3), std::int64_t{i});
        }
    }
    QVERIFY(rig.commit("g1", "t", 1, 100) == ErrorCode::None);
    rig.restart(Loss::TornLast); // and one that was answered may go with a torn write
    QVERIFY(rig.loaded.ok());
    const auto left = rig.committed("g1", "t", 1);
    QVERIFY(left == 100 || left == 1);
}

void TestCommittedOffsets::changesNothingWhenTheDiskFails()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::None);
    rig.files->failAll(Errc::NoSpace);
    QVERIFY(rig.commit("g", "t", 0, 6) == ErrorCode::CoordinatorNotAvailable);
    QVERIFY(rig.commit("new", "t", 0, 6) == ErrorCode::CoordinatorNotAvailable);
    QVERIFY(rig.remove("g") == ErrorCode::CoordinatorNotAvailable);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{5});
    rig.files->failAll(std::nullopt);
    QCOMPARE(rig.list().size(), std::size_t{1});
    QVERIFY(rig.commit("g", "t", 0, 7) == ErrorCode::None);
    rig.restart();
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{7});
}

void TestCommittedOffsets::forgetsADeletedTopic()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    rig.createTopic("u");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::None);
    QVERIFY(rig.commit("g", "u", 0, 6) == ErrorCode::None);
    rig.deleteTopic("t");
    rig.createTopic("t");
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
    rig.restart();
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
    QCOMPARE(rig.committed("g", "u", 0), std::int64_t{6});
}

void TestCommittedOffsets::forgetsADeletedTopicAfterACrash()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::None);
    QVERIFY(rig.topics->remove("t").ok()); // and no more
    rig.restart();
    QVERIFY(rig.loaded.ok());
    rig.createTopic("t");
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
    rig.restart();
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
}

void TestCommittedOffsets::keepsOffsetsOfATopicThatItHasNotHeardOf_data()
{
    QTest::addColumn<bool>("registryAnswers");
    QTest::newRow("the registry tells of it") << true;
    QTest::newRow("the registry is out of reach") << false;
}

void TestCommittedOffsets::keepsOffsetsOfATopicThatItHasNotHeardOf()
{
    QFETCH(bool, registryAnswers);
    CoordinatorRig rig(m_clock);
    rig.createTopic("new");
    QVERIFY(rig.commit("g", "new", 0, 5) == ErrorCode::None);
    rig.unseenTopic = "new";
    rig.registryAnswers = registryAnswers;
    rig.restart();
    QVERIFY(rig.loaded.ok());
    QCOMPARE(rig.committed("g", "new", 0), std::int64_t{5});
    rig.unseenTopic.clear();
    rig.restart(); // and nothing of it was removed from the log
    QCOMPARE(rig.committed("g", "new", 0), std::int64_t{5});
}

void TestCommittedOffsets::expiresOffsetsOfEmptyGroups()
{
    GroupConfig config;
    config.retentionCheckInterval = 1ms;
    config.offsetsRetention = 1h;
    CoordinatorRig rig(m_clock, config);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::None);
    m_clock.advance(40min);
    QVERIFY(rig.commit("g", "t", 1, 6) == ErrorCode::None);
    m_clock.advance(21min);
    QTRY_COMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
    QCOMPARE(rig.committed("g", "t", 1), std::int64_t{6});
    m_clock.advance(40min);
    QTRY_VERIFY(rig.list().empty());
    rig.restart();
    QVERIFY(rig.list().empty());
    QVERIFY(rig.committed("g").empty());
}

void TestCommittedOffsets::keepsOffsetsOfAGroupThatWasInUse()
{
    GroupConfig config;
    config.initialRebalanceDelay = 0ms;
    config.retentionCheckInterval = 1ms;
    config.offsetsRetention = 1h;
    CoordinatorRig rig(m_clock, config);
    rig.createTopic("t");
    const std::string id = rig.makeStable("g");
    QVERIFY(rig.commit("g", "t", 0, 5, {}, id, 1) == ErrorCode::None);
    QVERIFY(rig.commit("simple", "t", 0, 5) == ErrorCode::None);
    m_clock.advance(2h); // a quiet topic: nothing to commit
    QTRY_COMPARE(rig.list().size(), std::size_t{1});
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{5});
    // The others' end shows that the coordinator has looked.
    QVERIFY(rig.commit("first", "t", 0, 5) == ErrorCode::None);
    m_clock.advance(1min);
    QVERIFY(rig.commit("second", "t", 0, 5) == ErrorCode::None);
    m_clock.advance(1min);
    wire::LeaveGroupRequest leave;
    leave.groupId = "g";
    leave.memberId = id;
    (void)rig.post<wire::LeaveGroupResponse>(&GroupCoordinator::leave, ClientInfo{2, "", ""},
                                             leave);
    m_clock.advance(58min + 30s);
    QTRY_COMPARE(rig.committed("first", "t", 0), std::int64_t{-1});
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{5});
    rig.restart(); // which knows as well since when the group is empty
    m_clock.advance(1min);
    QTRY_COMPARE(rig.committed("second", "t", 0), std::int64_t{-1});
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{5});
    m_clock.advance(1min);
    QTRY_COMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
}

void TestCommittedOffsets::passesOverRecordsThatMakeNoSense()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 0, 5) == ErrorCode::None);
    const auto hex = [](std::initializer_list<int> values) {
        Bytes bytes;
        for (const int value : values) {
            bytes.push_back(static_cast<std::byte>(value));
        }
        return bytes;
    };
    const Bytes group = hex({0, 2, 0, 1, 'g'});
    const Bytes value = hex({0, 9});
    wire::RecordBatchBuilder builder;
    builder.add(m_clock.wallMs(), std::nullopt, asBytes("no key"));
    builder.add(m_clock.wallMs(), hex({}), asBytes("an empty key"));
    builder.add(m_clock.wallMs(), hex({0, 1, 0}), asBytes("a short key"));
    builder.add(m_clock.wallMs(), hex({0, 77, 1, 2, 3}), asBytes("a key of the future"));
    builder.add(m_clock.wallMs(), group, value);
    Bytes batch = std::move(std::move(builder).build().value());
    QVERIFY(partitionOf(rig, "g").append(batch, false).error == ErrorCode::None);
    QVERIFY(rig.commit("g", "t", 1, 6) == ErrorCode::None);
    rig.restart();
    QVERIFY(rig.loaded.ok());
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{5});
    QCOMPARE(rig.committed("g", "t", 1), std::int64_t{6});
}

void TestCommittedOffsets::keepsTheCommitThatIsLastInTheLog()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    QVERIFY(rig.commit("g", "t", 0, 1) == ErrorCode::None);
    setReplicas(rig, "g", {NodeId{1}, NodeId{2}});
    const auto waiting = beginCommit(rig, "g", "t", 5);
    QVERIFY(!*waiting);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{1});
    // The replica is in sync no more, and the later commit finds that before the earlier one does.
    setReplicas(rig, "g", {NodeId{1}});
    QVERIFY(rig.commit("g", "t", 0, 6) == ErrorCode::None);
    rig.waitFor(waiting);
    QVERIFY(waiting->value().topics.at(0).partitions.at(0).errorCode == ErrorCode::None);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{6});
    rig.restart();
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{6});
}

void TestCommittedOffsets::keepsNoCommitThatARemovalFollows()
{
    CoordinatorRig rig(m_clock);
    rig.createTopic("t");
    rig.createTopic("u");
    QVERIFY(rig.commit("g", "u", 0, 1) == ErrorCode::None);
    setReplicas(rig, "g", {NodeId{1}, NodeId{2}});
    const auto ofTopic = beginCommit(rig, "g", "t", 5);
    rig.deleteTopic("t");
    rig.createTopic("t");
    const auto stays = beginCommit(rig, "g", "u", 7);
    setReplicas(rig, "g", {NodeId{1}});
    rig.waitFor(ofTopic);
    rig.waitFor(stays);
    QCOMPARE(rig.committed("g", "t", 0), std::int64_t{-1});
    QCOMPARE(rig.committed("g", "u", 0), std::int64_t{7});

    setReplicas(rig, "g", {NodeId{1}, NodeId{2}});
    const auto ofGroup = beginCommit(rig, "g", "t", 9);
    QVERIFY(!*ofGroup);
    QVERIFY(rig.remove("g") == ErrorCode::None);
    setReplicas(rig, "g", {NodeId{1}});
    rig.waitFor(ofGroup);
    QVERIFY(rig.committed("g").empty());
    QVERIFY(rig.list().empty());
    rig.restart();
    QVERIFY(rig.committed("g").empty());
}

QTEST_GUILESS_MAIN(TestCommittedOffsets)
#include "tst_committedoffsets.moc"
