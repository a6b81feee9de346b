// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/topics/topicconfigmodel.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "ui/messages/messageheader.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/views.h"
#include "ui/shell/viewtabs.h"

#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

using namespace ottla;
using namespace ottla::test;

/// What a person sees of a topic beside its messages, and changes, by mouse and keys.
class TestTopicView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void changesAProperty();
    void addsPartitions();
    void refusesBothOnAReadOnlyConnection();
    void opensAnotherTopicWithoutTheColumnsOfTheLast();
    void keepsAPreviewInWhichAFilterIsTyped();

private:
    static constexpr int longMs = 20'000;

    QString open(bool readOnly);
    static bool showTab(const char* child);
    /// Selects the only row that the filter leaves.
    static bool select(const QString& property);
    static QString cell(TopicConfigModel::Column column);

    BrokerProcess m_broker;
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
};

void TestTopicView::initTestCase()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    const auto client = Client::create({{"bootstrap.servers", m_broker.bootstrap().toStdString()}},
                                       WriteGate(QStringLiteral("test"), false));
    for (const char* name : {"letters", "figures", "signs"}) {
        QVERIFY((*client)->createTopic({name, 2, 1}).ok());
    }
    m_session = std::make_unique<Session>(m_folder.path());
}

QString TestTopicView::open(bool readOnly)
{
    Connection connection;
    connection.name = QStringLiteral("test");
    connection.bootstrapServers = m_broker.bootstrap();
    connection.readOnly = readOnly;
    const QString id = m_session->workspace().store().add(connection);
    m_session->window().views().openTopic(id, QStringLiteral("letters"), true);
    return id;
}

bool TestTopicView::showTab(const char* child)
{
    auto* tabs = visible<QTabWidget>("topicView");
    for (int i = 0; tabs != nullptr && i < tabs->count(); ++i) {
        if (tabs->widget(i)->findChild<QWidget*>(QLatin1String(child)) != nullptr) {
            QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {},
                              tabs->tabBar()->tabRect(i).center());
            return tabs->currentIndex() == i;
        }
    }
    return false;
}

bool TestTopicView::select(const QString& property)
{
    visible<QLineEdit>("configFilter")->clear();
    auto* table = visible<QTableView>("configTable");
    if (!type("configFilter", property) || table->model()->rowCount() != 1) {
        return false;
    }
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    return true;
}

QString TestTopicView::cell(TopicConfigModel::Column column)
{
    return visible<QTableView>("configTable")->model()->index(0, column).data().toString();
}

void TestTopicView::changesAProperty()
{
    const QString id = open(false);
    QTRY_VERIFY_WITH_TIMEOUT(showTab("configTable"), longMs);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("configTable")->model()->rowCount() > 5, longMs);
    QVERIFY(select(QStringLiteral("max.message.bytes")));
    const QString before = cell(TopicConfigModel::Value);
    QVERIFY(!visible("resetConfig")->isEnabled());

    const auto enter = [](const QString& value) {
        QVERIFY(click("changeConfig"));
        QTRY_VERIFY(visible<QInputDialog>("configDialog") != nullptr);
        auto* line = visible<QInputDialog>("configDialog")->findChild<QLineEdit*>();
        line->selectAll();
        QTest::keyClicks(line, value);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(visible("configDialog") == nullptr);
    };
    enter(QStringLiteral("60000"));
    QTRY_COMPARE_WITH_TIMEOUT(cell(TopicConfigModel::Value), QStringLiteral("60000"), longMs);
    QCOMPARE(cell(TopicConfigModel::Source), QStringLiteral("Set for this topic"));
    enter(QStringLiteral("soon"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("configProblem") != nullptr, longMs);
    QVERIFY(visible<QLabel>("configProblem")->text().contains(QStringLiteral("max.message.bytes")));
    QVERIFY(clickable("resetConfig"));
    QVERIFY(click("resetConfig"));
    QTRY_COMPARE_WITH_TIMEOUT(cell(TopicConfigModel::Value), before, longMs);
    QVERIFY(visible("configProblem") == nullptr);
    m_session->workspace().store().remove(id);
}

void TestTopicView::addsPartitions()
{
    const QString id = open(false);
    QTRY_VERIFY_WITH_TIMEOUT(showTab("partitionsTable"), longMs);
    QTRY_COMPARE(visible<QTableView>("partitionsTable")->model()->rowCount(), 2);
    QVERIFY(click("addPartitions"));
    QTRY_VERIFY(visible<QInputDialog>("partitionsDialog") != nullptr);
    auto* number = visible<QInputDialog>("partitionsDialog")->findChild<QSpinBox*>();
    QCOMPARE(number->minimum(), 3);
    QTest::keyClick(number, Qt::Key_Up);
    QTest::keyClick(number, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(visible<QTableView>("partitionsTable")->model()->rowCount(), 4,
                              longMs);
    m_session->workspace().store().remove(id);
}

void TestTopicView::refusesBothOnAReadOnlyConnection()
{
    const QString id = open(true);
    QTRY_VERIFY_WITH_TIMEOUT(showTab("partitionsTable"), longMs);
    QVERIFY(!visible("addPartitions")->isEnabled());
    QVERIFY(showTab("configTable"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("configTable")->model()->rowCount() > 5, longMs);
    QVERIFY(select(QStringLiteral("max.message.bytes")));
    QVERIFY(!visible("changeConfig")->isEnabled());
    QVERIFY(visible("changeConfig")->toolTip().contains(QStringLiteral("read-only")));
    m_session->workspace().store().remove(id);
}

void TestTopicView::opensAnotherTopicWithoutTheColumnsOfTheLast()
{
    ViewTabs& tabs = m_session->window().tabs();
    const QString id = open(false);
    QTRY_VERIFY_WITH_TIMEOUT(visible<MessageTable>("messagesTable") != nullptr, longMs);
    QPointer<MessageHeader> header = visible<MessageTable>("messagesTable")->header();
    const QJsonObject atFirst = header->columnState();
    header->setSectionHidden(MessagesModel::Offset, true);
    header->setSortIndicator(MessagesModel::Key, Qt::DescendingOrder);
    QVERIFY(header->addField(QStringLiteral("$.amount")).ok());
    const QList<int> shown = header->columnsInSight();
    tabs.closeAll({});
    QTRY_VERIFY(header.isNull()); // its layout is kept when it goes

    Views& views = m_session->window().views();
    views.openTopic(id, QStringLiteral("figures"), true);
    QTRY_VERIFY_WITH_TIMEOUT(visible<MessageTable>("messagesTable") != nullptr, longMs);
    header = visible<MessageTable>("messagesTable")->header();
    QVERIFY(!header->isSectionHidden(MessagesModel::Offset));
    QCOMPARE(header->columnState().value(QStringLiteral("sortedBy")),
             atFirst.value(QStringLiteral("sortedBy")));
    QCOMPARE(header->count(), static_cast<int>(MessagesModel::FixedCount));
    tabs.closeAll({});
    QTRY_VERIFY(header.isNull()); // its layout is kept when it goes

    // The topic itself has kept its own.
    views.openTopic(id, QStringLiteral("letters"), true);
    QTRY_VERIFY_WITH_TIMEOUT(visible<MessageTable>("messagesTable") != nullptr, longMs);
    header = visible<MessageTable>("messagesTable")->header();
    QCOMPARE(header->columnsInSight(), shown);
    tabs.closeAll({});
    m_session->workspace().store().remove(id);
}

void TestTopicView::keepsAPreviewInWhichAFilterIsTyped()
{
    ViewTabs& tabs = m_session->window().tabs();
    Connection connection;
    connection.name = QStringLiteral("preview");
    connection.bootstrapServers = m_broker.bootstrap();
    const QString id = m_session->workspace().store().add(connection);
    Views& views = m_session->window().views();
    views.openTopic(id, QStringLiteral("letters"), false);
    QTRY_VERIFY_WITH_TIMEOUT(visible("filterLine") != nullptr, longMs);
    const auto count = tabs.count();
    views.openTopic(id, QStringLiteral("figures"), false); // only looked at
    QCOMPARE(tabs.count(), count);
    QTRY_VERIFY_WITH_TIMEOUT(visible("filterLine") != nullptr, longMs);
    QVERIFY(type("filterLine", QStringLiteral("amount")));
    QVERIFY(!tabs.isPreview(tabs.currentIndex()));
    views.openTopic(id, QStringLiteral("signs"), false);
    QCOMPARE(tabs.count(), count + 1);
}

QTEST_MAIN(TestTopicView)
#include "tst_topicview.moc"
