// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/client.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "support/picture.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/views.h"

#include <QTabWidget>
#include <QTreeView>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int longMs = 30'000;
constexpr int narrow = 760;

} // namespace

/// The main window on a small screen. Pictures go to the folder OTTLA_SCREENS, where that is set.
class TestWindowSize : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_session.reset(); }
    void becomesNarrowWithEveryView_data();
    void becomesNarrowWithEveryView();
    void keepsEveryControlOfATopicInReach();

private:
    void open(const QString& place);
    void resize(int width);

    BrokerProcess m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    QString m_connection;
};

void TestWindowSize::initTestCase()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("no ottla-broker");
    }
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    const KafkaProperties properties{{"bootstrap.servers", m_broker.bootstrap().toStdString()}};
    const WriteGate writable(QStringLiteral("test"), false);
    auto client = Client::create(properties, writable).value();
    QVERIFY(client->createTopic({.name = "orders", .partitions = 12}).ok());
    auto producer = MessageProducer::create(properties, writable).value();
    for (int i = 0; i < 60; ++i) {
        const auto stored = producer->send(
            {.topic = "orders",
             .partition = i % 12,
             .key = std::to_string(4700 + i),
             .value = R"({"id":)" + std::to_string(98231 + i)
                 + R"(,"customer":{"name":"Ada","postal address":{"street and number":"Linnankatu 1"}}})",
             .headers = {{"trace", "abc"}}},
            std::chrono::seconds(20));
        QVERIFY(stored.ok());
    }
}

void TestWindowSize::init()
{
    applyTheme(*qApp, ThemeChoice::Light);
    m_folder = std::make_unique<QTemporaryDir>();
    m_session = std::make_unique<Session>(m_folder->path());
    Connection connection;
    connection.name = QStringLiteral("A cluster with a long name");
    // As many as a cluster of five has.
    connection.bootstrapServers = QStringList(5, m_broker.bootstrap()).join(u',');
    m_connection = m_session->workspace().store().add(connection);
    QVERIFY(QTest::qWaitForWindowExposed(&m_session->window()));
}

void TestWindowSize::open(const QString& place)
{
    Views& views = m_session->window().views();
    views.openTopics(m_connection, false);
    QTRY_VERIFY_WITH_TIMEOUT(visible("createTopic") != nullptr, longMs);
    if (place == u"orders") {
        views.openTopic(m_connection, place, true);
        QTRY_VERIFY_WITH_TIMEOUT(visible("messagesTable") != nullptr, longMs);
        auto* table = visible<MessageTable>("messagesTable");
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 60, longMs);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, QPoint(20, 30));
    } else if (place == u"connection") {
        views.open({ClusterTreeModel::Kind::Connection, m_connection, {}}, true);
    } else if (place == u"brokers") {
        views.open({ClusterTreeModel::Kind::Brokers, m_connection, {}}, true);
    } else if (place == u"groups") {
        views.open({ClusterTreeModel::Kind::Consumers, m_connection, {}}, true);
    } else if (place == u"welcome") {
        views.openWelcome();
    }
}

void TestWindowSize::resize(int width)
{
    QWidget& window = m_session->window();
    window.resize(width, 700);
    QTRY_VERIFY(window.width() <= width || window.width() == window.minimumSizeHint().width());
    QCoreApplication::processEvents();
}

void TestWindowSize::becomesNarrowWithEveryView_data()
{
    QTest::addColumn<QString>("place");
    for (const char* place : {"welcome", "connection", "topics", "brokers", "groups", "orders"}) {
        QTest::newRow(place) << QString::fromLatin1(place);
    }
}

void TestWindowSize::becomesNarrowWithEveryView()
{
    QFETCH(QString, place);
    open(place);
    auto* tree = visible<QTreeView>("clusterTree");
    QVERIFY(tree != nullptr);
    int wide = 0;
    for (const int width : {1400, 1000, narrow}) {
        resize(width);
        QCOMPARE(m_session->window().width(), width);
        wide = wide == 0 ? tree->width() : wide;
        QCOMPARE(tree->width(), wide);
        savePictures(m_session->window(),
                     QStringLiteral("width-%1-%2").arg(place, QString::number(width)));
    }
}

void TestWindowSize::keepsEveryControlOfATopicInReach()
{
    open(QStringLiteral("orders"));
    auto* tabs = visible<QTabWidget>("detailTabs");
    QTRY_VERIFY(visible("editAndResend")->isEnabled());
    const QWidget& window = m_session->window();
    for (const int width : {1400, 1000, narrow}) {
        resize(width);
        for (int tab = 0; tab < 2; ++tab) {
            tabs->setCurrentIndex(tab);
            QCoreApplication::processEvents();
            QList<std::pair<QByteArray, QRect>> seen;
            for (const char* name :
                 {"startChoice", "countField", "partitionChoice", "readOptionsButton", "filterLine",
                  "readButton", "liveToggle", "addMessageButton", "saveButton", "messagePlace",
                  tab == 0 ? "valueDecoder" : "keyDecoder", "copyBody", "editAndResend",
                  "detailMore", "coverageButton", "logToggle"}) {
                const QWidget* control = visible(name);
                QVERIFY2(control, name);
                const QRect at(control->mapTo(&window, QPoint()), control->size());
                QVERIFY2(window.rect().contains(at), name);
                QVERIFY2(control->width() >= control->minimumSizeHint().width(), name);
                for (const auto& [other, place] : seen) {
                    const QByteArray both = other + " lies over " + name;
                    QVERIFY2(!place.intersects(at), both.constData());
                }
                seen.append({name, at});
            }
        }
        tabs->setCurrentIndex(0);
    }
    // What the narrow bar has can be clicked.
    QVERIFY(click("addMessageButton"));
    QTRY_VERIFY(visible("addMessage") != nullptr);
    QTest::keyClick(visible("addMessage"), Qt::Key_Escape);
}

QTEST_MAIN(TestWindowSize)
#include "tst_windowsize.moc"
