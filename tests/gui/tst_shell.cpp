// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/demo.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "support/picture.h"
#include "ui/connections/connectiondialog.h"
#include "ui/shell/quickopen.h"
#include "ui/shell/theme.h"
#include "ui/shell/views.h"
#include "ui/shell/viewtabs.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int longMs = 20'000;

int rowsOf(const char* table)
{
    auto* view = visible<QAbstractItemView>(table);
    return view == nullptr ? -1 : view->model()->rowCount();
}

Connection connectionTo(const QString& name, const QString& servers)
{
    Connection connection;
    connection.name = name;
    connection.bootstrapServers = servers;
    return connection;
}

} // namespace

/// What a person does with the window, by mouse and keys.
class TestShell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesFromStartToTheFirstMessage();
    void writesSampleDataOnlyWhenAskedAndOverNothing();
    void saysWhichLocalClusterItOpens();
    void saysWhyTheLocalClusterDoesNotStart();
    void deletesATopicAfterNamingIt();
    void refusesToWriteOnAReadOnlyConnection();
    void addsEditsAndRemovesAConnection();
    void letsATestedConnectionGoWhileTheKeyringAsks();
    void saysOnceWhyATestFailed();
    void asksForAPasswordThatIsNotKept();
    void saysWhyAClusterCannotBeReached();
    void saysThatItsSettingsAreDamaged();
    void saysThatItsSettingsCannotBeWritten();
    void marksTheLogUntilItWasSeen();
    void opensWithinItsScreen();
    void replacesThePreviewAndKeepsWhatIsKept();
    void keepsTheTitlesOfManyTabsReadable();
    void goesToAnything();
    void switchesTheThemeAndRemembersIt();
    void opensAgainWithTheSameSize();
};

void TestShell::goesFromStartToTheFirstMessage()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QTemporaryDir folder;
    Session session(folder.path());
    QVERIFY(click("startLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("createFirstTopic") != nullptr, longMs);
    QVERIFY(click("createFirstTopic"));
    QTRY_VERIFY(visible("topicName") != nullptr);
    QVERIFY(type("topicName", QStringLiteral("letters")));
    QVERIFY(click("createTopicButton"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("sendMessage") != nullptr, longMs);
    for (const char* name : {"actionAddMessage", "actionAnotherView"}) {
        QVERIFY2(session.window().findChild<QAction*>(QLatin1String(name))->isEnabled(), name);
    }
    QVERIFY(type("newKey", QStringLiteral("ottla")));
    QVERIFY(type("newValue", QStringLiteral("12")));
    QVERIFY(click("sendMessage"));
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf("messagesTable"), 1, longMs);
    QTRY_VERIFY(session.window().tasks().rowCount() == 0);
}

void TestShell::writesSampleDataOnlyWhenAskedAndOverNothing()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QTemporaryDir folder;
    Session session(folder.path());
    Demo demo(session.workspace(), session.window());
    QSignalSpy ready(&demo, &Demo::ready);
    QSignalSpy failed(&demo, &Demo::failed);
    QVERIFY(click("startLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("createFirstTopic") != nullptr, longMs);
    const auto client = Client::create({{"bootstrap.servers",
                                         session.workspace().local().bootstrap().toStdString()}},
                                       WriteGate(QStringLiteral("test"), false))
                            .value();
    QVERIFY(client->describeCluster()->topics.empty());

    // A person's own topic and group of the same names.
    QVERIFY(client->createTopic({"payments", 2, 1}).ok());
    QTRY_VERIFY_WITH_TIMEOUT(client->alterOffsets("billing", {{"payments", 1, 0}}).ok(), longMs);
    session.window().views().openWelcome();
    QVERIFY(click("addSamples"));
    QTRY_VERIFY2_WITH_TIMEOUT(ready.count() == 1, qPrintable(failed.value(0).value(0).toString()),
                              longMs);
    const std::vector<TopicInfo> topics = client->describeCluster()->topics;
    const auto highest = [&](const std::string& name) {
        std::int64_t count = -1;
        for (const TopicInfo& topic : topics) {
            if (topic.name == name) {
                count = 0;
                const auto marks = client->watermarks({topic});
                for (const Watermarks& mark : marks.value()) {
                    count += mark.high;
                }
            }
        }
        return count;
    };
    const std::int64_t orders = highest("orders");
    QVERIFY(orders > 0);
    QCOMPARE(highest("payments"), std::int64_t{0});
    QCOMPARE(client->committedOffsets("billing").value(),
             (std::vector<PartitionOffset>{{"payments", 1, 0}}));
    QTRY_VERIFY_WITH_TIMEOUT(rowsOf("messagesTable") > 0, longMs);

    // Asked again, it has nothing to add; deleted, they come back only when asked for.
    session.window().views().openWelcome();
    QVERIFY(click("addSamples"));
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 2, longMs);
    QCOMPARE(highest("orders"), orders);
    session.window().views().openWelcome();
    QVERIFY(client->deleteTopics({"orders", "payments"}).ok());
    QVERIFY(click("stopLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(clickable("startLocalCluster"), longMs);
    QVERIFY(click("startLocalCluster"));
    // A start may replace the service: its registry has another port.
    const auto service = [&session] {
        return session.workspace().service(session.workspace().localConnection());
    };
    QTRY_VERIFY_WITH_TIMEOUT(session.workspace().local().state() == LocalCluster::State::Running
                                 && service()->state() == ClusterService::State::Connected,
                             longMs);
    QTRY_COMPARE_WITH_TIMEOUT(session.window().tasks().rowCount(), 0, longMs);
    QVERIFY(!service()->topic(QStringLiteral("orders")));
    QCOMPARE(ready.count(), 2);
    QVERIFY(failed.isEmpty());
}

void TestShell::saysWhichLocalClusterItOpens()
{
    QTemporaryDir folder;
    const QDir data(Locations::below(folder.path()).clusterFolder({}));
    for (const char* partition : {"local/broker-0/orders-0", "local-3/broker-0/letters-0",
                                  "local-3/broker-1/letters-1", "local-3/broker-2/letters-2"}) {
        QVERIFY(QDir().mkpath(data.filePath(QLatin1String(partition))));
    }
    {
        // As an earlier version left it: the cluster with one broker was opened last.
        Session session(folder.path());
        const auto said = [] {
            return visible<QLabel>("localData")->text();
        };
        auto* brokers = visible<QSpinBox>("localBrokers");
        QCOMPARE(brokers->value(), 1);
        QVERIFY2(said().contains(QStringLiteral("1 broker · orders")), qPrintable(said()));
        QVERIFY2(said().contains(QStringLiteral("3 brokers · letters")), qPrintable(said()));
        brokers->setFocus();
        QTest::keyClick(brokers, Qt::Key_Up);
        QTest::keyClick(brokers, Qt::Key_Up);
        QCOMPARE(brokers->value(), 3);
        QVERIFY2(said().contains(QStringLiteral("added to it")), qPrintable(said()));
        QVERIFY(said().contains(session.workspace().local().folder()));
        savePictures(session.window(), QStringLiteral("welcome-two-clusters"));

        auto* choice = visible<QComboBox>("localChoice");
        QVERIFY(choice != nullptr);
        QCOMPARE(choice->count(), 2);
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Down);
        QCOMPARE(brokers->value(), 3);
        QCOMPARE(brokers->minimum(), 3);
        QVERIFY2(said().startsWith(QStringLiteral("Opens what it had: 3 brokers · letters")),
                 qPrintable(said()));
    }
    {
        Session session(folder.path());
        QCOMPARE(session.workspace().localBrokers(), 1); // the other was only looked at
        session.settings().setValue(QStringLiteral("local/brokers"), 3);
    }
    Session session(folder.path());
    QCOMPARE(session.workspace().localBrokers(), 3);
}

void TestShell::saysWhyTheLocalClusterDoesNotStart()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QTemporaryDir folder;
    Session session(folder.path());
    // A file where its data folder should be.
    const QString data = session.workspace().local().folder();
    QVERIFY(QDir().mkpath(QFileInfo(data).path()));
    QFile obstacle(data);
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    QVERIFY(click("startLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("localLog") != nullptr, longMs);
    const QString log = visible<QPlainTextEdit>("localLog")->toPlainText();
    QVERIFY2(log.contains(data), qPrintable(log));
    const QString state = visible<QLabel>("localState")->text();
    QVERIFY2(state.contains(QStringLiteral("write to ") + data), qPrintable(state));
    obstacle.remove();
    QVERIFY(click("startLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("createFirstTopic") != nullptr, longMs);
}

void TestShell::deletesATopicAfterNamingIt()
{
    BrokerProcess broker;
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    const auto client = Client::create({{"bootstrap.servers", broker.bootstrap().toStdString()}},
                                       WriteGate(QStringLiteral("test"), false))
                            .value();
    QVERIFY(client->createTopic({"doomed", 1, 1}).ok());
    QTemporaryDir folder;
    Session session(folder.path());
    const QString id =
        session.workspace().store().add(connectionTo(QStringLiteral("test"), broker.bootstrap()));
    session.window().views().openTopics(id, false);
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf("topicsTable"), 1, longMs);
    QVERIFY(!visible("deleteTopics")->isEnabled());
    auto* table = visible<QTableView>("topicsTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    const auto answer = [](const char* button) {
        auto* question = visible<QMessageBox>("confirmDeletion");
        QVERIFY(question != nullptr && question->text().contains(QStringLiteral("doomed")));
        QTest::mouseClick(button != nullptr
                              ? question->findChild<QPushButton*>(QLatin1String(button))
                              : question->button(QMessageBox::Cancel),
                          Qt::LeftButton);
    };
    QTimer::singleShot(0, this, [&] { answer(nullptr); });
    QVERIFY(click("deleteTopics"));
    QCOMPARE(client->describeCluster()->topics.size(), std::size_t{1});
    QTimer::singleShot(0, this, [&] { answer("confirmDelete"); });
    QVERIFY(click("deleteTopics"));
    QTRY_VERIFY_WITH_TIMEOUT(client->describeCluster()->topics.empty(), longMs);
    QTRY_VERIFY_WITH_TIMEOUT(visible("createFirstTopic") != nullptr, longMs);
}

void TestShell::refusesToWriteOnAReadOnlyConnection()
{
    BrokerProcess broker;
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    QTemporaryDir folder;
    Session session(folder.path());
    Connection connection = connectionTo(QStringLiteral("production"), broker.bootstrap());
    connection.readOnly = true;
    const QString id = session.workspace().store().add(connection);
    session.window().views().openTopics(id, false);
    QTRY_VERIFY_WITH_TIMEOUT(visible("createTopic") != nullptr, longMs);
    QVERIFY(!visible("createTopic")->isEnabled());
    QVERIFY(visible("createTopic")->toolTip().contains(QStringLiteral("read-only")));
    auto* create = session.window().findChild<QAction*>(QStringLiteral("actionCreateTopic"));
    QVERIFY(create != nullptr && !create->isEnabled());
    QVERIFY(create->toolTip().contains(QStringLiteral("read-only")));
    auto* menu = qobject_cast<QMenu*>(create->associatedObjects().value(0));
    QVERIFY(menu != nullptr && menu->toolTipsVisible());
    auto* add = session.window().findChild<QAction*>(QStringLiteral("actionAddMessage"));
    QVERIFY(!add->isEnabled() && add->toolTip().contains(QStringLiteral("read-only")));
}

void TestShell::addsEditsAndRemovesAConnection()
{
    QTemporaryDir folder;
    Session session(folder.path());
    ConnectionStore& store = session.workspace().store();
    QVERIFY(click("addConnection"));
    QTRY_VERIFY(visible("connectionName") != nullptr);
    QVERIFY(type("connectionName", QStringLiteral("staging")));
    visible<QLineEdit>("bootstrapServers")->clear();
    QVERIFY(type("bootstrapServers", QStringLiteral("127.0.0.1:1")));
    QVERIFY(click("saveConnection"));
    QTRY_COMPARE(store.connections().size(), std::size_t{1});
    QCOMPARE(store.connections().front().name, QStringLiteral("staging"));

    QTRY_VERIFY_WITH_TIMEOUT(clickable("editFailedConnection"), longMs);
    QVERIFY(click("editFailedConnection"));
    QTRY_VERIFY(visible("readOnly") != nullptr);
    visible<QCheckBox>("readOnly")->click();
    QVERIFY(click("saveConnection"));
    QTRY_VERIFY(store.connections().front().readOnly);

    const QString id = store.connections().front().id;
    session.workspace().store().remove(id);
    QVERIFY(store.connections().empty());
    QVERIFY(session.window().tabs().keys().filter(id).isEmpty());
}

void TestShell::letsATestedConnectionGoWhileTheKeyringAsks()
{
    QTemporaryDir folder;
    Session session(folder.path());
    ConnectionStore& store = session.workspace().store();
    Connection connection = connectionTo(QStringLiteral("staging"), QStringLiteral("127.0.0.1:1"));
    connection.schemaRegistry = QStringLiteral("http://127.0.0.1:1");
    connection.properties = {{QStringLiteral("sasl.password"), QStringLiteral("hunter2")}};
    const QString id = store.add(connection);
    auto dialog = std::make_unique<ConnectionDialog>(store, *store.find(id));
    dialog->show();
    QVERIFY(click("testConnection"));
    dialog.reset(); // the secret is on its way
    bool answered = false;
    store.resolve(&store, *store.find(id), [&](const auto&) { answered = true; });
    QTRY_VERIFY(answered);
}

void TestShell::saysOnceWhyATestFailed()
{
    QTemporaryDir folder;
    Session session(folder.path());
    Connection connection = connectionTo(QStringLiteral("nowhere"), QStringLiteral("127.0.0.1:1"));
    connection.properties = {{QStringLiteral("security.protocol"), QStringLiteral("SSL")}};
    ConnectionDialog dialog(session.workspace().store(), connection);
    dialog.show();
    auto* result = dialog.findChild<QLabel*>(QStringLiteral("testResult"));
    const QColor plain = result->palette().color(QPalette::WindowText);
    QVERIFY(click("testConnection"));
    QVERIFY(result->text().contains(QStringLiteral("127.0.0.1:1")));
    QCOMPARE(result->palette().color(QPalette::WindowText), plain); // it is not connected yet
    QTRY_VERIFY_WITH_TIMEOUT(clickable("testConnection"), longMs);
    const QString text = result->text();
    QVERIFY2(text.contains(QStringLiteral("(nowhere)")), qPrintable(text));
    QCOMPARE(text.count(QStringLiteral("refused"), Qt::CaseInsensitive), 1);
    QVERIFY(click("addProperty"));
    QVERIFY(dialog.height() >= dialog.layout()->totalHeightForWidth(dialog.width()));
    savePictures(dialog, QStringLiteral("connection-test-failed"));

    auto* servers = dialog.findChild<QLineEdit*>(QStringLiteral("bootstrapServers"));
    servers->setText(QStringLiteral("SASL_SSL://127.0.0.1:1"));
    QVERIFY(click("testConnection"));
    QVERIFY2(result->text().contains(QStringLiteral("make them agree")),
             qPrintable(result->text()));
    QVERIFY(clickable("testConnection"));
}

void TestShell::asksForAPasswordThatIsNotKept()
{
    QTemporaryDir folder;
    QString id;
    {
        Session session(folder.path());
        Connection connection =
            connectionTo(QStringLiteral("staging"), QStringLiteral("127.0.0.1:1"));
        connection.properties = {
            {QStringLiteral("security.protocol"), QStringLiteral("SASL_PLAINTEXT")},
            {QStringLiteral("sasl.mechanism"), QStringLiteral("PLAIN")},
            {QStringLiteral("sasl.username"), QStringLiteral("ottla")},
            {QStringLiteral("sasl.password"), QStringLiteral("hunter2")}};
        id = session.workspace().store().add(connection);
    }
    // This session's passwords were forgotten with it.
    Session session(folder.path());
    session.window().views().openTopics(id, false);
    QTRY_VERIFY_WITH_TIMEOUT(clickable("enterSecret"), longMs);
    QVERIFY(visible("connectAgain") == nullptr);
    QVERIFY(click("enterSecret"));
    QTRY_VERIFY(visible<QInputDialog>("secretDialog") != nullptr);
    auto* dialog = visible<QInputDialog>("secretDialog");
    QVERIFY(dialog->labelText().contains(QStringLiteral("sasl.password")));
    auto* line = dialog->findChild<QLineEdit*>();
    QCOMPARE(line->echoMode(), QLineEdit::Password);
    QTest::keyClicks(line, QStringLiteral("hunter3"));
    QTest::keyClick(line, Qt::Key_Return);
    // Nobody answers there, but the password is no longer what is missing.
    QTRY_VERIFY_WITH_TIMEOUT(clickable("connectAgain"), longMs);
    QVERIFY(visible("enterSecret") == nullptr);
    const auto& properties = session.workspace().service(id)->properties();
    QVERIFY(std::find(properties.begin(), properties.end(),
                      std::pair<std::string, std::string>{"sasl.password", "hunter3"})
            != properties.end());
}

void TestShell::saysWhyAClusterCannotBeReached()
{
    QTemporaryDir folder;
    Session session(folder.path());
    const QString id = session.workspace().store().add(
        connectionTo(QStringLiteral("nowhere"), QStringLiteral("127.0.0.1:1")));
    session.window().views().openTopics(id, false);
    QTRY_VERIFY_WITH_TIMEOUT(visible("connectAgain") != nullptr, longMs);
    QVERIFY(visible<QLabel>("stateTitle")->text().contains(QStringLiteral("nowhere")));
    QVERIFY(session.window().log().rowCount() > 0);
}

void TestShell::saysThatItsSettingsAreDamaged()
{
    QTemporaryDir folder;
    const QString path = Locations::below(folder.path()).settingsFile();
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{ \"version\": 1, ") > 0);
    file.close();
    Session session(folder.path());
    QTRY_VERIFY(visible("logDock") != nullptr);
    const LogModel& log = session.window().log();
    QVERIFY(!log.match(log.index(0, LogModel::TextColumn), Qt::DisplayRole,
                       QStringLiteral("settings"), 1, Qt::MatchContains)
                 .isEmpty());

    // In the window, with what to do about it.
    auto* problem = visible<QLabel>("settingsProblem");
    QVERIFY(problem != nullptr && problem->text().contains(path));
    if (const QString screens = qEnvironmentVariable("OTTLA_SCREENS"); !screens.isEmpty()) {
        session.window().grab().save(screens + QStringLiteral("/shell-settings.png"));
    }
    QVERIFY(click("settingsSetAside"));
    QVERIFY(visible("settingsNotice") == nullptr);
    QFile aside(path + QStringLiteral(".old"));
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), QByteArray("{ \"version\": 1, "));
    session.settings().setValue(QStringLiteral("kept"), 1);
    QVERIFY(session.settings().flush().ok());
    QCOMPARE(Settings(path).value(QStringLiteral("kept")).toInt(), 1);
}

void TestShell::saysThatItsSettingsCannotBeWritten()
{
    QTemporaryDir folder;
    Session session(folder.path());
    QVERIFY(visible("settingsNotice") == nullptr);
    // A folder in its place can be written by nobody, root included.
    const QString path = session.settings().file();
    QVERIFY(QDir().mkpath(path + QStringLiteral("/in the way")));
    session.settings().setValue(QStringLiteral("kept"), 1);
    QTRY_VERIFY_WITH_TIMEOUT(visible("settingsNotice") != nullptr, longMs);
    QVERIFY(visible<QLabel>("settingsProblem")->text().contains(path));
    QVERIFY(visible("settingsSetAside") == nullptr);
    QVERIFY(click("settingsAgain"));
    QVERIFY(visible("settingsNotice") != nullptr);
    QVERIFY(QDir(path).removeRecursively());
    QVERIFY(click("settingsAgain"));
    QVERIFY(visible("settingsNotice") == nullptr);
    QCOMPARE(Settings(path).value(QStringLiteral("kept")).toInt(), 1);
}

void TestShell::marksTheLogUntilItWasSeen()
{
    QTemporaryDir folder;
    Session session(folder.path());
    auto* toggle = visible<QToolButton>("logToggle");
    // What plug-ins may have said at the start is looked at first.
    QVERIFY(click("logToggle"));
    QVERIFY(click("logToggle"));
    const QString quiet = toggle->text();
    QVERIFY2(!quiet.contains(QRegularExpression(QStringLiteral("\\d"))), qPrintable(quiet));
    session.window().log().add(LogModel::Level::Info, {}, QStringLiteral("all is well"));
    QCOMPARE(toggle->text(), quiet);
    session.window().log().add(LogModel::Level::Bad, {}, QStringLiteral("a disk failed"));
    QVERIFY(toggle->text().contains(u'1'));
    QVERIFY(!toggle->icon().isNull());
    QVERIFY(click("logToggle"));
    QTRY_COMPARE(toggle->text(), quiet);
}

void TestShell::opensWithinItsScreen()
{
    QCOMPARE(MainWindow::firstSize(QSize(1920, 1080)), QSize(1200, 760));
    const QSize laptop(960, 516); // 1920 x 1080 at a scale of two, less the desktop's panel
    const QSize first = MainWindow::firstSize(laptop);
    QVERIFY(first.width() < laptop.width() && first.height() < laptop.height());
}

void TestShell::replacesThePreviewAndKeepsWhatIsKept()
{
    ViewTabs tabs;
    const auto view = [](const QString& key) {
        return ViewTabs::View{key, key, {}, QStringLiteral("topic"), [](QWidget* parent) {
                                  return new QWidget(parent);
                              }};
    };
    tabs.open(view(QStringLiteral("a")), false);
    tabs.open(view(QStringLiteral("b")), false);
    QCOMPARE(tabs.keys(), QStringList{QStringLiteral("b")});
    tabs.open(view(QStringLiteral("b")), true);
    tabs.open(view(QStringLiteral("c")), false);
    QCOMPARE(tabs.keys(), (QStringList{QStringLiteral("b"), QStringLiteral("c")}));
    QVERIFY(!tabs.isPreview(0));
    QVERIFY(tabs.isPreview(1));
    tabs.closeAll(QStringLiteral("b"));
    QCOMPARE(tabs.keys(), QStringList{QStringLiteral("c")});
}

void TestShell::keepsTheTitlesOfManyTabsReadable()
{
    ViewTabs tabs;
    for (int i = 0; i < 30; ++i) {
        const QString key = QStringLiteral("topic %1").arg(i);
        tabs.open({key,
                   key,
                   {},
                   QStringLiteral("topic"),
                   [](QWidget* parent) {
                       return new QWidget(parent);
                   }},
                  true);
    }
    tabs.resize(800, 400);
    tabs.show();
    QVERIFY(QTest::qWaitForWindowExposed(&tabs));
    const QTabBar* bar = tabs.tabBar();
    for (int i = 0; i < bar->count(); ++i) {
        QVERIFY2(bar->tabRect(i).width() > bar->fontMetrics().horizontalAdvance(bar->tabText(i))
                         + bar->iconSize().width(),
                 qPrintable(bar->tabText(i)));
    }
}

void TestShell::goesToAnything()
{
    QVERIFY(QuickOpen::score(QStringLiteral("ord"), QStringLiteral("orders")) > 0);
    QVERIFY(QuickOpen::score(QStringLiteral("ord"), QStringLiteral("orders"))
            > QuickOpen::score(QStringLiteral("ord"), QStringLiteral("one-red")));
    QVERIFY(QuickOpen::score(QStringLiteral("orx"), QStringLiteral("orders")) < 0);

    QTemporaryDir folder;
    Session session(folder.path());
    session.workspace().store().add(
        connectionTo(QStringLiteral("staging"), QStringLiteral("127.0.0.1:1")));
    QVERIFY(click("goToAnything"));
    QTRY_VERIFY(visible("quickOpenLine") != nullptr);
    QVERIFY(type("quickOpenLine", QStringLiteral("stag")));
    QCOMPARE(visible<QListWidget>("quickOpenList")->count(), 1);
    QTest::keyClick(visible("quickOpenLine"), Qt::Key_Return);
    QTRY_VERIFY(session.window()
                    .tabs()
                    .keyAt(session.window().tabs().currentIndex())
                    .endsWith(QStringLiteral("/cluster")));
}

void TestShell::switchesTheThemeAndRemembersIt()
{
    QTemporaryDir folder;
    {
        Session session(folder.path());
        session.window().findChild<QAction*>(QStringLiteral("actionSettings"))->trigger();
        QTRY_VERIFY(visible("themeChoice") != nullptr);
        visible<QComboBox>("themeChoice")->setCurrentIndex(2);
        QVERIFY(isDark(QApplication::palette()));
        visible<QComboBox>("themeChoice")->setCurrentIndex(1);
        QVERIFY(!isDark(QApplication::palette()));
    }
    Session again(folder.path());
    QCOMPARE(again.settings().value(QStringLiteral("theme")).toString(), QStringLiteral("light"));
}

void TestShell::opensAgainWithTheSameSize()
{
    QTemporaryDir folder;
    QSize size;
    {
        Session session(folder.path());
        session.window().resize(700, 500);
        size = session.window().size();
        session.window().close();
    }
    Session again(folder.path());
    QCOMPARE(again.window().size(), size);
}

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
