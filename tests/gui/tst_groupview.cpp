// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/groupsmodel.h"
#include "model/groups/offsetreset.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "support/groupmember.h"
#include "support/picture.h"
#include "ui/shell/views.h"

#include <QComboBox>
#include <QLabel>
#include <QTableView>

using namespace ottla;
using namespace ottla::test;

/// A consumer group as a person watches it and moves its offsets, by mouse and keys.
class TestGroupView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void showsLagAsItGrows();
    void listsTheGroupThatLagsMostFirst();
    void resetsOffsetsAsPreviewed_data();
    void resetsOffsetsAsPreviewed();
    void refusesAResetWhileTheGroupIsActive();

private:
    static constexpr int longMs = 30'000;

    void produce(int count);
    static qlonglong cell(const char* table, int column);

    BrokerProcess m_broker;
    std::shared_ptr<Client> m_client;
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    QString m_topic;
};

void TestGroupView::initTestCase()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    m_client = Client::create({{"bootstrap.servers", m_broker.bootstrap().toStdString()}},
                              WriteGate(QStringLiteral("test"), false))
                   .value();
    m_session = std::make_unique<Session>(m_folder.path());
}

/// Each test has a topic with five messages, and the group of that name has read two of them.
void TestGroupView::init()
{
    static int count = 0;
    m_topic = QStringLiteral("letters%1").arg(++count);
    const std::string name = m_topic.toStdString();
    QVERIFY(m_client->createTopic({name, 1, 1}).ok());
    produce(5);
    QVERIFY(m_client->alterOffsets(name, {{name, 0, 2}}).ok());
    Connection connection;
    connection.name = m_topic;
    connection.bootstrapServers = m_broker.bootstrap();
    const QString id = m_session->workspace().store().add(connection);
    m_session->window().views().open({ClusterTreeModel::Kind::Group, id, m_topic}, true);
    QTRY_COMPARE_WITH_TIMEOUT(cell("groupOffsets", GroupOffsetsModel::Lag), 3, longMs);
}

void TestGroupView::cleanup()
{
    if (m_session) {
        m_session->workspace().store().remove(
            m_session->workspace().store().connections().front().id);
    }
}

void TestGroupView::produce(int count)
{
    auto producer =
        MessageProducer::create({{"bootstrap.servers", m_broker.bootstrap().toStdString()}},
                                WriteGate(QStringLiteral("test"), false));
    QVERIFY(producer.ok());
    for (int i = 0; i < count; ++i) {
        NewMessage message;
        message.topic = m_topic.toStdString();
        message.value = "hello";
        QVERIFY((*producer)->send(message, std::chrono::seconds(20)).ok());
    }
}

/// Of the first row of what is visible; -1 while there is none.
qlonglong TestGroupView::cell(const char* table, int column)
{
    auto* view = visible<QTableView>(table);
    return view == nullptr || view->model()->rowCount() == 0
        ? -1
        : view->model()->index(0, column).data().toLongLong();
}

void TestGroupView::showsLagAsItGrows()
{
    QCOMPARE(cell("groupOffsets", GroupOffsetsModel::Committed), 2);
    QCOMPARE(cell("groupOffsets", GroupOffsetsModel::End), 5);
    produce(4);
    QTRY_COMPARE_WITH_TIMEOUT(cell("groupOffsets", GroupOffsetsModel::Lag), 7, longMs);
    QVERIFY(visible<QLabel>("groupState")->text().contains(QStringLiteral("lag 7")));
    {
        const GroupMember member({{"bootstrap.servers", m_broker.bootstrap().toStdString()}},
                                 m_topic.toLatin1().constData(), m_topic.toLatin1().constData());
        QTRY_VERIFY_WITH_TIMEOUT(
            visible<QLabel>("groupState")->text().contains(QStringLiteral("Stable")), longMs);
        QTRY_VERIFY_WITH_TIMEOUT(visible("groupMembers") != nullptr, longMs);
    }
    QTRY_COMPARE_WITH_TIMEOUT(cell("groupOffsets", GroupOffsetsModel::Lag), 0, longMs);
}

void TestGroupView::listsTheGroupThatLagsMostFirst()
{
    const std::string further = m_topic.toStdString() + "-further";
    const std::string beyond = m_topic.toStdString() + "-beyond";
    QVERIFY(m_client->alterOffsets(further, {{m_topic.toStdString(), 0, 0}}).ok());
    QVERIFY(m_client->alterOffsets(beyond, {{m_topic.toStdString(), 0, 50}}).ok());
    const QString id = m_session->workspace().store().connections().front().id;
    m_session->window().views().open({ClusterTreeModel::Kind::Consumers, id, {}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(visible("groupsFilter") != nullptr, longMs);
    QVERIFY(type("groupsFilter", m_topic));
    const auto cells = [](int column) {
        QStringList texts;
        auto* view = visible<QTableView>("groupsTable");
        for (int row = 0; view != nullptr && row < view->model()->rowCount(); ++row) {
            texts.append(view->model()->index(row, column).data().toString());
        }
        return texts;
    };
    QTRY_COMPARE_WITH_TIMEOUT(cells(GroupsModel::Lag),
                              (QStringList{QStringLiteral("5"), QStringLiteral("3"), QString()}),
                              longMs);
    QCOMPARE(
        cells(GroupsModel::Id),
        (QStringList{QString::fromStdString(further), m_topic, QString::fromStdString(beyond)}));
    QCOMPARE(cells(GroupsModel::NotCounted),
             (QStringList{QString(), QString(), QStringLiteral("1")}));
    savePictures(m_session->window(), QStringLiteral("groups"));
}

void TestGroupView::resetsOffsetsAsPreviewed_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<qlonglong>("target");
    QTest::newRow("earliest") << 0 << QString() << 0LL;
    QTest::newRow("latest") << 1 << QString() << 5LL;
    QTest::newRow("offset") << 2 << QStringLiteral("4") << 4LL;
    QTest::newRow("an offset past the end") << 2 << QStringLiteral("400") << 5LL;
    QTest::newRow("time before all") << 3 << QStringLiteral("2001-01-01 00:00:00") << 0LL;
    QTest::newRow("time after all") << 3 << QStringLiteral("2101-01-01 00:00:00") << 5LL;
}

void TestGroupView::resetsOffsetsAsPreviewed()
{
    QFETCH(int, kind);
    QFETCH(QString, value);
    QFETCH(qlonglong, target);
    QVERIFY(click("resetOffsets"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("resetPreview") != nullptr, longMs);
    auto* choice = visible<QComboBox>("resetKind");
    choice->setFocus();
    for (int i = 0; i < kind; ++i) {
        QTest::keyClick(choice, Qt::Key_Down);
    }
    QCOMPARE(choice->currentIndex(), kind);
    if (kind == 2) {
        QTest::keyClick(visible("resetOffset"), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(type("resetOffset", value));
    } else if (kind == 3) {
        QTest::keyClick(visible("resetTime"), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(type("resetTime", QStringLiteral("2001-13-01")));
        QTRY_VERIFY(!visible("applyReset")->isEnabled());
        QTest::keyClick(visible("resetTime"), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(type("resetTime", value));
    }
    QTRY_COMPARE_WITH_TIMEOUT(cell("resetPreview", OffsetChangesModel::Target), target, longMs);
    QCOMPARE(cell("resetPreview", OffsetChangesModel::Current), 2);
    // Nothing is written before the button is pressed.
    const std::string name = m_topic.toStdString();
    QCOMPARE(m_client->committedOffsets(name)->front().offset, 2);
    QTRY_VERIFY_WITH_TIMEOUT(clickable("applyReset"), longMs);
    QVERIFY(click("applyReset"));
    QTRY_COMPARE_WITH_TIMEOUT(cell("groupOffsets", GroupOffsetsModel::Committed), target, longMs);
    QCOMPARE(m_client->committedOffsets(name)->front().offset, target);
}

void TestGroupView::refusesAResetWhileTheGroupIsActive()
{
    const GroupMember member({{"bootstrap.servers", m_broker.bootstrap().toStdString()}},
                             m_topic.toLatin1().constData(), m_topic.toLatin1().constData());
    QTRY_VERIFY_WITH_TIMEOUT(
        visible<QLabel>("groupState")->text().contains(QStringLiteral("1 member")), longMs);
    QVERIFY(click("resetOffsets"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("resetProblem") != nullptr, longMs);
    const QString why = visible<QLabel>("resetProblem")->text();
    QVERIFY2(why.contains(m_topic) && why.contains(QStringLiteral("active")), qPrintable(why));
    QVERIFY(!visible("applyReset")->isEnabled());
    visible("resetPreview")->window()->close();
}

QTEST_MAIN(TestGroupView)
#include "tst_groupview.moc"
