// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/brokerprocess.h"
#include "support/picture.h"
#include "support/segmentwriter.h"
#include "ui/messages/messagesview.h"
#include "ui/shell/theme.h"

#include "model/client/client.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace ottla;

namespace {

constexpr int patience = 30'000;
constexpr std::int64_t noon = 1'760'000'000'000;

const WriteGate writable(QStringLiteral("test"), false);

test::SegmentWriter::Record record(std::int64_t time)
{
    return {time, "k" + std::to_string(time), R"({"at":)" + std::to_string(time) + "}"};
}

} // namespace

/// What to read, how reading goes, and what was read, with mouse and keys. Pictures go to the
/// folder OTTLA_SCREENS, where that is set.
class TestReadBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!test::BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        m_broker = std::make_unique<test::BrokerProcess>();
        QVERIFY2(m_broker->start(), qPrintable(m_broker->errorOutput()));
        m_client = Client::create(properties(), writable).value();
        for (const char* name : {"orders", "payments", "tail", "late", "fresh", "few"}) {
            QVERIFY(m_client->createTopic({.name = name, .partitions = 3}).ok());
        }
        QCOMPARE(m_broker->terminate(), 0);
        installOrders();
        QVERIFY(m_broker->restart());
        test::SegmentWriter::damage(m_broker->dataFolder().toStdString(), "orders", 1, m_damagedAt);
    }

    void init()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        open("orders");
    }
    void cleanup() { m_view.reset(); }

    void readsARangeOfTimes()
    {
        choose("startChoice", QStringLiteral("Time"));
        setTime("timeField", noon + 2000);
        openOptions();
        QVERIFY(!child<QCheckBox>("endOffsetCheck")->isEnabled());
        auto* hasEnd = child<QCheckBox>("endTimeCheck");
        QTRY_VERIFY(hasEnd->hasFocus());
        QTest::keyClick(hasEnd, Qt::Key_Space);
        QVERIFY(hasEnd->isChecked());
        setTime("endTimeField", noon + 5000);
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Return); // closes it and reads
        QVERIFY(!child<QWidget>("readOptions")->isVisible());
        QCOMPARE(child<QToolButton>("readOptionsButton")->text(), QStringLiteral("Options (1)"));
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->model()->rowCount(), 3 + 3 + 2, patience);
        for (int row = 0; row < 8; ++row) {
            const std::int64_t time = m_browser->model()->message(row).timestamp();
            QVERIFY(time >= noon + 2000 && time < noon + 5000);
        }
    }

    void readsATimeAsItIsWritten()
    {
        choose("startChoice", QStringLiteral("Time"));
        const auto shown = [](std::int64_t time) {
            return QDateTime::fromMSecsSinceEpoch(time).toString(
                QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
        };
        const auto* note = child<QLabel>("timeNote");
        QVERIFY(note->isVisible());
        const QDateTime utc = QDateTime::fromMSecsSinceEpoch(noon + 2000).toUTC();
        const QStringList forms{shown(noon + 2000),
                                utc.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) + u'Z',
                                utc.addSecs(19'800).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
                                    + QStringLiteral("+05:30"),
                                QString::number((noon + 2000) / 1000),
                                QString::number(noon + 2000),
                                QString::number(noon + 2000) + QStringLiteral("000")};
        for (const QString& form : forms) {
            type("timeField", form);
            QCOMPARE(note->text(), shown(noon + 2000));
        }
        QTest::keyClick(child<QLineEdit>("timeField"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() > 0, patience);
        const int rows = m_browser->model()->rowCount();
        for (int row = 0; row < rows; ++row) {
            QVERIFY(m_browser->model()->message(row).timestamp() >= noon + 2000);
        }
        shoot("time", m_view.get());

        // What is none reads nothing else in its place.
        type("timeField", QStringLiteral("2026-11-31 23:17"));
        QCOMPARE(note->text(), QStringLiteral("Not a time"));
        click("readButton");
        QVERIFY(!m_browser->active());
        QCOMPARE(m_browser->model()->rowCount(), rows);
        QVERIFY(child<QLabel>("messagesProblem")->text().contains(QStringLiteral("2026-11-31")));
        shoot("no-time", m_view.get());
    }

    void saysHowFarARangeOfTimesWasReadAndReadsOn()
    {
        produceAt("late", {noon, noon + 1000, noon + 9000});
        open("late");
        readTimes(noon, noon + 5000);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 2, patience);
        QVERIFY2(status().startsWith(
                     QStringLiteral("3 of 3 partitions read to the end of the times, as of ")),
                 qPrintable(status()));
        QVERIFY2(child<QWidget>("readOnButton")
                     ->toolTip()
                     .contains(QStringLiteral("that were written behind it have not been looked")),
                 qPrintable(child<QWidget>("readOnButton")->toolTip()));
        shoot("times", m_view.get());

        // Somebody's clock was late: of these times, but behind their end.
        produceAt("late", {noon + 2000, noon + 20'000});
        click("readOnButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 3, patience);
        QCOMPARE(m_browser->model()->message(2).timestamp(), noon + 2000);
        QVERIFY2(status().startsWith(QStringLiteral("3 of 3 partitions read to the offsets of ")),
                 qPrintable(status()));
        QVERIFY2(status().contains(QStringLiteral("2 outside of the times skipped")),
                 qPrintable(status()));
        produceAt("late", {noon + 3000});
        click("readOnButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 4, patience);

        // A range that goes on after now.
        const QDateTime tomorrow = QDateTime::currentDateTime().addDays(1);
        setTime("endTimeField", tomorrow.toMSecsSinceEpoch());
        click("readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 6, patience);
        QVERIFY2(
            status().contains(QStringLiteral(", before the times end (%1)")
                                  .arg(tomorrow.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")))),
            qPrintable(status()));
        QVERIFY(!status().contains(QStringLiteral("outside")));
        click("coverageButton");
        auto* dialog = child<QDialog>("coverageDialog");
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("coverageSummary"))
                    ->text()
                    .contains(QStringLiteral("has not been looked at; Read on looks there")));
        shoot("times-coverage", dialog);
    }

    // A message of now is no part of a range that is over; what was asked for is still all there.
    void leavesARangeOfTimesAloneWhenAMessageIsAdded()
    {
        produceAt("past", {noon, noon + 1000});
        open("past");
        readTimes(noon, noon + 5000);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 2, patience);
        const QString before = status();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTest::keyClick(m_view->table(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(QTest::qWaitForWindowExposed(child<QWidget>("addMessage")));
        click("sendMessage");
        auto* answer = child<QLabel>("sendAnswer");
        QTRY_VERIFY2_WITH_TIMEOUT(answer->text().startsWith(QStringLiteral("Stored in")),
                                  qPrintable(answer->text()), patience);
        QVERIFY(settled());
        QCOMPARE(status(), before);
        QCOMPARE(m_browser->model()->rowCount(), 2);
        shoot("times-added", m_view.get());
        // One of these times is shown.
        child<QCheckBox>("newTimeNow")->click();
        setTime("newTime", noon + 2000);
        click("sendMessage");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 3, patience);
        QCOMPARE(m_browser->model()->message(2).timestamp(), noon + 2000);
    }

    void readsARangeOfOffsets()
    {
        choose("startChoice", QStringLiteral("Offset"));
        auto* offset = child<QLineEdit>("offsetField");
        offset->selectAll();
        QTest::keyClicks(offset, QStringLiteral("3"));
        openOptions();
        auto* hasEnd = child<QCheckBox>("endOffsetCheck");
        QTRY_VERIFY(hasEnd->hasFocus());
        QTest::keyClick(hasEnd, Qt::Key_Space);
        auto* end = child<QLineEdit>("endOffsetField");
        end->setFocus();
        end->selectAll();
        QTest::keyClicks(end, QStringLiteral("5"));
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Escape);
        QVERIFY(!child<QWidget>("readOptions")->isVisible());
        click("readButton");
        // Two of the first and the last; those between are damaged.
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 4, patience);
        QCOMPARE(m_browser->progress().state, ReadProgress::State::Incomplete);
        QVERIFY2(status().contains(QStringLiteral("2 offsets unread")), qPrintable(status()));
    }

    void readsOnlyWhatWasCommitted()
    {
        choose("startChoice", QStringLiteral("Beginning"));
        click("readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 23, patience);
        openOptions();
        QTest::keyClicks(child<QComboBox>("isolationChoice"), QStringLiteral("Committed"));
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 20, patience);
    }

    void stopsAfterAsManyAsAsked()
    {
        choose("startChoice", QStringLiteral("Beginning"));
        openOptions();
        QTest::keyClicks(child<QComboBox>("stopChoice"), QStringLiteral("After messages"));
        auto* count = child<QSpinBox>("stopCountField");
        QVERIFY(count->isEnabled());
        count->setFocus();
        count->selectAll();
        QTest::keyClicks(count, QStringLiteral("5"));
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->model()->rowCount(), 5, patience);
        QTRY_VERIFY2(status().contains(QStringLiteral("stopped after as many messages as asked")),
                     qPrintable(status()));
    }

    void readsAnotherTopicBesideIt()
    {
        auto producer = MessageProducer::create(properties(), writable).value();
        NewMessage message;
        message.topic = "payments";
        message.partition = 0;
        message.value = "paid";
        QVERIFY(producer->send(message, std::chrono::seconds(20)).ok());
        openOptions();
        auto* others = child<QLineEdit>("otherTopicsField");
        others->setFocus();
        QTest::keyClicks(others, QStringLiteral("payments"));
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && status().contains(QStringLiteral("of 6 partitions")),
                                 patience);
        // The newest of both, by their times: what was written just now comes last.
        const int last = m_browser->model()->rowCount() - 1;
        const StoredMessage newest = m_browser->model()->message(last);
        QCOMPARE(m_browser->model()->store()->topicOf(newest), std::string("payments"));

        // A copy of it goes to where it came from, and says so.
        const auto stored = [this](const std::string& topic) {
            int count = 0;
            for (int row = 0; row < m_browser->model()->rowCount(); ++row) {
                const StoredMessage each = m_browser->model()->message(row);
                count += m_browser->model()->store()->topicOf(each) == topic ? 1 : 0;
            }
            return count;
        };
        const int orders = stored("orders");
        m_view->table()->setCurrentIndex(m_browser->model()->index(last, 0));
        click("editAndResend");
        auto* dialog = child<QWidget>("addMessage");
        QTRY_VERIFY_WITH_TIMEOUT(dialog->isVisible(), patience); // once the message has been read
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY2(dialog->windowTitle().endsWith(QStringLiteral(" payments")),
                 qPrintable(dialog->windowTitle()));
        click("sendMessage");
        QTRY_COMPARE_WITH_TIMEOUT(stored("payments"), 2, patience);
        QCOMPARE(stored("orders"), orders);
        // The button of the bar is for the topic of the view.
        dialog->close();
        click("addMessageButton");
        QVERIFY(dialog->windowTitle().endsWith(QStringLiteral(" orders")));
    }

    void listsWhatWasNotRead()
    {
        choose("startChoice", QStringLiteral("Beginning"));
        click("readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 23, patience);
        QVERIFY2(status().startsWith(QStringLiteral("2 of 3 partitions read to the offsets of ")),
                 qPrintable(status()));
        QVERIFY2(status().contains(QStringLiteral("3 offsets unread: offsets 3 to 5")),
                 qPrintable(status()));
        QVERIFY(child<QLabel>("messagesProblem")->isVisible());
        shoot("proof", m_view.get());
        auto* button = child<QToolButton>("coverageButton");
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        auto* dialog = child<QDialog>("coverageDialog");
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("coverageTable"));
        QCOMPARE(table->model()->rowCount(), 3);
        const auto cell = [table](int row, int column) {
            return table->model()->index(row, column).data().toString();
        };
        QCOMPARE(cell(0, 6), QStringLiteral("0"));
        QCOMPARE(cell(1, 6), QStringLiteral("3"));
        QVERIFY2(cell(1, 7).contains(QStringLiteral("CRC")), qPrintable(cell(1, 7)));
        shoot("coverage", dialog);
        QTest::mouseClick(dialog->findChild<QAbstractButton*>(QStringLiteral("copyCoverage")),
                          Qt::LeftButton);
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("Partition 1: offsets 0 to 12 asked for")),
                 qPrintable(copied));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
    }

    void neverSaysThatThereIsNothingWhereSomethingIsUnread()
    {
        choose("startChoice", QStringLiteral("Offset"));
        auto* offset = child<QLineEdit>("offsetField");
        offset->selectAll();
        QTest::keyClicks(offset, QStringLiteral("3"));
        openOptions();
        auto* hasEnd = child<QCheckBox>("endOffsetCheck");
        hasEnd->setChecked(true);
        child<QLineEdit>("endOffsetField")->setText(QStringLiteral("6"));
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Escape);
        m_view->read();
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 6, patience);
        auto* filter = child<QLineEdit>("filterLine");
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("nowhere"));
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>("noMatchState")->isVisible(), patience);
        bool said = false;
        for (const QLabel* label : child<QWidget>("noMatchState")->findChildren<QLabel*>()) {
            said = said || label->text().contains(QStringLiteral("Not everything was read"));
            QVERIFY(!label->text().contains(QStringLiteral("read to the end")));
        }
        QVERIFY(said);
        shoot("nomatch-unread", m_view.get());
    }

    void pausesALiveViewWithSpace()
    {
        cleanup();
        open("tail");
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        click("liveToggle");
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->progress().state, ReadProgress::State::Live, patience);
        produce(5);
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->model()->rowCount(), 5, patience);
        m_view->table()->setFocus();
        QTest::keyClick(m_view->table(), Qt::Key_Space);
        QTRY_VERIFY2(status().contains(QStringLiteral("paused")), qPrintable(status()));
        QVERIFY(!child<QToolButton>("liveToggle")->isChecked());
        shoot("paused", m_view.get());
        produce(20);
        QCOMPARE(m_browser->model()->rowCount(), 5);
        QTest::keyClick(m_view->table(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->model()->rowCount(), 25, patience);
    }

    // The detail view, which opens with the first row, must not hide the end.
    void followsALiveViewThatBeganEmpty()
    {
        open("fresh");
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        click("liveToggle");
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->progress().state, ReadProgress::State::Live, patience);
        produceAt("fresh", std::vector<std::int64_t>(100, noon));
        const QScrollBar* bar = m_view->table()->verticalScrollBar();
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->model()->rowCount(), 100, patience);
        QTRY_VERIFY(child<QWidget>("messagePlace")->isVisible());
        QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
        shoot("following", m_view.get());
        produceAt("fresh", std::vector<std::int64_t>(10, noon + 1));
        QTRY_COMPARE_WITH_TIMEOUT(m_browser->model()->rowCount(), 110, patience);
        QTRY_COMPARE(bar->value(), bar->maximum());
    }

    void doesNotTakeTheNewestForTheWholeTopic()
    {
        produceAt("few", {noon, noon + 1000, noon + 2000, noon + 3000});
        open("few");
        child<QSpinBox>("countField")->setValue(2);
        click("readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->model()->rowCount() == 2, patience);
        auto* filter = child<QLineEdit>("filterLine");
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("nowhere"));
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>("noMatchState")->isVisible(), patience);
        const auto said = [this] {
            QString all;
            for (const QLabel* label : child<QWidget>("noMatchState")->findChildren<QLabel*>()) {
                all += label->text() + u'\n';
            }
            return all;
        };
        QVERIFY2(said().contains(QStringLiteral("Only the newest 2 were read")),
                 qPrintable(said()));
        QVERIFY(!said().contains(QStringLiteral("read to the end")));
        shoot("nomatch-newest", m_view.get());
        click("searchWholeTopic");
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("0 of 4 match")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QTRY_VERIFY2(said().contains(QStringLiteral("read to the end")), qPrintable(said()));
        QCOMPARE(child<QComboBox>("startChoice")->currentText(), QStringLiteral("Beginning"));
        QVERIFY(!child<QWidget>("searchWholeTopic")->isVisible());
    }

private:
    [[nodiscard]] KafkaProperties properties() const
    {
        return {{"bootstrap.servers", m_broker->bootstrap().toStdString()}};
    }
    // Eight messages in partition 0, twelve in 1 of which three will be damaged, and six in 2, the
    // last three of them in a transaction that is aborted.
    void installOrders()
    {
        const auto folder = m_broker->dataFolder().toStdString();
        test::SegmentWriter first;
        for (int i = 0; i < 8; ++i) {
            first.add({record(noon + i * 1000)});
        }
        first.install(folder, "orders", 0);
        test::SegmentWriter second;
        for (int batch = 0; batch < 4; ++batch) {
            if (batch == 1) {
                m_damagedAt = second.position() + 70;
            }
            const std::int64_t time = noon + batch * 2000;
            second.add({record(time), record(time + 1), record(time + 2)});
        }
        second.install(folder, "orders", 1);
        test::SegmentWriter third;
        third.add({record(noon + 4000), record(noon + 4001), record(noon + 6002)});
        const test::SegmentWriter::Transaction transaction{.producerId = 7, .epoch = 0};
        third.add({record(noon + 7000), record(noon + 7001), record(noon + 7002)}, transaction);
        third.end(transaction, false, noon + 7003);
        third.install(folder, "orders", 2);
    }
    void produce(int count)
    {
        auto producer = MessageProducer::create(properties(), writable).value();
        for (int i = 0; i < count; ++i) {
            NewMessage message;
            message.topic = "tail";
            message.partition = i % 3;
            message.value = "v";
            QVERIFY(producer->send(message, std::chrono::seconds(20)).ok());
        }
    }
    static void sendAt(MessageProducer& producer, const char* topic, std::int64_t time)
    {
        const auto stored =
            producer.send({.topic = topic, .partition = 0, .value = "v", .timestamp = time},
                          std::chrono::seconds(20));
        QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
    }
    void produceAt(const char* topic, const std::vector<std::int64_t>& times)
    {
        const auto producer = MessageProducer::create(properties(), writable).value();
        for (const std::int64_t time : times) {
            sendAt(*producer, topic, time);
        }
    }
    void open(const char* topic)
    {
        auto browser = std::make_unique<MessageBrowser>(properties(), topic, writable);
        m_browser = browser.get();
        m_view = std::make_unique<MessagesView>(std::move(browser), 3, false);
        m_view->resize(1280, 760);
        m_view->show();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
    }
    [[nodiscard]] bool settled() const
    {
        return !m_browser->active() && m_browser->progress().state != ReadProgress::State::Idle
            && m_browser->model()->upToDate();
    }
    template <typename T>
    T* child(const char* name) const
    {
        T* found = m_view->findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("there is no %s", name);
        }
        return found;
    }
    void click(const char* name) { QTest::mouseClick(child<QWidget>(name), Qt::LeftButton); }
    void choose(const char* name, const QString& entry)
    {
        auto* choice = child<QComboBox>(name);
        choice->setFocus();
        QTest::keyClicks(choice, entry);
        QCOMPARE(choice->currentText(), entry);
    }
    void setTime(const char* name, std::int64_t time)
    {
        type(name,
             QDateTime::fromMSecsSinceEpoch(time).toString(
                 QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")));
    }
    void type(const char* name, const QString& text)
    {
        auto* line = child<QLineEdit>(name);
        QVERIFY2(line->isEnabled(), name);
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    /// From the first on, and before the second.
    void readTimes(std::int64_t from, std::int64_t to)
    {
        choose("startChoice", QStringLiteral("Time"));
        setTime("timeField", from);
        openOptions();
        child<QCheckBox>("endTimeCheck")->setChecked(true);
        setTime("endTimeField", to);
        QTest::keyClick(child<QWidget>("readOptions"), Qt::Key_Return);
    }
    void openOptions()
    {
        click("readOptionsButton");
        QVERIFY(QTest::qWaitForWindowExposed(child<QWidget>("readOptions")));
        shoot("options", child<QWidget>("readOptions"));
    }
    [[nodiscard]] QString status() const { return child<QLabel>("messagesStatus")->text(); }
    void shoot(const char* name, QWidget* widget)
    {
        test::savePictures(*widget, QStringLiteral("reading-%1").arg(QLatin1String(name)));
    }

    std::unique_ptr<test::BrokerProcess> m_broker;
    std::shared_ptr<Client> m_client;
    MessageBrowser* m_browser = nullptr; // of the view
    std::unique_ptr<MessagesView> m_view;
    std::size_t m_damagedAt = 0;
};

QTEST_MAIN(TestReadBar)
#include "tst_readbar.moc"
