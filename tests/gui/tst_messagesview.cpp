// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/savedmessages.h"
#include "model/messages/messagejob.h"
#include "support/messagespane.h"
#include "support/picture.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/scintilla.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <fstream>

using namespace ottla;
using namespace ottla::test;

/// The pane against the real broker, used with mouse and keys. Pictures of its states go to the
/// folder OTTLA_SCREENS, where that is set.
class TestMessagesView : public QObject, private MessagesPane
{
    Q_OBJECT

public:
    TestMessagesView()
        : MessagesPane(QStringLiteral("messages"))
    { }

private Q_SLOTS:
    void initTestCase()
    {
        if (!BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        m_broker.setProperties({QStringLiteral("auto.create.topics.enable=true"),
                                QStringLiteral("num.partitions=3"),
                                QStringLiteral("message.max.bytes=8000000")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    }

    void init()
    {
        m_topic = QStringLiteral("topic-%1").arg(++m_topics);
        // The first message makes the topic.
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        for (int i = 0; i < 6; ++i) {
            const std::string value = R"({"id":)" + std::to_string(98231 + i)
                + R"(,"customer":{"name":"Ada","city":"Turku"},"paid":true,"total":12.50,"lines":[1,2,3]})";
            const auto stored = (*producer)->send({.topic = m_topic.toStdString(),
                                                   .partition = i % 3,
                                                   .key = "key-" + std::to_string(i),
                                                   .value = value,
                                                   .headers = {{"trace", "abc"}, {"empty", {}}}},
                                                  std::chrono::seconds(20));
            QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
        }
        openView();
    }

    void cleanup() { m_view.reset(); }

    void readsAndShowsMessages()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QTRY_VERIFY_WITH_TIMEOUT(status().contains(QStringLiteral("3 of 3 partitions")), patience);
        QVERIFY2(status().contains(QStringLiteral("6 message")), qPrintable(status()));
        selectValue(QStringLiteral("98233"));
        QVERIFY(shownValue().startsWith("{\n    \"id\": 98233,\n"));
        shoot("messages");
    }

    void foldsJson()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        selectValue(QStringLiteral("98231"));
        auto* view = child<CodeView>(m_view.get(), "valueView");
        QCOMPARE(view->language(), CodeView::Language::Json);
        QsciScintilla* editor = view->editor();
        editor->recolor();
        // Line 2 opens "customer"; its first member is on line 3.
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, 3UL) != 0);
        editor->foldLine(2);
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, 3UL) == 0);
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, 6UL) != 0);
        shoot("folded");
    }

    void showsTextInTheOrderInWhichItIsStored()
    {
        CodeView view;
        view.setText("\xE2\x80\xAE"
                     "abc\n",
                     CodeView::Language::Plain);
        view.resize(400, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto x = [&view](long at) {
            return view.editor()->SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0UL, at);
        };
        QVERIFY(x(3) > x(0)); // the control has a place of its own
        QVERIFY(x(4) > x(3) && x(5) > x(4));
        test::savePictures(view, QStringLiteral("turned"));
    }

    void filtersAsOneTypes()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QTest::keyClick(m_view->table(), Qt::Key_L, Qt::ControlModifier);
        auto* filter = child<QLineEdit>(m_view.get(), "filterLine");
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("98234"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QTRY_VERIFY2(status().contains(QStringLiteral("1 of 6 match")), qPrintable(status()));
        QTest::keyClicks(filter, QStringLiteral("nowhere"));
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(m_view.get(), "noMatchState")->isVisible(),
                                 patience);
        shoot("nomatch");
        click(m_view.get(), "clearFilter");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
    }

    void addsAMessageByKeysAndShowsItLive()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        m_view->table()->setFocus();
        QTest::keyClick(m_view->table(), Qt::Key_Space);
        QTRY_VERIFY2_WITH_TIMEOUT(status().contains(QStringLiteral("live")), qPrintable(status()),
                                  patience);
        QWidget* dialog = openDialog();
        QTest::keyClicks(child<QLineEdit>(dialog, "newKey"), QStringLiteral("fresh"));
        auto* value = child<CodeView>(dialog, "newValue");
        QTest::keyClicks(value->editor()->viewport()->parentWidget(), QStringLiteral("{\"n\": 1}"));
        QCOMPARE(value->text(), QByteArray("{\"n\": 1}"));
        child<QComboBox>(dialog, "newPartition")->setCurrentIndex(3);
        QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        auto* answer = child<QLabel>(dialog, "sendAnswer");
        QTRY_COMPARE_WITH_TIMEOUT(answer->text(),
                                  QStringLiteral("Stored in partition 2 at offset 2"), patience);
        QVERIFY(dialog->isVisible());
        shoot("added", dialog);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 7, patience);
        shoot("live");
        click(m_view.get(), "readButton"); // says Stop
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
    }

    void addsTombstonesAndHeaders()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QWidget* dialog = openDialog();
        QTest::keyClicks(child<QComboBox>(dialog, "newValueKind"), QStringLiteral("Null"));
        click(dialog, "addHeader");
        auto* headers = child<QTableWidget>(dialog, "newHeaders");
        headers->item(0, 0)->setText(QStringLiteral("source"));
        headers->item(0, 1)->setText(QStringLiteral("by hand"));
        click(dialog, "sendMessage");
        auto* answer = child<QLabel>(dialog, "sendAnswer");
        QTRY_VERIFY2_WITH_TIMEOUT(answer->text().startsWith(QStringLiteral("Stored in")),
                                  qPrintable(answer->text()), patience);
        dialog->close();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        QTest::keyClick(m_view->table(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 7, patience);
        selectValue(QStringLiteral("tombstone"));
        QVERIFY(shownValue().contains("tombstone"));
        child<QTabWidget>(m_view.get(), "detailTabs")->setCurrentIndex(2);
        auto* shown = child<QTableWidget>(m_view.get(), "headersTable");
        QCOMPARE(shown->rowCount(), 1);
        QCOMPARE(shown->item(0, 1)->text(), QStringLiteral("by hand"));
        shoot("headers");
    }

    void saysThatABodyIsEmpty()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        QVERIFY((*producer)
                    ->send({.topic = m_topic.toStdString(), .key = "hollow", .value = ""},
                           std::chrono::seconds(20))
                    .ok());
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        click(m_view.get(), "readButton");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 7, patience);
        selectKey(QStringLiteral("hollow"));
        QTRY_VERIFY2(shownValue().contains("empty"), shownValue().constData());
        shoot("empty");
        click(m_view.get(), "copyBody");
        QVERIFY(QApplication::clipboard()->text().isEmpty());
    }

    void matchesBracketsBeyondWhatIsInSight()
    {
        QByteArray json = "{\n";
        for (int i = 0; i < 400; ++i) {
            json += "    \"n" + QByteArray::number(i) + "\": [" + QByteArray::number(i) + "],\n";
        }
        json += "    \"last\": {}\n}";
        CodeView view;
        view.resize(400, 160);
        view.setReadOnly(true);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setText(json, CodeView::Language::Json);
        QCOMPARE(view.editor()->SendScintilla(QsciScintilla::SCI_BRACEMATCH, 0UL, 0L),
                 static_cast<long>(json.size() - 1));
    }

    void namesThePlaceOfAnErrorInJson()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        QVERIFY((*producer)
                    ->send({.topic = m_topic.toStdString(), .value = "{\"a\": 1,\n \"b\": oops}"},
                           std::chrono::seconds(20))
                    .ok());
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        click(m_view.get(), "readButton");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 7, patience);
        selectValue(QStringLiteral("oops"));
        QCOMPARE(shownValue(), QByteArray("{\"a\": 1,\n \"b\": oops}"));
        auto* problem = child<QLabel>(m_view.get(), "formatProblem");
        QVERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains(QStringLiteral("Line 2, column 7")),
                 qPrintable(problem->text()));
        shoot("invalid");
    }

    void savesAFileThatReadsBack()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("saved.jsonl"));
        QSignalSpy saved(m_view.get(), &MessagesView::jobFinished);
        save(path, "saveShown");
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
        shoot("saved");
        std::ifstream in(path.toStdString());
        SavedMessagesReader reader(in);
        int count = 0;
        for (auto next = reader.next(); next.ok() && *next; next = reader.next()) {
            QCOMPARE((*next)->topic, m_topic.toStdString());
            QCOMPARE((*next)->headers.size(), std::size_t{2});
            ++count;
        }
        QCOMPARE(count, 6);
    }

    void offersToAddToAnEmptyTopic()
    {
        cleanup();
        // Reading past the end of what is there leaves nothing to show.
        openView();
        auto* start = child<QComboBox>(m_view.get(), "startChoice");
        start->setCurrentIndex(2);
        child<QLineEdit>(m_view.get(), "offsetField")->setText(QStringLiteral("999999"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        QTest::keyClick(m_view.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(m_view.get(), "emptyState")->isVisible(), patience);
        shoot("empty");
        click(m_view.get(), "copyKcat");
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("kcat -P -b %1 -t %2 -K :").arg(m_broker.bootstrap(), m_topic));
    }

    void saysWhyAReadOnlyConnectionRefuses()
    {
        cleanup();
        show(std::make_unique<MessageBrowser>(properties(), m_topic.toStdString(),
                                              WriteGate(QStringLiteral("production"), true)));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QWidget* dialog = openDialog();
        click(dialog, "sendMessage");
        QTRY_VERIFY(child<QLabel>(dialog, "sendAnswer")
                        ->text()
                        .contains(QStringLiteral("\"production\" is read-only")));
        shoot("refused", dialog);
    }

    void searchesHeadersToo()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        auto* filter = child<QLineEdit>(m_view.get(), "filterLine");
        QTest::keyClicks(filter, QStringLiteral("TRACE"));
        QTRY_VERIFY2_WITH_TIMEOUT(status().contains(QStringLiteral("6 of 6 match")),
                                  qPrintable(status()), patience);
    }

    void readsTheChosenPartitionsFromATime()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        QMenu* menu = child<QToolButton>(m_view.get(), "partitionChoice")->menu();
        choose(menu, QStringLiteral("Partition 1"));
        child<QComboBox>(m_view.get(), "startChoice")->setCurrentText(QStringLiteral("Time"));
        auto* time = child<QLineEdit>(m_view.get(), "timeField");
        QTRY_VERIFY(time->isVisible());
        time->setText(QStringLiteral("-10m"));
        click(m_view.get(), "readButton");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 4, patience);
        QTRY_VERIFY2_WITH_TIMEOUT(status().contains(QStringLiteral("2 of 2 partitions")),
                                  qPrintable(status()), patience);
        time->setText(QStringLiteral("+10m"));
        click(m_view.get(), "readButton");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 0, patience);
    }

    void laysOutXml()
    {
        send({.value = "<a><b c=\"1\">text</b></a>"});
        selectValue(QStringLiteral("<a>"));
        QCOMPARE(shownValue(), QByteArray("<a>\n    <b c=\"1\">text</b>\n</a>"));
        shoot("xml");
    }

    void showsBinaryValuesInHex()
    {
        send({.key = "binary", .value = std::string("\x00\xff\x10\x80", 4)});
        selectKey(QStringLiteral("binary"));
        QVERIFY2(shownValue().contains("00 ff 10 80"), shownValue().constData());
        shoot("hex");
    }

    void decodesByTheBytesAndByChoice()
    {
        // MessagePack of {"id": 2^53 + 1}, under a key as Java's LongSerializer writes it.
        send({.key = std::string("\0\0\0\0\0\0\x12\x67", 8),
              .value = std::string("\x81\xa2id\xcf\x00\x20\x00\x00\x00\x00\x00\x01", 13)});
        selectValue(QStringLiteral("9007199254740993"));
        QCOMPARE(shownValue(), QByteArray("{\n    \"id\": 9007199254740993\n}"));
        auto* valueAs = child<QComboBox>(m_view.get(), "valueDecoder");
        QCOMPARE(valueAs->currentText(), QStringLiteral("Auto: MessagePack"));
        shoot("messagepack");
        auto* tabs = child<QTabWidget>(m_view.get(), "detailTabs");
        tabs->setCurrentIndex(1);
        QCOMPARE(child<CodeView>(m_view.get(), "keyView")->text(), QByteArray("4711"));
        QVERIFY(child<QComboBox>(m_view.get(), "keyDecoder")->isVisible());
        QVERIFY(!valueAs->isVisible());
        tabs->setCurrentIndex(0);

        chooseDecoder(valueAs, QStringLiteral("UUID"));
        QVERIFY2(shownValue().contains("81 a2 69 64 cf"), shownValue().constData());
        auto* problem = child<QLabel>(m_view.get(), "formatProblem");
        QVERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains(QStringLiteral("it takes 16 bytes, and these are 13")),
                 qPrintable(problem->text()));
        shoot("rejected");
    }

    void keepsTheDecodersOfATopic()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        selectValue(QStringLiteral("98231"));
        chooseDecoder(child<QComboBox>(m_view.get(), "valueDecoder"), QStringLiteral("Hex"));
        const QJsonObject state = m_view->layoutState();
        cleanup();
        openView();
        m_view->restoreLayoutState(state);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        selectValue(QStringLiteral("39 38 32 33 31")); // 98231
        QVERIFY2(shownValue().contains("7b 22 69 64"), shownValue().constData());
    }

    void showsAValueOfThreeMegabytesWithoutAFreeze()
    {
        const std::string big = "{\"text\":\"" + std::string(3 << 20, 'x') + "\"}";
        cleanup();
        auto producer = MessageProducer::create(
            [this] {
                auto own = properties();
                own.emplace_back("message.max.bytes", "8000000");
                return own;
            }(),
            writable);
        QVERIFY(producer.ok());
        const auto stored = (*producer)->send(
            {.topic = QStringLiteral("large").toStdString(), .key = "big", .value = big},
            std::chrono::seconds(20));
        QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
        m_topic = QStringLiteral("large");
        openView();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QElapsedTimer time;
        time.start();
        selectKey(QStringLiteral("big"));
        QVERIFY2(time.elapsed() < 2000, qPrintable(QString::number(time.elapsed())));
        QTRY_VERIFY_WITH_TIMEOUT(shownValue().startsWith("{\n    \"text\": \"xxx"), patience);
        click(m_view.get(), "copyBody");
        QVERIFY(QApplication::clipboard()->text().contains(QString(3 << 20, u'x')));
        QVERIFY(child<QLabel>(m_view.get(), "formatProblem")->isVisible());
    }

    void resendsAChangedCopy()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        selectValue(QStringLiteral("98232"));
        click(m_view.get(), "editAndResend");
        auto* dialog = child<QWidget>(m_view.get(), "addMessage");
        QTRY_VERIFY_WITH_TIMEOUT(dialog->isVisible(), patience); // once the message has been read
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QCOMPARE(child<QLineEdit>(dialog, "newKey")->text(), QStringLiteral("key-1"));
        QCOMPARE(child<QTableWidget>(dialog, "newHeaders")->rowCount(), 2);
        QTest::keyClicks(child<QLineEdit>(dialog, "newKey"), QStringLiteral("-again"));
        // Laid out to be read, and sent as it was while nobody edits it.
        QVERIFY(child<CodeView>(dialog, "newValue")->text().contains('\n'));
        shoot("resend", dialog);
        const std::string original = storedWithKey("key-1").value.value_or("");
        QVERIFY(original.find('\n') == std::string::npos);
        click(dialog, "sendMessage");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 7, patience);
        selectKey(QStringLiteral("key-1-again"));
        QVERIFY(shownValue().contains("98232"));
        QCOMPARE(storedWithKey("key-1-again").value, std::optional(original));
    }

    void sendsNullEmptyAndTextAsChosen()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        QWidget* dialog = openDialog();
        auto* key = child<QComboBox>(dialog, "newKeyKind");
        auto* line = child<QLineEdit>(dialog, "newKey");
        QCOMPARE(key->currentText(), QStringLiteral("Null")); // untouched
        shoot("nullkey", dialog);
        auto send = [&, sent = 6]() mutable {
            click(dialog, "sendMessage");
            ++sent;
            QTRY_COMPARE_WITH_TIMEOUT(rows(), sent, patience);
            QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        };
        const auto count = [this](const std::optional<std::string>& wanted,
                                  const std::optional<std::string>& value) {
            int found = 0;
            for (int row = 0; row < rows(); ++row) {
                const Message message = m_browser->model()->message(row).toMessage({});
                found += message.key == wanted && message.value == value ? 1 : 0;
            }
            return found;
        };
        auto* valueKind = child<QComboBox>(dialog, "newValueKind");
        QTest::keyClick(valueKind, Qt::Key_Down);
        QCOMPARE(valueKind->currentText(), QStringLiteral("Empty"));
        send();
        QCOMPARE(count(std::nullopt, ""), 1);
        QTest::keyClick(key, Qt::Key_Down);
        QCOMPARE(key->currentText(), QStringLiteral("Empty"));
        send();
        QCOMPARE(count("", ""), 1);
        QTest::keyClicks(line, QStringLiteral("k"));
        QCOMPARE(key->currentText(), QStringLiteral("Text"));
        QTest::keyClick(valueKind, Qt::Key_Down);
        QVERIFY(valueKind->currentText().startsWith(QStringLiteral("Null")));
        send();
        QCOMPARE(count("k", std::nullopt), 1);
        QTest::keyClick(line, Qt::Key_Backspace);
        QCOMPARE(key->currentText(), QStringLiteral("Null"));
        send();
        QCOMPARE(count(std::nullopt, std::nullopt), 1);
    }

    void savesOnlyWhatIsSelected()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        m_view->table()->selectRow(1);
        m_view->table()->selectionModel()->select(m_view->table()->model()->index(3, 0),
                                                  QItemSelectionModel::Select
                                                      | QItemSelectionModel::Rows);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("two.jsonl"));
        QSignalSpy saved(m_view.get(), &MessagesView::jobFinished);
        save(path, "saveSelected");
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
        QCOMPARE(saved[0][0].value<JobReport>().messages, 2);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 3); // and the line that names the format
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void leavesNoFileWhenSavingIsCancelledOrFails()
    {
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        auto* text = child<QLabel>(m_view.get(), "jobText");
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("cancelled.jsonl"));
        save(path, "saveShown");
        click(m_view.get(), "jobButton"); // before the event loop hears of the end
        QTRY_VERIFY2(!text->text().startsWith(QStringLiteral("Saving to")),
                     qPrintable(text->text()));
        const auto files = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
        if (text->text().contains(QStringLiteral("cancelled; nothing"))) {
            QVERIFY2(files.isEmpty(), qPrintable(files.join(u' ')));
        } else { // it was quicker than the click
            QCOMPARE(files, QStringList{QStringLiteral("cancelled.jsonl")});
        }
    }

    void keepsItsColumns()
    {
        m_view->table()->setColumnWidth(MessagesModel::Key, 333);
        const QJsonObject state = m_view->layoutState();
        cleanup();
        openView();
        m_view->restoreLayoutState(state);
        QCOMPARE(m_view->table()->columnWidth(MessagesModel::Key), 333);
    }

    void followsTheTheme()
    {
        auto* read = child<QPushButton>(m_view.get(), "readButton");
        const QColor light = read->palette().color(QPalette::Button);
        applyTheme(*qApp, ThemeChoice::Dark);
        QTRY_VERIFY(read->palette().color(QPalette::Button) != light);
        QVERIFY(read->palette().color(QPalette::Button).lightness()
                > read->palette().color(QPalette::ButtonText).lightness() + 80);
    }

    void staysResponsiveWithoutACluster()
    {
        cleanup();
        show(std::make_unique<MessageBrowser>(KafkaProperties{{"bootstrap.servers", "127.0.0.1:1"}},
                                              "orders", writable));
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(m_view.get(), "waitingState")->isVisible(),
                                 patience);
        shoot("waiting");
        QElapsedTimer time;
        time.start();
        m_view->read();
        cleanup();
        QVERIFY2(time.elapsed() < 500, qPrintable(QString::number(time.elapsed())));
    }

private:
    void openView() { showTopic(m_topic); }
    /// Adds a message beside the six, and reads again.
    void send(NewMessage message)
    {
        message.topic = m_topic.toStdString();
        produce(message);
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
        click(m_view.get(), "readButton");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 7, patience);
    }
    /// As a person does: with the keys, in the list.
    static void chooseDecoder(QComboBox* choice, const QString& name)
    {
        choice->setFocus();
        QTest::keyClicks(choice, name);
        QCOMPARE(choice->currentText(), name);
    }
    /// Through the dialog, as a person does.
    void save(const QString& path, const char* what)
    {
        QTest::keyClick(m_view->table(), Qt::Key_S, Qt::ControlModifier);
        QWidget* dialog = nullptr;
        QTRY_VERIFY((dialog = child<QWidget>(m_view.get(), "saveDialog")) != nullptr);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        click(dialog, what);
        auto* line = child<QLineEdit>(dialog, "savePath");
        line->selectAll();
        QTest::keyClicks(line, path);
        shoot("savedialog", dialog);
        click(dialog, "saveAccept");
    }
    static void choose(QMenu* menu, const QString& text)
    {
        for (QAction* action : menu->actions()) {
            if (action->text() == text) {
                action->trigger();
                return;
            }
        }
        QFAIL("no such entry");
    }
    QWidget* openDialog()
    {
        QTest::keyClick(m_view->table(), Qt::Key_N, Qt::ControlModifier);
        auto* dialog = child<QWidget>(m_view.get(), "addMessage");
        if (!dialog || !QTest::qWaitForWindowExposed(dialog)) {
            qFatal("the dialog did not open");
        }
        return dialog;
    }
    /// The last of them.
    [[nodiscard]] Message storedWithKey(const std::string& key) const
    {
        for (int row = rows() - 1; row >= 0; --row) {
            Message message = m_browser->model()->message(row).toMessage({});
            if (message.key == key) {
                return message;
            }
        }
        return {};
    }
    void selectValue(const QString& part) { select(MessagesModel::Value, part); }
    void selectKey(const QString& part) { select(MessagesModel::Key, part); }

    QString m_topic;
    int m_topics = 0;
};

QTEST_MAIN(TestMessagesView)
#include "tst_messagesview.moc"
