// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/messageproducer.h"
#include "model/messages/messagejob.h"
#include "model/schemas/decoderset.h"
#include "model/schemas/schemaregistry.h"
#include "registryserver.h"
#include "support/brokerprocess.h"
#include "support/picture.h"
#include "ui/messages/messagesview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ottla;

namespace {

constexpr int patience = 30'000;
const WriteGate writable(QStringLiteral("test"), false);
const QString turku = QStringLiteral(R"({ "id": 9223372036854775807, "city": "Turku" })");

template <typename T>
T* child(QWidget* parent, const char* name)
{
    return parent->findChild<T*>(QLatin1String(name));
}

/// An order, of a schema of the registry.
QByteArray order(int schema, const QByteArray& rest = "feffffffffffffffff010a5475726b75")
{
    return QByteArray::number(schema, 16).rightJustified(10, '0') + rest;
}

} // namespace

/// What a person sees of an Avro topic outside the detail view: in the table, on the clipboard,
/// side by side, and in a file. Pictures go to the folder OTTLA_SCREENS, where that is set.
class TestDecodedMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!test::BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        m_broker.setProperties({QStringLiteral("auto.create.topics.enable=true")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    }

    void init()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        QApplication::clipboard()->clear();
        m_topic = QStringLiteral("orders-%1").arg(++m_topics);
        m_registry = std::make_unique<test::RegistryServer>();
        m_url = m_registry->url();
        m_folder = std::make_unique<QTemporaryDir>();
        haveSchema(*m_registry);
    }

    void cleanup()
    {
        m_view.reset();
        m_folder.reset();
    }

    void showsDecodedValuesInTheTable()
    {
        send("{\"plain\": 1}");
        send(QByteArray::fromHex(order(17)));
        send(
            QByteArray::fromHex("82a26964cf0000000000000011a463697479a54c61687469")); // MessagePack
        open(3);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1), turku, patience);
        QCOMPARE(cell(0), QStringLiteral("{\"plain\": 1}"));
        QCOMPARE(cell(2), QStringLiteral(R"({ "id": 17, "city": "Lahti" })"));
        QCOMPARE(toolTip(1), QString());
        shoot("table");
        // A key of the same kind.
        send("x", QByteArray::fromHex(order(17)));
        open(4);
        QTRY_COMPARE_WITH_TIMEOUT(cell(3, MessagesModel::Key), turku, patience);
    }

    void copiesWhatIsSeen()
    {
        send(QByteArray::fromHex(order(17)), "k\xFF");
        open(1);
        m_view->table()->selectRow(0);
        QTest::keyClick(m_view->table(), Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(copied().contains(QStringLiteral("\t6bff\t") + turku), patience);
        QCOMPARE(copied().count(u'\n'), 1);
    }

    // Another row was never in sight, so that its schema is asked for by the copy alone.
    void copiesWhatWasNotInSight()
    {
        for (int i = 0; i < 100; ++i) {
            send("{}");
        }
        send(QByteArray::fromHex(order(17)));
        open(101);
        m_view->table()->selectAll();
        m_view->table()->scrollToTop();
        QTest::keyClick(m_view->table(), Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(copied().contains(turku), patience);
    }

    void showsWhatIsRejectedAsItIs()
    {
        send(QByteArray::fromHex(order(17, "02")));
        open(1);
        QTRY_VERIFY2_WITH_TIMEOUT(
            toolTip(0).startsWith(QStringLiteral("Not Schema Registry, shown as raw bytes: ")),
            qPrintable(toolTip(0)), patience);
        QVERIFY2(toolTip(0).contains(QStringLiteral("behind schema 17")), qPrintable(toolTip(0)));
        QCOMPARE(cell(0), QStringLiteral("00 00 00 00 11 02"));
        copyFirst();
        QTRY_VERIFY_WITH_TIMEOUT(copied().contains(QStringLiteral("000000001102")), patience);
    }

    void comparesDecodedValues()
    {
        send(QByteArray::fromHex(order(17)));
        send(QByteArray::fromHex(order(17, "02")));
        send(QByteArray::fromHex(order(17, "020a4c61687469")));
        open(3);
        compare(0, 2);
        auto* window = child<QWidget>(m_view.get(), "compareWindow");
        auto* left = child<CodeView>(window, "compareLeft");
        auto* right = child<CodeView>(window, "compareRight");
        QTRY_VERIFY_WITH_TIMEOUT(left->text().contains("    \"city\": \"Turku\"\n"), patience);
        QVERIFY2(right->text().contains("    \"city\": \"Lahti\"\n"), right->text().constData());
        shoot("compare", window);
        window->close();
        QTRY_VERIFY(!child<QWidget>(m_view.get(), "compareWindow"));
        compare(0, 1);
        right = child<CodeView>(child<QWidget>(m_view.get(), "compareWindow"), "compareRight");
        QTRY_VERIFY2_WITH_TIMEOUT(right->text().contains("value (not Schema Registry, raw bytes: "),
                                  right->text().constData(), patience);
        QVERIFY2(right->text().contains("00 00 00 00 11 02"), right->text().constData());
    }

    void writesDecodedValuesIntoAText_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("loaded") << QByteArray("saveShown");
        QTest::newRow("read anew") << QByteArray("saveTopic");
    }
    void writesDecodedValuesIntoAText()
    {
        QFETCH(QByteArray, what);
        send(QByteArray::fromHex(order(17)), QByteArray::fromHex(order(17)));
        send(QByteArray::fromHex(order(17, "02")));
        send("{\"plain\": 1}");
        open(3);
        const JobReport report = savePretty(what);
        QCOMPARE(report.messages, 3);
        QVERIFY(!report.whole);
        QVERIFY2(report.summary.endsWith(QStringLiteral("with the reason: 1")),
                 qPrintable(report.summary));
        const QByteArray text = saved();
        const QByteArray laidOut =
            ":\n{\n    \"id\": 9223372036854775807,\n    \"city\": \"Turku\"\n}\n";
        QVERIFY2(text.contains(QByteArray("key" + laidOut)), text.constData());
        QVERIFY2(text.contains(QByteArray("value" + laidOut)), text.constData());
        QVERIFY2(text.contains("value (not Schema Registry, raw bytes: "), text.constData());
        QVERIFY2(text.contains("00 00 00 00 11 02"), text.constData());
        QVERIFY2(text.contains("\"plain\": 1"), text.constData());
    }

    void goesOnWhenTheRegistryIsAway()
    {
        send(QByteArray::fromHex(order(17)));
        send("{\"plain\": 1}");
        m_registry->close();
        open(2);
        QTRY_VERIFY_WITH_TIMEOUT(toolTip(0).contains(QStringLiteral("Connection refused")),
                                 patience);
        QCOMPARE(cell(1), QStringLiteral("{\"plain\": 1}"));
        copyFirst();
        QTRY_VERIFY_WITH_TIMEOUT(
            copied().contains(QString::fromLatin1(order(17, "feffffffffffffffff010a5475726b75"))),
            patience);
        const JobReport report = savePretty("saveTopic");
        QCOMPARE(report.messages, 2);
        QVERIFY(!report.whole);
        QVERIFY2(saved().contains("raw bytes: "), saved().constData());
        QVERIFY2(saved().contains("Connection refused"), saved().constData());
        shoot("away");
    }

    // Nobody touches anything: what is in sight follows by itself.
    void decodesByItselfWhenTheRegistryIsBack()
    {
        send(QByteArray::fromHex(order(17)));
        send(QByteArray::fromHex(order(17)));
        const quint16 port = m_registry->serverPort();
        m_registry->close();
        open(2);
        m_view->table()->selectRow(1);
        const auto* why = child<QLabel>(m_view.get(), "formatProblem");
        const auto* value = child<CodeView>(m_view.get(), "valueView");
        QTRY_VERIFY_WITH_TIMEOUT(why->text().contains(QStringLiteral("Connection refused")),
                                 patience);
        QVERIFY(toolTip(0).contains(QStringLiteral("Connection refused")));
        QVERIFY(m_registry->listen(QHostAddress::LocalHost, port));
        QTRY_VERIFY_WITH_TIMEOUT(m_registry->asked().contains("/schemas/ids/17"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(value->text().contains("    \"city\": \"Turku\"\n"), patience);
        QVERIFY(!why->isVisible());
        QCOMPARE(cell(0), turku);
        QCOMPARE(toolTip(0), QString());
        shoot("back");
    }

    // It takes the question, and says nothing: nobody but a save waits for it.
    void waitsOnlyInTheBackground()
    {
        m_registry->answer("/schemas/ids/17", {.body = {}, .silent = true});
        send(QByteArray::fromHex(order(17)));
        send("{\"plain\": 1}");
        open(2);
        QTRY_VERIFY_WITH_TIMEOUT(m_registry->asked().contains("/schemas/ids/17"), patience);
        QCOMPARE(cell(1), QStringLiteral("{\"plain\": 1}"));
        QVERIFY(toolTip(0).startsWith(QStringLiteral("Raw bytes for now: ")));
        QTest::mouseClick(m_view->table()->viewport(), Qt::LeftButton, {},
                          m_view->table()->visualRect(index(1, MessagesModel::Value)).center());
        QVERIFY(child<CodeView>(m_view.get(), "valueView")->text().contains("\"plain\": 1"));
        compare(0, 1);
        QCOMPARE(child<QLabel>(m_view.get(), "compareCount")->text(), QStringLiteral("Comparing…"));
    }

    void readsByWhatWasChosen()
    {
        send("H4sIAAAAAAACA6tWykxRsjKsBQDF+F1ECAAAAA=="); // Base64 of gzip of {"id":1}
        open(1);
        m_view->table()->selectRow(0);
        QCOMPARE(cell(0), QStringLiteral("H4sIAAAAAAACA6tWykxRsjKsBQDF+F1ECAAAAA=="));
        auto* choice = child<QComboBox>(m_view.get(), "valueDecoder");
        choice->setFocus();
        QTest::keyClicks(choice, QStringLiteral("Base"));
        QTRY_COMPARE_WITH_TIMEOUT(cell(0), QStringLiteral("{ \"id\": 1 }"), patience);
    }

private:
    static void haveSchema(test::RegistryServer& registry);
    [[nodiscard]] KafkaProperties properties() const
    {
        return {{"bootstrap.servers", m_broker.bootstrap().toStdString()}};
    }
    void send(const QByteArray& value, const QByteArray& key = "k")
    {
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        const auto sent = (*producer)->send({.topic = m_topic.toStdString(),
                                             .partition = 0,
                                             .key = key.toStdString(),
                                             .value = value.toStdString()},
                                            std::chrono::seconds(20));
        QVERIFY2(sent.ok(), sent.ok() ? "" : sent.error().describe().c_str());
    }
    void open(int rows)
    {
        m_view = std::make_unique<MessagesView>(
            std::make_unique<MessageBrowser>(properties(), m_topic.toStdString(), writable), 1,
            false);
        m_view->setDecoderSet(DecoderSet::create(
            m_topic, std::make_shared<SchemaRegistry>(SchemaRegistrySettings{.url = m_url})));
        m_view->resize(1200, 760);
        m_view->show();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTRY_COMPARE_WITH_TIMEOUT(m_view->table()->model()->rowCount(), rows, patience);
    }
    [[nodiscard]] QModelIndex index(int row, int column) const
    {
        return m_view->table()->model()->index(row, column);
    }
    [[nodiscard]] QString cell(int row, int column = MessagesModel::Value) const
    {
        return index(row, column).data().toString();
    }
    [[nodiscard]] QString toolTip(int row) const
    {
        return index(row, MessagesModel::Value).data(Qt::ToolTipRole).toString();
    }
    static QString copied() { return QApplication::clipboard()->text(); }
    void copyFirst()
    {
        m_view->table()->selectRow(0);
        QTest::keyClick(m_view->table(), Qt::Key_C, Qt::ControlModifier);
    }
    void compare(int left, int right)
    {
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        for (const auto& [row, keys] :
             {std::pair(left, Qt::NoModifier), std::pair(right, Qt::ControlModifier)}) {
            QTest::mouseClick(
                m_view->table()->viewport(), Qt::LeftButton, keys,
                m_view->table()->visualRect(index(row, MessagesModel::Value)).center());
        }
        QTest::keyClick(m_view->table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(child<QWidget>(m_view.get(), "compareWindow"));
        QVERIFY(QTest::qWaitForWindowExposed(child<QWidget>(m_view.get(), "compareWindow")));
    }
    /// Through the dialog, as m.txt.
    JobReport savePretty(const QByteArray& what)
    {
        QTest::keyClick(m_view->table(), Qt::Key_S, Qt::ControlModifier);
        auto* dialog = child<QWidget>(m_view.get(), "saveDialog");
        if (dialog == nullptr || !QTest::qWaitForWindowExposed(dialog)) {
            qFatal("the dialog did not open");
        }
        QTest::mouseClick(child<QAbstractButton>(dialog, what.constData()), Qt::LeftButton);
        child<QComboBox>(dialog, "saveFormat")
            ->setCurrentText(QStringLiteral("Pretty-printed text"));
        child<QLineEdit>(dialog, "savePath")->setText(m_folder->filePath(QStringLiteral("m.txt")));
        QSignalSpy done(m_view.get(), &MessagesView::jobFinished);
        QTest::mouseClick(child<QAbstractButton>(dialog, "saveAccept"), Qt::LeftButton);
        static_cast<void>(QTest::qWaitFor([&] { return done.size() == 1; }, patience));
        return done.isEmpty() ? JobReport() : done[0][0].value<JobReport>();
    }
    [[nodiscard]] QByteArray saved() const
    {
        QFile file(m_folder->filePath(QStringLiteral("m.txt")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void shoot(const char* name, QWidget* widget = nullptr)
    {
        test::savePictures(widget != nullptr ? *widget : *m_view,
                           QStringLiteral("decoded-%1").arg(QLatin1String(name)));
    }

    test::BrokerProcess m_broker;
    std::unique_ptr<test::RegistryServer> m_registry;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MessagesView> m_view;
    QString m_url; // the registry's, also while it is closed
    QString m_topic;
    int m_topics = 0;
};

void TestDecodedMessages::haveSchema(test::RegistryServer& registry)
{
    registry.answer("/schemas/ids/17",
                    {200,
                     R"({"schema":"{\"type\":\"record\",\"name\":\"Order\",\"fields\":[)"
                     R"({\"name\":\"id\",\"type\":\"long\"},)"
                     R"({\"name\":\"city\",\"type\":\"string\"}]}"})"});
    registry.answer("/schemas/ids/17/versions", {200, "[]"});
}

QTEST_MAIN(TestDecodedMessages)
#include "tst_decodedmessages.moc"
