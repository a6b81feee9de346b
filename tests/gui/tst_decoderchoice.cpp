// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/messageproducer.h"
#include "model/cluster/clusterservice.h"
#include "model/cluster/workspace.h"
#include "model/messages/messagesmodel.h"
#include "registryserver.h"
#include "support/brokerprocess.h"
#include "ui/connections/connectiondialog.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/theme.h"
#include "ui/topics/topicview.h"
#include "ui/widgets/codeview.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace ottla;

namespace {

constexpr int patience = 30'000;

template <typename T>
T* child(QWidget* parent, const char* name)
{
    return parent->findChild<T*>(QLatin1String(name));
}

QString vectors(const QString& name)
{
    return QStringLiteral(OTTLA_VECTORS "/") + name;
}

} // namespace

/// Choosing how messages are read, with mouse and keys. Pictures go to the folder OTTLA_SCREENS,
/// where that is set.
class TestDecoderChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void keepsASchemaFileForTheTopic();
    void choosesAMessageOfAProtoFile();
    void saysWhatIsWrongWithASchemaFile();
    void keepsTheOldChoiceWhenNoFileIsChosen();
    void offersTheDecodersInGroups();
    void readsBySchemasOfTheRegistry();
    void showsWhatTheRegistrySaysInPlace();
    void offersTheRegistryInTheConnectionsDialog();
    void tellsOfPluginsInTheLog();

private:
    void send(const QByteArray& hex);
    void openTopic();
    void selectFirst();
    QMenu* openMenu();
    QMenu* openGroup(QMenu* menu, const char* name);
    static void take(QMenu* menu, const QString& entry);
    QDialog* askFor(const QString& entry);
    void shoot(const char* name, QWidget* widget = nullptr);
    [[nodiscard]] QByteArray shownValue() const
    {
        return child<CodeView>(m_view.get(), "valueView")->text();
    }
    [[nodiscard]] QComboBox* choice() const
    {
        return child<QComboBox>(m_view.get(), "valueDecoder");
    }

    std::unique_ptr<test::BrokerProcess> m_broker;
    test::RegistryServer m_registry;
    QTemporaryDir m_folder;
    Settings m_settings{m_folder.filePath(QStringLiteral("settings.json"))};
    SecretStore m_secrets{SecretStore::Keeping::Session};
    ConnectionStore m_store{m_settings, m_secrets};
    std::unique_ptr<ClusterService> m_service;
    std::unique_ptr<TopicView> m_view;
    QString m_topic;
    int m_topics = 0;
};

void TestDecoderChoice::initTestCase()
{
    if (!test::BrokerProcess::isAvailable()) {
        QSKIP("no ottla-broker");
    }
    m_broker = std::make_unique<test::BrokerProcess>();
    m_broker->setProperties({QStringLiteral("auto.create.topics.enable=true")});
    QVERIFY2(m_broker->start(), qPrintable(m_broker->errorOutput()));
    Connection connection;
    connection.name = QStringLiteral("shop");
    connection.bootstrapServers = m_broker->bootstrap();
    connection.schemaRegistry = m_registry.url();
    connection.schemaRegistryUser = QStringLiteral("ottla");
    connection.schemaRegistrySecret = QStringLiteral("s3cret");
    m_service = std::make_unique<ClusterService>(m_store, *m_store.find(m_store.add(connection)));
    m_service->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_service->state(), ClusterService::State::Connected, patience);
}

void TestDecoderChoice::init()
{
    applyTheme(*qApp, ThemeChoice::Light);
    m_topic = QStringLiteral("orders-%1").arg(++m_topics);
}

void TestDecoderChoice::cleanup()
{
    m_view.reset();
}

void TestDecoderChoice::send(const QByteArray& hex)
{
    auto producer =
        MessageProducer::create(m_service->properties(), WriteGate(QStringLiteral("shop"), false));
    QVERIFY(producer.ok());
    const auto sent = (*producer)->send({.topic = m_topic.toStdString(),
                                         .key = "k",
                                         .value = QByteArray::fromHex(hex).toStdString()},
                                        std::chrono::seconds(20));
    QVERIFY2(sent.ok(), sent.ok() ? "" : sent.error().describe().c_str());
    m_service->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(m_service->topic(m_topic), patience);
}

void TestDecoderChoice::openTopic()
{
    m_view = std::make_unique<TopicView>(*m_service, m_settings, m_topic, m_folder.path());
    m_view->resize(1200, 760);
    m_view->show();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    selectFirst();
}

void TestDecoderChoice::selectFirst()
{
    auto* table = child<MessageTable>(m_view.get(), "messagesTable");
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0, patience);
    table->setCurrentIndex(table->model()->index(0, 1));
}

QMenu* TestDecoderChoice::openMenu()
{
    QTest::mouseClick(choice(), Qt::LeftButton);
    auto* menu = child<QMenu>(m_view.get(), "decoderMenu");
    return menu != nullptr && QTest::qWaitForWindowExposed(menu) ? menu : nullptr;
}

QMenu* TestDecoderChoice::openGroup(QMenu* menu, const char* name)
{
    auto* group = child<QMenu>(menu, name);
    if (group != nullptr) {
        QTest::mouseClick(menu, Qt::LeftButton, {},
                          menu->actionGeometry(group->menuAction()).center());
    }
    return group != nullptr && QTest::qWaitFor([group] { return group->isVisible(); }) ? group
                                                                                       : nullptr;
}

void TestDecoderChoice::take(QMenu* menu, const QString& entry)
{
    for (QAction* action : menu->actions()) {
        if (action->text().startsWith(entry)) {
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
            return;
        }
    }
    QFAIL(qPrintable(entry));
}

/// Takes an entry that asks for a file, and answers the dialog that it opens.
QDialog* TestDecoderChoice::askFor(const QString& entry)
{
    QMenu* menu = openMenu();
    QMenu* schemas = menu == nullptr ? nullptr : openGroup(menu, "decodersSchema");
    if (schemas == nullptr) {
        return nullptr;
    }
    take(schemas, entry);
    auto* dialog = child<QDialog>(m_view.get(), "schemaDialog");
    return dialog != nullptr && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
}

void TestDecoderChoice::shoot(const char* name, QWidget* widget)
{
    const QString folder = qEnvironmentVariable("OTTLA_SCREENS");
    if (folder.isEmpty()) {
        return;
    }
    for (const auto& [theme, suffix] :
         {std::pair(ThemeChoice::Dark, "dark"), std::pair(ThemeChoice::Light, "light")}) {
        applyTheme(*qApp, theme);
        QCoreApplication::processEvents();
        (widget ? widget : m_view.get())
            ->grab()
            .save(QStringLiteral("%1/decoders-%2-%3.png")
                      .arg(folder, QLatin1String(name), QLatin1String(suffix)));
    }
}

void TestDecoderChoice::keepsASchemaFileForTheTopic()
{
    send("02"
         "0247"
         "02"
         "00"
         "020a"
         "00"
         "00"
         "00");
    openTopic();
    QDialog* dialog = askFor(QStringLiteral("Avro w"));
    QVERIFY(dialog);
    auto* use = child<QPushButton>(dialog, "useSchema");
    QVERIFY(!use->isEnabled());
    QTest::keyClicks(child<QLineEdit>(dialog, "schemaPath"), vectors(QStringLiteral("order.avsc")));
    QTRY_VERIFY_WITH_TIMEOUT(use->isEnabled(), patience);
    QCOMPARE(child<QLabel>(dialog, "schemaResult")->text(), QStringLiteral("Avro: shop.Order"));
    shoot("avro-dialog", dialog);
    QTest::mouseClick(use, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(shownValue().contains("\"total\": 0.10"), patience);
    QCOMPARE(choice()->currentText(), QStringLiteral("Avro: order.avsc"));
    QCOMPARE(child<QLabel>(m_view.get(), "schemaLine")->text(), QStringLiteral("shop.Order"));
    shoot("avro");

    m_view.reset();
    openTopic();
    QTRY_VERIFY_WITH_TIMEOUT(shownValue().contains("\"total\": 0.10"), patience);
    QCOMPARE(choice()->currentText(), QStringLiteral("Avro: order.avsc"));
    // Another topic is read by its own bytes.
    m_view.reset();
    m_topic = QStringLiteral("orders-%1").arg(++m_topics);
    send("7b7d");
    openTopic();
    QTRY_COMPARE_WITH_TIMEOUT(choice()->currentText(), QStringLiteral("Auto: JSON"), patience);
}

void TestDecoderChoice::choosesAMessageOfAProtoFile()
{
    send("0801120408021a00");
    openTopic();
    QDialog* dialog = askFor(QStringLiteral("Protobuf w"));
    QVERIFY(dialog);
    auto* use = child<QPushButton>(dialog, "useSchema");
    QTest::keyClicks(child<QLineEdit>(dialog, "schemaPath"), vectors(QStringLiteral("shop.proto")));
    QTRY_VERIFY_WITH_TIMEOUT(use->isEnabled(), patience);
    auto* message = child<QComboBox>(dialog, "schemaMessage");
    message->setFocus();
    QTest::keyClicks(message, QStringLiteral("shop.Tree"));
    shoot("protobuf-dialog", dialog);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(shownValue().contains("\"children\": ["), patience);
    QCOMPARE(choice()->currentText(), QStringLiteral("Protobuf: shop.Tree"));
}

void TestDecoderChoice::saysWhatIsWrongWithASchemaFile()
{
    send("0801");
    openTopic();
    QDialog* dialog = askFor(QStringLiteral("Protobuf w"));
    QVERIFY(dialog);
    QTest::keyClicks(child<QLineEdit>(dialog, "schemaPath"), vectors(QStringLiteral("avro.txt")));
    auto* result = child<QLabel>(dialog, "schemaResult");
    QTRY_VERIFY_WITH_TIMEOUT(result->text().contains(QStringLiteral("line 1")), patience);
    QVERIFY(!child<QPushButton>(dialog, "useSchema")->isEnabled());
    shoot("schema-problem", dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
}

void TestDecoderChoice::keepsTheOldChoiceWhenNoFileIsChosen()
{
    send("0801");
    openTopic();
    choice()->setFocus();
    QTest::keyClicks(choice(), QStringLiteral("Hex"));
    QTest::qWait(QApplication::keyboardInputInterval() + 50); // else it is one word
    QDialog* dialog = askFor(QStringLiteral("Protobuf w"));
    QVERIFY(dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!choice()->currentText().isEmpty());
    QVERIFY(!choice()->currentText().contains(QStringLiteral("…")));
}

void TestDecoderChoice::offersTheDecodersInGroups()
{
    send("000000000000012c");
    openTopic();
    QMenu* menu = openMenu();
    QVERIFY(menu);
    QStringList entries;
    for (const QAction* action : menu->actions()) {
        entries += action->text();
    }
    QCOMPARE(entries.join(u'|'),
             QStringLiteral("Auto: Integer, 64 bits, big-endian||Structured|Text|"
                            "Text in a legacy encoding|Numbers|Compressed|With a schema"));
    QVERIFY(menu->actions().constFirst()->isChecked());
    shoot("menu", menu);
    QMenu* numbers = openGroup(menu, "decodersNumbers");
    QVERIFY(numbers);
    shoot("menu-numbers", numbers);
    QMenu* wide = openGroup(numbers, "64 bits");
    QVERIFY(wide);
    shoot("menu-64", wide);
    take(wide, QStringLiteral("Unsigned, little-endian"));
    QCOMPARE(choice()->currentText(), QStringLiteral("Unsigned, 64 bits, little-endian"));
    QTRY_COMPARE_WITH_TIMEOUT(shownValue(), QByteArray("3170815612645539840"), patience);

    // It is kept for the topic, and marked, with the way to it.
    m_view.reset();
    openTopic();
    QTRY_COMPARE_WITH_TIMEOUT(shownValue(), QByteArray("3170815612645539840"), patience);
    menu = openMenu();
    QVERIFY(!menu->actions().constFirst()->isChecked());
    QVERIFY(child<QMenu>(menu, "decodersNumbers")->menuAction()->isChecked());
    QVERIFY(!child<QMenu>(menu, "decodersText")->menuAction()->isChecked());
    QVERIFY(child<QAction>(menu, "uint64le")->isChecked());
    QTest::mouseClick(menu, Qt::LeftButton, {},
                      menu->actionGeometry(menu->actions().constFirst()).center());
    QTRY_COMPARE_WITH_TIMEOUT(shownValue(), QByteArray("300"), patience);
}

void TestDecoderChoice::readsBySchemasOfTheRegistry()
{
    m_registry.answer("/schemas/ids/17",
                      {200,
                       R"({"schema":"{\"type\":\"record\",\"name\":\"Order\",\"fields\":[)"
                       R"({\"name\":\"id\",\"type\":\"long\"},)"
                       R"({\"name\":\"city\",\"type\":\"string\"}]}"})"});
    m_registry.answer("/schemas/ids/17/versions",
                      {200, "[{\"subject\":\"" + m_topic.toUtf8() + "-value\",\"version\":3}]"});
    send("0000000011"
         "feffffffffffffffff01"
         "0a5475726b75");
    openTopic();
    QTRY_VERIFY_WITH_TIMEOUT(shownValue().contains("\"id\": 9223372036854775807"), patience);
    QVERIFY(shownValue().contains("\"city\": \"Turku\""));
    QCOMPARE(choice()->currentText(), QStringLiteral("Auto: Schema Registry, Avro"));
    auto* schema = child<QLabel>(m_view.get(), "schemaLine");
    QVERIFY(schema->isVisible());
    QCOMPARE(schema->text(), m_topic + QStringLiteral("-value v3 · id 17"));
    QCOMPARE(m_registry.authorization(), "Basic " + QByteArray("ottla:s3cret").toBase64());
    shoot("registry");
}

void TestDecoderChoice::showsWhatTheRegistrySaysInPlace()
{
    m_registry.answer("/schemas/ids/18", {401, R"({"message":"unknown user"})"});
    send("000000001254");
    openTopic();
    auto* problem = child<QLabel>(m_view.get(), "formatProblem");
    QTRY_VERIFY_WITH_TIMEOUT(problem->text().contains(QStringLiteral("unknown user")), patience);
    QVERIFY2(problem->text().contains(QStringLiteral("HTTP 401")), qPrintable(problem->text()));
    QVERIFY2(shownValue().contains("00 00 00 00 12 54"), shownValue().constData());
    shoot("registry-problem");
}

void TestDecoderChoice::offersTheRegistryInTheConnectionsDialog()
{
    m_registry.answer("/subjects", {200, R"(["orders-value","orders-key"])"});
    Connection connection;
    connection.name = QStringLiteral("another");
    connection.bootstrapServers = m_broker->bootstrap();
    ConnectionDialog dialog(m_store, connection);
    dialog.show();
    QTest::keyClicks(child<QLineEdit>(&dialog, "schemaRegistry"), m_registry.url());
    QTest::keyClicks(child<QLineEdit>(&dialog, "schemaRegistryUser"), QStringLiteral("ottla"));
    QTest::keyClicks(child<QLineEdit>(&dialog, "schemaRegistrySecret"), QStringLiteral("s3cret"));
    QTest::mouseClick(child<QPushButton>(&dialog, "testConnection"), Qt::LeftButton);
    auto* result = child<QLabel>(&dialog, "testResult");
    QTRY_VERIFY2_WITH_TIMEOUT(
        result->text().contains(QStringLiteral("The schema registry has 2 subject")),
        qPrintable(result->text()), patience);
    shoot("connection", &dialog);
    QCOMPARE(dialog.connection().schemaRegistry, m_registry.url());
    QCOMPARE(dialog.connection().schemaRegistrySecret, QStringLiteral("s3cret"));
}

void TestDecoderChoice::tellsOfPluginsInTheLog()
{
    const QTemporaryDir profile;
    const Locations locations = Locations::below(profile.path());
    QVERIFY(QDir().mkpath(locations.decodersFolder()));
    QFile torn(locations.decodersFolder() + QStringLiteral("/libtorn.so"));
    QVERIFY(torn.open(QIODevice::WriteOnly));
    torn.write("\x7F"
               "ELF and no more");
    torn.close();
    Settings settings(locations.settingsFile());
    Workspace workspace(locations, settings, m_secrets);
    MainWindow window(workspace);
    QStringList said;
    for (int row = 0; row < window.log().rowCount(); ++row) {
        const QModelIndex index = window.log().index(row, LogModel::TextColumn);
        said << index.data().toString() + u' ' + index.data(LogModel::DetailsRole).toString();
    }
    const QString all = said.join(u'\n');
    QVERIFY2(all.contains(QRegularExpression(QStringLiteral("was not loaded: .*libtorn.so"))),
             qPrintable(all));
    // Beside the test program lie the example and one for another version.
    QVERIFY2(all.contains(QStringLiteral("it is made for org.ottla.DecoderPlugin/0")),
             qPrintable(all));
    QVERIFY2(all.contains(QRegularExpression(QStringLiteral("Decoders loaded from .*reverse"))),
             qPrintable(all));
}

QTEST_MAIN(TestDecoderChoice)
#include "tst_decoderchoice.moc"
