// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/plurals.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "ui/connections/connectiondialog.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/settingsdialog.h"
#include "ui/shell/shortcutsdialog.h"
#include "ui/shell/theme.h"
#include "ui/shell/views.h"
#include "ui/shell/viewtabs.h"
#include "ui/topics/createtopicdialog.h"

#include <QDir>
#include <QImage>
#include <QSet>
#include <QTabWidget>
#include <QTableView>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int longMs = 20'000;
constexpr int settleMs = 400;
constexpr int fewestColours = 24; // less is a picture without legible text

QString folderOfScreens()
{
    const QString named = qEnvironmentVariable("OTTLA_SCREENS");
    const QString folder = named.isEmpty() ? QStringLiteral("build/screens") : named;
    QDir().mkpath(folder);
    return folder;
}

bool save(QWidget& widget, const QString& name, int scale)
{
    QImage image(widget.size() * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    widget.render(&image);
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2) {
            colours.insert(image.pixel(x, y));
        }
    }
    return colours.size() >= fewestColours
        && image.save(folderOfScreens() + u'/' + name + QStringLiteral(".png"));
}

} // namespace

/// Draws every pane into files, to be looked at: light and dark, at 1× and 2×, with long text,
/// empty, and failed. Fails on a picture without legible text.
class TestScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void drawsEveryPane_data();
    void drawsEveryPane();

private:
    static void fill(ClusterService& service);

    BrokerProcess m_broker;
    EnglishPlurals m_plurals;
};

void TestScreens::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void TestScreens::fill(ClusterService& service)
{
    bool done = false;
    service.run(
        &service,
        [properties = service.properties()](Client& client) -> Result<void> {
            const std::string longName = "a-topic-with-a-very-long-name." + std::string(80, 'x');
            for (const auto& [name, partitions] :
                 {std::pair<std::string, int>{"orders", 3}, {"empty", 1}, {longName, 12}}) {
                if (auto made = client.createTopic({name, partitions, 1});
                    !made && made.error().code != Errc::AlreadyExists) {
                    return made;
                }
            }
            auto producer =
                MessageProducer::create(properties, WriteGate(QStringLiteral("test"), false));
            if (!producer) {
                return producer.error();
            }
            for (int i = 0; i < 40; ++i) {
                NewMessage message;
                message.topic = "orders";
                message.key = std::to_string(4700 + i % 7);
                if (i % 9 != 8) {
                    message.value = R"({"id":)" + std::to_string(98000 + i)
                        + R"(,"customer":{"name":"Frances Allen"},"total":18446744073709551615,)"
                        + R"("note":")" + std::string(i == 3 ? 4000 : 10, 'n') + R"("})";
                }
                message.headers = {{"source", "web"}};
                if (auto sent = (*producer)->send(message, std::chrono::seconds(20)); !sent) {
                    return sent.error();
                }
            }
            return client.alterOffsets("billing",
                                       {{"orders", 0, 2}, {"orders", 1, 3}, {"orders", 2, 0}});
        },
        [&](const Result<void>&) { done = true; });
    QTRY_VERIFY_WITH_TIMEOUT(done, longMs);
    service.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(service.topic(QStringLiteral("orders")).has_value(), longMs);
}

void TestScreens::drawsEveryPane_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<int>("scale");
    for (const char* theme : {"light", "dark"}) {
        for (const int scale : {1, 2}) {
            QTest::addRow("%s-%dx", theme, scale) << QString::fromLatin1(theme) << scale;
        }
    }
}

void TestScreens::drawsEveryPane()
{
    using Kind = ClusterTreeModel::Kind;
    QFETCH(QString, theme);
    QFETCH(int, scale);
    applyTheme(*qApp, themeChoice(theme));
    QTemporaryDir folder;
    Session session(folder.path());
    MainWindow& window = session.window();
    window.resize(1200, 760);
    const auto name = [&](const char* pane) {
        return QStringLiteral("%1-%2-%3x").arg(QLatin1String(pane), theme).arg(scale);
    };
    const auto shot = [&](const char* pane) {
        QTest::qWait(settleMs);
        QVERIFY2(save(window, name(pane), scale), pane);
    };
    shot("welcome");

    Connection connection;
    connection.name = QStringLiteral("staging");
    connection.bootstrapServers = m_broker.bootstrap();
    connection.colour = QColor(0x8a3ffc);
    connection.properties = {{QStringLiteral("security.protocol"), QStringLiteral("PLAINTEXT")},
                             {QStringLiteral("sasl.password"), QStringLiteral("secret")}};
    const QString id = session.workspace().store().add(connection);
    Connection other = connection;
    other.name = QStringLiteral("production, with a name that is much too long for the tree");
    other.bootstrapServers = QStringLiteral("127.0.0.1:1");
    other.readOnly = true;
    other.production = true;
    const QString deadId = session.workspace().store().add(other);
    ClusterService& service = *session.workspace().service(id);
    Views& views = window.views();
    views.openTopics(id, false);
    QTRY_COMPARE_WITH_TIMEOUT(service.state(), ClusterService::State::Connected, longMs);
    if (!service.topic(QStringLiteral("orders"))) {
        shot("topics-empty");
        fill(service);
    }
    shot("topics");
    views.open({Kind::Connection, id, {}}, false);
    shot("cluster");
    views.open({Kind::Brokers, id, {}}, false);
    shot("brokers");
    views.open({Kind::Consumers, id, {}}, false);
    shot("groups");
    views.open({Kind::Group, id, QStringLiteral("billing")}, false);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("groupOffsets") != nullptr
                                 && visible<QTableView>("groupOffsets")->model()->rowCount() > 0,
                             longMs);
    shot("group");
    QVERIFY(click("resetOffsets"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("resetPreview") != nullptr, longMs);
    QTest::qWait(settleMs);
    QVERIFY(save(*visible("resetPreview")->window(), name("reset"), scale));
    visible("resetPreview")->window()->close();
    views.openTopic(id, QStringLiteral("empty"), false);
    shot("messages-empty");
    views.openTopic(id, QStringLiteral("orders"), true);
    QTRY_VERIFY_WITH_TIMEOUT(visible<MessageTable>("messagesTable") != nullptr
                                 && visible<MessageTable>("messagesTable")->model()->rowCount() > 0,
                             longMs);
    visible<MessageTable>("messagesTable")->selectRow(0);
    shot("messages");
    auto* tabs = visible<QTabWidget>("topicView");
    for (const auto& [tab, pane] : {std::pair{1, "partitions"}, {2, "configuration"}}) {
        tabs->setCurrentIndex(tab);
        shot(pane);
    }
    tabs->setCurrentIndex(0);
    window.findChild<QAction*>(QStringLiteral("actionAddMessage"))->trigger();
    QTRY_VERIFY(visible("sendMessage") != nullptr);
    QVERIFY(save(*visible("sendMessage")->window(), name("addmessage"), scale));
    visible("sendMessage")->window()->close();
    views.openTopics(deadId, false);
    QTRY_VERIFY_WITH_TIMEOUT(visible("connectAgain") != nullptr, longMs);
    QVERIFY(click("logToggle"));
    shot("error");

    ConnectionDialog connectionDialog(session.workspace().store(), other);
    CreateTopicDialog createTopic(service);
    SettingsDialog settings(session.settings());
    ShortcutsDialog shortcuts;
    const std::pair<QDialog*, const char*> dialogs[] = {{&connectionDialog, "connection"},
                                                        {&createTopic, "createtopic"},
                                                        {&settings, "settings"},
                                                        {&shortcuts, "keys"}};
    for (const auto& [dialog, pane] : dialogs) {
        dialog->show();
        QVERIFY2(QTest::qWaitForWindowExposed(dialog), pane);
        QVERIFY2(save(*dialog, name(pane), scale), pane);
        dialog->close();
    }
    QVERIFY(click("goToAnything"));
    QTRY_VERIFY(visible("quickOpen") != nullptr);
    QVERIFY(save(*visible("quickOpen"), name("quickopen"), scale));
    visible("quickOpen")->close();
}

QTEST_MAIN(TestScreens)
#include "tst_screens.moc"
