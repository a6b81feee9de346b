// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "livecluster.h"
#include "model/groups/groupoffsetsmodel.h"
#include "model/groups/groupsmodel.h"
#include "model/groups/offsetreset.h"
#include "support/groupmember.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace ottla;
using ottla::test::GroupMember;
using ottla::test::LiveCluster;
using ottla::test::why;

class TestGroups : public QObject
{
    Q_OBJECT

private:
    using Kind = OffsetTarget::Kind;
    std::unique_ptr<LiveCluster> m_cluster;
    std::shared_ptr<Client> m_client;

    std::vector<qint64> targets(const OffsetTarget& target)
    {
        std::vector<qint64> result;
        const auto changes = previewReset(*m_client, "readers", target);
        for (std::size_t i = 0; changes && i < changes->size(); ++i) {
            result.push_back(changes.value()[i].target);
        }
        return result;
    }

private Q_SLOTS:
    void init()
    {
        if (!test::BrokerProcess::isAvailable()) {
            QSKIP("ottla-broker is not built");
        }
        m_cluster = std::make_unique<LiveCluster>();
        QVERIFY2(m_cluster->start(), m_cluster->broker.errorOutput().toUtf8().constData());
        m_client = m_cluster->client();
        QVERIFY(m_client->createTopic({"t", 2, 1}));
        m_cluster->produce("t", 10, 0);
        m_cluster->produce("t", 6, 1);
    }
    void cleanup()
    {
        m_client.reset();
        m_cluster.reset();
    }

    void showsCommittedOffsetsEndsAndLag()
    {
        QVERIFY(m_client->alterOffsets("readers", {{"t", 0, 4}, {"t", 1, 6}}));
        GroupsModel groups;
        const QAbstractItemModelTester groupsTester(&groups);
        groups.setGroups(m_client->groups().value());
        QCOMPARE(groups.rowCount(), 1);
        QCOMPARE(groups.index(0, GroupsModel::State).data().toString(), QStringLiteral("Empty"));

        GroupOffsetsModel offsets;
        const QAbstractItemModelTester offsetsTester(&offsets);
        auto snapshot = readGroupSnapshot(*m_client, "readers");
        QVERIFY2(snapshot.ok(), snapshot ? "" : snapshot.error().describe().c_str());
        QCOMPARE(snapshot->lag().messages, 6);
        offsets.setRows(snapshot->offsets);
        QCOMPARE(offsets.index(0, GroupOffsetsModel::Committed).data().toLongLong(), 4);
        QCOMPARE(offsets.index(0, GroupOffsetsModel::End).data().toLongLong(), 10);
        QCOMPARE(offsets.index(0, GroupOffsetsModel::Lag).data().toLongLong(), 6);
        m_cluster->produce("t", 3, 1);
        snapshot = readGroupSnapshot(*m_client, "readers");
        QCOMPARE(snapshot->lag().messages, 9);
    }

    void saysWhatTheLagLeavesOut()
    {
        QVERIFY(m_client->alterOffsets("beyond", {{"t", 0, 50}, {"t", 1, 4}}));
        const auto beyond = readGroupSnapshot(*m_client, "beyond");
        QVERIFY2(beyond.ok(), beyond ? "" : beyond.error().describe().c_str());
        QCOMPARE(
            beyond->lag().text(),
            QStringLiteral("lag 2 · 1 partition is not counted: 1 with a commit out of range"));
        GroupOffsetsModel offsets;
        offsets.setRows(beyond->offsets);
        QCOMPARE(offsets.index(0, GroupOffsetsModel::Note).data().toString(),
                 QStringLiteral("out of range: ends at 10"));
        QVERIFY(!offsets.index(0, GroupOffsetsModel::Lag).data().isValid());
        QCOMPARE(offsets.index(1, GroupOffsetsModel::Note).data().toString(), QString());

        const test::GroupMember member(m_cluster->properties(), "reading", "t");
        QTRY_COMPARE_WITH_TIMEOUT(
            [&] {
                const auto read = readGroupSnapshot(*m_client, "reading");
                return read ? read->lag().text() : QString();
            }(),
            QStringLiteral("lag unknown · 2 partitions are not counted: 2 without a commit"),
            20'000);
    }

    void countsACommitBeforeTheStartAsOutOfRange()
    {
        const GroupOffsetRow row{QStringLiteral("t"), 0, 3, 5, 10, {}};
        QCOMPARE(row.place(), GroupOffsetRow::Place::BeforeStart);
        QCOMPARE(row.lag(), -1);
        const GroupLag lag = GroupLag::of({row, {QStringLiteral("t"), 1, 3, -1, -1, {}}});
        QVERIFY(!lag.isKnown());
        QCOMPARE(
            lag.text(),
            QStringLiteral("lag unknown · 2 partitions are not counted: 1 with a commit out of "
                           "range, 1 whose end is not known"));
    }

    void readsTheLagsOfManyGroups()
    {
        constexpr int count = 70; // more than are asked at once
        for (int i = 0; i < count; ++i) {
            QVERIFY(
                m_client->alterOffsets("g" + std::to_string(i), {{"t", 0, i % 10}, {"t", 1, 6}}));
        }
        const auto groups = m_client->groups();
        QVERIFY(groups);
        QCOMPARE(groups->size(), std::size_t{count});
        const auto lags = readGroupLags(*m_client, *groups);
        QVERIFY(lags);
        GroupsModel model;
        const QAbstractItemModelTester tester(&model);
        model.setGroups(*groups);
        model.setLags(*lags);
        for (int row = 0; row < count; ++row) {
            const int i = model.index(row, GroupsModel::Id).data().toString().mid(1).toInt();
            QCOMPARE(model.index(row, GroupsModel::Lag).data().toInt(), 10 - i % 10);
        }
        // They stay until new ones come.
        model.setGroups(*groups);
        QVERIFY(model.index(0, GroupsModel::Lag).data().isValid());
    }

    void callsAListedGroupThatIsDeadOfAnUnknownType()
    {
        GroupsModel model;
        model.setGroups({{"share", "Dead", "", "", {}}});
        QCOMPARE(model.index(0, GroupsModel::State).data().toString(),
                 QStringLiteral("of a type unknown here"));
        QVERIFY(!model.index(0, GroupsModel::Members).data().isValid());
    }

    void resetsOffsetsAsPreviewed()
    {
        QVERIFY(m_client->alterOffsets("readers", {{"t", 0, 4}, {"t", 1, 6}}));
        using Targets = std::vector<qint64>;
        QCOMPARE(targets({Kind::Earliest}), (Targets{0, 0}));
        QCOMPARE(targets({Kind::Latest}), (Targets{10, 6}));
        QCOMPARE(targets({Kind::Offset, 8}), (Targets{8, 6}));
        QCOMPARE(targets({Kind::Time, 1}), (Targets{0, 0}));
        QCOMPARE(targets({Kind::Time, 99'999'999'999'999}), (Targets{10, 6}));
        // A preview writes nothing.
        QCOMPARE(m_client->committedOffsets("readers")->front().offset, 4);

        OffsetChangesModel model;
        const QAbstractItemModelTester tester(&model);
        const auto changes = previewReset(*m_client, "readers", {Kind::Latest});
        QVERIFY(changes);
        model.setRows(changes.value());
        QCOMPARE(model.index(0, OffsetChangesModel::Change).data().toLongLong(), 6);
        const auto done = applyReset(*m_client, "readers", changes.value());
        QVERIFY2(done, why(done).constData());
        QCOMPARE(m_client->committedOffsets("readers").value(),
                 (std::vector<PartitionOffset>{{"t", 0, 10}, {"t", 1, 6}}));
    }

    void refusesAResetWhileTheGroupIsActive()
    {
        const test::GroupMember member(m_cluster->properties(), "readers", "t");
        std::optional<GroupSnapshot> snapshot;
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                auto read = readGroupSnapshot(*m_client, "readers");
                snapshot = read ? std::optional(read.value()) : std::nullopt;
                return snapshot && snapshot->group.state == "Stable"
                    && snapshot->offsets.size() == 2;
            }(),
            20'000);
        QCOMPARE(snapshot->group.members.size(), 1U);
        QVERIFY(!snapshot->offsets.front().member.isEmpty());
        const auto refused = previewReset(*m_client, "readers", {Kind::Earliest});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Errc::InvalidState);
        const auto written = applyReset(*m_client, "readers", {{QStringLiteral("t"), 0, 0, 0}});
        QVERIFY(!written);
        QCOMPARE(written.error().code, Errc::InvalidState);
    }

    void showsAGroupWithOffsetsInATopicThatIsGone()
    {
        QVERIFY(m_client->createTopic({"gone", 1, 1}));
        QVERIFY(m_client->alterOffsets("readers", {{"t", 0, 4}, {"gone", 0, 0}}));
        QVERIFY(m_client->deleteTopics({"gone"}));
        const auto snapshot = readGroupSnapshot(*m_client, "readers");
        QVERIFY2(snapshot.ok(), snapshot ? "" : snapshot.error().describe().c_str());
        QCOMPARE(snapshot->lag().messages, 6);
        const auto changes = previewReset(*m_client, "readers", {Kind::Earliest});
        QVERIFY(changes);
        for (const OffsetChange& change : changes.value()) {
            QCOMPARE(change.topic, QStringLiteral("t"));
        }
    }
};

QTEST_GUILESS_MAIN(TestGroups)
#include "tst_groups.moc"
