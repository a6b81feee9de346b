// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/savedmessages.h"
#include "model/messages/messagejob.h"
#include "model/tasks/taskmodel.h"
#include "support/guiwork.h"
#include "support/messagespane.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/scintilla.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <fstream>

using namespace ottla;
using namespace ottla::test;

namespace {

std::vector<Message> savedIn(const QString& path)
{
    std::ifstream in(path.toStdString());
    SavedMessagesReader reader(in);
    std::vector<Message> messages;
    for (auto next = reader.next(); next.ok() && *next; next = reader.next()) {
        messages.push_back(std::move(**next));
    }
    return messages;
}

} // namespace

/// Saving, loading, adding, comparing and finding, with mouse and keys against the real broker.
/// Pictures go to the folder OTTLA_SCREENS, where that is set.
class TestMessageFiles : public QObject, private MessagesPane
{
    Q_OBJECT

public:
    TestMessageFiles()
        : MessagesPane(QStringLiteral("files"))
    { }

private Q_SLOTS:
    void initTestCase()
    {
        if (!BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        m_broker.setProperties({QStringLiteral("auto.create.topics.enable=true"),
                                QStringLiteral("num.partitions=3"),
                                QStringLiteral("message.max.bytes=80000000"),
                                QStringLiteral("socket.request.max.bytes=100000000")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_topic = QStringLiteral("topic-%1").arg(++m_topics);
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        for (int i = 0; i < 9; ++i) {
            const auto stored = (*producer)->send(
                {.topic = m_topic.toStdString(),
                 .partition = i % 3,
                 .key = i == 4 ? std::string("\0\xFFk", 3) : "key-" + std::to_string(i),
                 .value = value(i),
                 .headers = {{"trace", "abc"}, {"trace", {}}, {"n", "\x01\xFE"}},
                 .timestamp = 1'700'000'000'000 + i},
                std::chrono::seconds(20));
            QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
        }
        showTopic(m_topic);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_browser->active(), patience);
    }

    void cleanup()
    {
        m_view.reset();
        m_folder.reset();
    }

    void savesAllOfATopicWithoutLoadingIt()
    {
        child<QComboBox>(m_view.get(), "startChoice")->setCurrentText(QStringLiteral("Newest"));
        const QString path = file("all.jsonl");
        const JobReport report = save(path, "saveTopic");
        QVERIFY(report.whole);
        QCOMPARE(report.messages, 9);
        QVERIFY2(report.details.contains(
                     m_topic + QStringLiteral(", partition 1: 3 messages, offsets 0 to 2")),
                 qPrintable(report.details));
        QVERIFY2(report.details.contains(QStringLiteral("offsets 0 to 3 asked for, read up to 3")),
                 qPrintable(report.details));
        QCOMPARE(savedIn(path).size(), std::size_t{9});
        click(m_view.get(), "jobMore");
        QTRY_VERIFY(child<QLabel>(m_view.get(), "jobDetails")->isVisible());
        shoot("account");
    }

    void savesOnlyWhatMatches()
    {
        QTest::keyClicks(child<QLineEdit>(m_view.get(), "filterLine"), QStringLiteral("100003"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        for (const char* what : {"saveShown", "saveTopic"}) {
            const QString path = file(what);
            QCOMPARE(save(path, what).messages, 1);
            QCOMPARE(savedIn(path).front().value, std::optional(value(3)));
        }
    }

    // What was shown when it was asked for, as it was shown.
    void savesInTheOrderThatIsShown()
    {
        const auto offsets = [&](const char* name) {
            const QString path = file(name);
            save(path, "saveShown");
            std::vector<std::int64_t> list;
            for (const Message& message : savedIn(path)) {
                list.push_back(message.offset);
            }
            return list;
        };
        MessagesModel* model = m_browser->model();
        model->sort(MessagesModel::Offset, Qt::DescendingOrder);
        QTRY_VERIFY_WITH_TIMEOUT(model->upToDate(), patience);
        QCOMPARE(offsets("sorted.jsonl"), (std::vector<std::int64_t>{2, 2, 2, 1, 1, 1, 0, 0, 0}));
        QTest::keyClicks(child<QLineEdit>(m_view.get(), "filterLine"), QStringLiteral("key-"));
        QTRY_VERIFY_WITH_TIMEOUT(rows() == 8 && model->upToDate(), patience);
        QCOMPARE(offsets("both.jsonl"), (std::vector<std::int64_t>{2, 2, 2, 1, 1, 0, 0, 0}));
    }

    void offersEveryFormatAndRefusesWhatCannotBe()
    {
        press(Qt::Key_S);
        QWidget* dialog = window("saveDialog");
        auto* format = child<QComboBox>(dialog, "saveFormat");
        auto* path = child<QLineEdit>(dialog, "savePath");
        auto* accept = child<QPushButton>(dialog, "saveAccept");
        fill(dialog, "savePath", file("y.csv"));
        QCOMPARE(format->currentText(), QStringLiteral("CSV"));
        QCOMPARE(path->text(), file("y.csv"));
        fill(dialog, "savePath", file("x.jsonl"));
        QCOMPARE(format->currentText(), QStringLiteral("JSON Lines (lossless)"));
        format->setCurrentText(QStringLiteral("CSV"));
        QCOMPARE(path->text(), file("x.csv"));
        format->setCurrentText(QStringLiteral("Raw files"));
        QCOMPARE(path->text(), file("x"));
        QVERIFY(child<QLineEdit>(dialog, "savePattern")->isVisible());
        shoot("saveraw", dialog);
        fill(dialog, "savePattern", QStringLiteral("{offset}"));
        QVERIFY(!accept->isEnabled());
        QVERIFY(child<QLabel>(dialog, "saveNote")->text().contains(QStringLiteral("{partition}")));
        fill(dialog, "savePattern", QStringLiteral("{partition}-{offset}"));
        fill(dialog, "savePath", QStringLiteral("/nowhere/at/all"));
        QVERIFY(!accept->isEnabled());
        fill(dialog, "savePath", file("raw"));
        QSignalSpy done(m_view.get(), &MessagesView::jobFinished);
        click(dialog, "saveAccept");
        QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, patience);
        QCOMPARE(QDir(file("raw")).entryList(QDir::Files).size(), 9);
        QFile one(file("raw/1-2"));
        QVERIFY(one.open(QIODevice::ReadOnly));
        QCOMPARE(one.readAll().toStdString(), value(7));
    }

    void showsTheWorkInTheTaskArea()
    {
        TaskModel tasks;
        QSignalSpy came(&tasks, &QAbstractItemModel::rowsInserted);
        m_view->setTasks(&tasks);
        save(file("t.jsonl"), "saveTopic");
        QCOMPARE(came.size(), 1);
        QTRY_COMPARE(tasks.rowCount(), 0);
        m_view.reset();
    }

    void opensAFileWithoutACluster()
    {
        const QString path = file("all.jsonl");
        save(path, "saveTopic");
        const std::vector<Message> saved = savedIn(path);
        openFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, patience);
        QTRY_VERIFY2(status().contains(QStringLiteral("All 9 messages of all.jsonl")),
                     qPrintable(status()));
        QVERIFY(!child<QWidget>(m_view.get(), "startChoice")->isVisible());
        QVERIFY(!child<QWidget>(m_view.get(), "addButton")
                || !child<QWidget>(m_view.get(), "addButton")->isVisible());
        select(QStringLiteral("100004"));
        QVERIFY(shownValue().contains("100004"));
        QVERIFY(child<QLabel>(m_view.get(), "messagePlace")->text().startsWith(m_topic));
        QTest::keyClicks(child<QLineEdit>(m_view.get(), "filterLine"), QStringLiteral("100005"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        shoot("offline");
        child<QLineEdit>(m_view.get(), "filterLine")->clear();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, patience);
        const QString again = file("again.jsonl");
        save(again, "saveShown");
        QVERIFY(savedIn(again) == saved);
    }

    void savesAsManyAsAreSelected()
    {
        constexpr auto noticeable = std::chrono::milliseconds(250);
        constexpr int many = 200'000;
        const QString path = file("many.jsonl");
        {
            std::ofstream out(path.toStdString());
            out << SavedMessagesWriter::firstLine();
            std::string text;
            for (int i = 0; i < many + 2; ++i) {
                text.clear();
                SavedMessagesWriter::append(text, {.topic = "t", .offset = i, .value = "v"});
                out << text;
            }
        }
        openFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), many + 2, patience);
        m_view->table()->selectAll();
        for (const int row : {0, 2}) {
            QTest::mouseClick(
                m_view->table()->viewport(), Qt::LeftButton, Qt::ControlModifier,
                m_view->table()
                    ->visualRect(m_view->table()->model()->index(row, MessagesModel::Value))
                    .center());
        }
        const QString saved = file("selected.jsonl");
        GuiWork work;
        QCOMPARE(save(saved, "saveSelected").messages, many);
        QVERIFY2(work.longest() < noticeable, qPrintable(work.text()));
        const std::vector<Message> messages = savedIn(saved);
        QCOMPARE(messages.size(), std::size_t{many});
        QCOMPARE(messages[0].offset, 1);
        QCOMPARE(messages[1].offset, 3);
        QCOMPARE(messages.back().offset, many + 1);
        // All that a filter lets pass are listed while they are saved, not before.
        QTest::keyClicks(child<QLineEdit>(m_view.get(), "filterLine"), QStringLiteral("v"));
        QTRY_VERIFY_WITH_TIMEOUT(m_browser->model()->filter() && m_browser->model()->upToDate(),
                                 patience);
        work.restart();
        QCOMPARE(save(file("shown.jsonl"), "saveShown").messages, many + 2);
        QVERIFY2(work.longest() < noticeable, qPrintable(work.text()));
    }

    void keepsWhatStandsBeforeABrokenLine()
    {
        const QString path = file("all.jsonl");
        save(path, "saveTopic");
        QFile lines(path);
        QVERIFY(lines.open(QIODevice::ReadWrite));
        QByteArray text = lines.readAll();
        qsizetype at = 0;
        for (int line = 1; line < 6; ++line) {
            at = text.indexOf('\n', at) + 1;
        }
        text.insert(at, "{\"topic\":7}\n"); // line 6
        lines.seek(0);
        lines.write(text);
        lines.close();
        openFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 4, patience);
        auto* problem = child<QLabel>(m_view.get(), "messagesProblem");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains(QStringLiteral("line 6")), qPrintable(problem->text()));
        QVERIFY2(problem->text().contains(QStringLiteral("topic")), qPrintable(problem->text()));
        shoot("brokenfile");
    }

    void addsAFileAndAccountsForIt()
    {
        const QString path = file("all.jsonl");
        save(path, "saveTopic");
        std::vector<Message> saved = savedIn(path);
        // One for a partition that is not there: refused, and accounted for.
        std::string text = SavedMessagesWriter::firstLine();
        saved[2].partition = 77;
        for (const Message& message : saved) {
            SavedMessagesWriter::append(text, message);
        }
        std::ofstream(path.toStdString()) << text;
        QWidget* dialog = openAddFile();
        fill(dialog, "addFilePath", path);
        shoot("addfile", dialog);
        click(dialog, "addFileStart");
        auto* answer = child<QLabel>(dialog, "jobText");
        QTRY_VERIFY2_WITH_TIMEOUT(answer->text().contains(QStringLiteral("8 of 9")),
                                  qPrintable(answer->text()), patience);
        click(dialog, "jobMore");
        auto* details = child<QLabel>(dialog, "jobDetails");
        QVERIFY2(details->text().contains(QStringLiteral("First not acknowledged: line 4: ")),
                 qPrintable(details->text()));
        shoot("addedfile", dialog);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 17, patience);
        // What is left is tried again once the partition can be chosen anew.
        QVERIFY(child<QPushButton>(dialog, "addFileRetry")->isVisible());
        QVERIFY(child<QPushButton>(dialog, "addFileSaveRest")->isVisible());
    }

    void addsLinesWithKeys()
    {
        const QString path = file("lines.txt");
        std::ofstream(path.toStdString()) << "a=1\nb=2=3\n";
        QWidget* dialog = openAddFile();
        fill(dialog, "addFilePath", path);
        child<QComboBox>(dialog, "addFileFormat")->setCurrentIndex(1);
        fill(dialog, "addFileSeparator", QStringLiteral("="));
        click(dialog, "addFileStart");
        auto* answer = child<QLabel>(dialog, "jobText");
        QTRY_VERIFY2_WITH_TIMEOUT(answer->text().contains(QStringLiteral("Added 2 messages")),
                                  qPrintable(answer->text()), patience);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 11, patience);
        select(QStringLiteral("2=3"));
        child<QTabWidget>(m_view.get(), "detailTabs")->setCurrentIndex(1);
        QCOMPARE(child<CodeView>(m_view.get(), "keyView")->text(), QByteArray("b"));
    }

    void addsSeveralWithATimeAndCompression()
    {
        press(Qt::Key_N);
        QWidget* dialog = window("addMessage");
        QTest::keyClicks(child<CodeView>(dialog, "newValue")->editor(), QStringLiteral("several"));
        child<QCheckBox>(dialog, "newTimeNow")->click();
        child<QComboBox>(dialog, "newCompression")->setCurrentText(QStringLiteral("zstd"));
        child<QSpinBox>(dialog, "newCopies")->setValue(3);
        shoot("addseveral", dialog);
        click(dialog, "sendMessage");
        auto* answer = child<QLabel>(dialog, "sendAnswer");
        QTRY_VERIFY2_WITH_TIMEOUT(answer->text().startsWith(QStringLiteral("Stored 3 messages")),
                                  qPrintable(answer->text()), patience);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 12, patience);
    }

    void resendsBinaryByteForByte()
    {
        select(QStringLiteral("100004"));
        press(Qt::Key_E);
        QWidget* dialog = window("addMessage");
        click(dialog, "sendMessage");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 10, patience);
        dialog->close();
        const QString path = file("all.jsonl");
        save(path, "saveTopic");
        int alike = 0;
        for (const Message& message : savedIn(path)) {
            alike += message.key == std::string("\0\xFFk", 3) && message.headers.size() == 3
                    && message.headers[2].value == "\x01\xFE"
                ? 1
                : 0;
        }
        QCOMPARE(alike, 2);
    }

    void comparesTwoMessages()
    {
        m_view->table()->selectRow(0);
        m_view->table()->selectionModel()->select(m_view->table()->model()->index(1, 0),
                                                  QItemSelectionModel::Select
                                                      | QItemSelectionModel::Rows);
        press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QWidget* compared = window("compareWindow");
        auto* count = child<QLabel>(compared, "compareCount");
        QTRY_VERIFY2(count->text().contains(QStringLiteral("lines differ")),
                     qPrintable(count->text()));
        auto* left = child<CodeView>(compared, "compareLeft");
        auto* right = child<CodeView>(compared, "compareRight");
        QCOMPARE(left->editor()->lines(), right->editor()->lines());
        QVERIFY(left->text() != right->text());
        click(compared, "compareNext");
        shoot("compare", compared);
        compared->close();
    }

    void offersWhatCanBeDoneWithRowsInTheirMenu()
    {
        const auto menuOf = [this](const std::function<void(QMenu&)>& look) {
            QTimer::singleShot(0, this, [this, look] {
                auto* menu = child<QMenu>(m_view.get(), "rowMenu");
                look(*menu);
                menu->close();
            });
            QContextMenuEvent event(QContextMenuEvent::Mouse, {5, 5},
                                    m_view->table()->viewport()->mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(m_view->table()->viewport(), &event);
        };
        m_view->table()->selectRow(0);
        bool looked = false;
        menuOf([&looked](QMenu& menu) {
            looked = true;
            QVERIFY(!menu.findChild<QAction*>(QStringLiteral("rowCompare"))->isEnabled());
            menu.findChild<QAction*>(QStringLiteral("rowSave"))->trigger();
        });
        QVERIFY(looked);
        QWidget* dialog = window("saveDialog");
        QTest::keyClick(dialog, Qt::Key_Escape);
        m_view->table()->selectionModel()->select(m_view->table()->model()->index(1, 0),
                                                  QItemSelectionModel::Select
                                                      | QItemSelectionModel::Rows);
        menuOf(
            [](QMenu& menu) { menu.findChild<QAction*>(QStringLiteral("rowCompare"))->trigger(); });
        window("compareWindow")->close();
    }

    void saysWhatComparingTakes()
    {
        m_view->table()->selectRow(0);
        press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(child<QLabel>(m_view.get(), "messagesProblem")->isVisible());
    }

    void findsCountsAndNamesThePath()
    {
        select(QStringLiteral("100002"));
        auto* view = child<CodeView>(m_view.get(), "valueView");
        QTest::keyClick(view->editor(), Qt::Key_F, Qt::ControlModifier);
        fill(view, "findText", QStringLiteral("PRICE"));
        auto* result = child<QLabel>(view, "findResult");
        QCOMPARE(result->text(), QStringLiteral("1 of 2"));
        QCOMPARE(view->editor()->selectedText(), QStringLiteral("price"));
        click(view, "findNext");
        QCOMPARE(result->text(), QStringLiteral("2 of 2"));
        auto* path = child<QToolButton>(m_view.get(), "jsonPath");
        QTRY_COMPARE(path->text(), QStringLiteral("$.lines[1].price"));
        shoot("find");
        click(m_view.get(), "jsonPath");
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("$.lines[1].price"));
        child<QCheckBox>(view, "findCase")->click();
        QCOMPARE(result->text(), QStringLiteral("Not found"));
        click(view, "findClose");
        // From the first bracket to the last.
        view->editor()->setCursorPosition(0, 0);
        QTest::keyClick(view->editor(), Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE(view->editor()->selectedText(), QStringLiteral("}"));
    }

    void copiesAsItIsStored()
    {
        select(QStringLiteral("100002"));
        auto* menu = child<QToolButton>(m_view.get(), "detailMore")->menu();
        menu->findChild<QAction*>(QStringLiteral("copyStored"))->trigger();
        QCOMPARE(QApplication::clipboard()->text().toStdString(), value(2));
    }

    void showsHeadersWithWhatTheyWereReadAs()
    {
        select(QStringLiteral("100002"));
        child<QTabWidget>(m_view.get(), "detailTabs")->setCurrentIndex(2);
        auto* headers = child<QTableWidget>(m_view.get(), "headersTable");
        QCOMPARE(headers->rowCount(), 3);
        QCOMPARE(headers->item(0, 2)->text(), QStringLiteral("Text (UTF-8)"));
        QVERIFY(!headers->item(2, 1)->text().isEmpty());
    }

    void showsAllOfALargeMessage()
    {
        std::string big = R"({"items":[)";
        while (big.size() < (std::size_t{9} << 20U)) {
            big += R"({"id":18446744073709551615,"name":"x\q","ok":true},)";
        }
        big.replace(big.find("\\q"), 2, "\\n");
        for (auto at = big.find("\\q"); at != std::string::npos; at = big.find("\\q", at)) {
            big.replace(at, 2, "\\/");
        }
        big += R"({"last":"here"}]})";
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        const auto stored = (*producer)->send(
            {.topic = m_topic.toStdString(), .key = "big", .value = big}, std::chrono::seconds(60));
        QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
        click(m_view.get(), "readButton");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 10, patience);
        select(QStringLiteral("items"));
        auto* view = child<CodeView>(m_view.get(), "valueView");
        QTRY_VERIFY_WITH_TIMEOUT(view->isBuilt() && view->text().size() > 9 << 20, patience);
        QVERIFY(view->text().endsWith("\"last\": \"here\"\n        }\n    ]\n}"));
        QCOMPARE(QByteArray::fromRawData(view->editor()->text().toUtf8().constData(), 10),
                 view->text().left(10));
        // The end is coloured once it is looked at, and folds.
        const int last = view->editor()->lines() - 1;
        view->editor()->setCursorPosition(last, 0);
        view->editor()->ensureCursorVisible();
        QCoreApplication::processEvents();
        const auto line = static_cast<unsigned long>(last - 3);
        QTRY_VERIFY(
            view->editor()->SendScintilla(QsciScintilla::SCI_GETSTYLEAT,
                                          static_cast<unsigned long>(view->editor()->SendScintilla(
                                              QsciScintilla::SCI_POSITIONFROMLINE, line))
                                              + 13)
            == 1);
        view->editor()->foldLine(0);
        QVERIFY(view->editor()->SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, line) == 0);
        view->editor()->foldLine(0);
        shoot("large");
        QTest::keyClick(view->editor(), Qt::Key_F, Qt::ControlModifier);
        fill(view, "findText", QStringLiteral("here"));
        QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>(view, "findResult")->text(),
                                  QStringLiteral("1 of 1"), patience);
        QTRY_COMPARE_WITH_TIMEOUT(view->editor()->selectedText(), QStringLiteral("here"), patience);
        click(view, "findClose");
        child<QTabWidget>(m_view.get(), "detailTabs")->setCurrentIndex(3);
        QVERIFY(child<QLabel>(m_view.get(), "rawPage")->isVisible());
        click(m_view.get(), "rawNext");
        QVERIFY(child<CodeView>(m_view.get(), "rawView")->text().startsWith("00040000"));
    }

private:
    static std::string value(int i)
    {
        return R"({"id":)" + std::to_string(100'000 + i)
            + R"(,"lines":[{"sku":"a","price":12.50},{"sku":"b","price":1.0}]})";
    }
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    void openFile(const QString& path)
    {
        m_view.reset();
        show(std::make_unique<MessageBrowser>(std::filesystem::path(path.toStdString())));
    }
    /// Ctrl and the key, in the pane: keys work in the window that is active.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier)
    {
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTest::keyClick(m_view->table(), key, modifiers);
    }
    /// The window of that name, once it is there.
    QWidget* window(const char* name)
    {
        QWidget* found = nullptr;
        static_cast<void>(QTest::qWaitFor(
            [&] { return (found = child<QWidget>(m_view.get(), name)) && found->isVisible(); },
            patience));
        if (!found || !QTest::qWaitForWindowExposed(found)) {
            qFatal("%s did not open", name);
        }
        return found;
    }
    QWidget* openAddFile()
    {
        press(Qt::Key_N);
        QWidget* dialog = window("addMessage");
        click(dialog, "addFromFile");
        return window("addFile");
    }
    JobReport save(const QString& path, const char* what)
    {
        press(Qt::Key_S);
        QWidget* dialog = window("saveDialog");
        click(dialog, what);
        fill(dialog, "savePath", path);
        QSignalSpy done(m_view.get(), &MessagesView::jobFinished);
        click(dialog, "saveAccept");
        static_cast<void>(QTest::qWaitFor([&] { return done.size() == 1; }, patience));
        return done.isEmpty() ? JobReport() : done[0][0].value<JobReport>();
    }
    void select(const QString& part) { MessagesPane::select(MessagesModel::Value, part); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_topic;
    int m_topics = 0;
};

QTEST_MAIN(TestMessageFiles)
#include "tst_messagefiles.moc"
