// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/messagespane.h"
#include "ui/messages/messageheader.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>

using namespace ottla;
using namespace ottla::test;

/// Looking through what was read, with mouse and keys. Pictures go to the folder OTTLA_SCREENS,
/// where that is set.
class TestBrowsing : public QObject, private MessagesPane
{
    Q_OBJECT

public:
    TestBrowsing()
        : MessagesPane(QStringLiteral("browsing"))
    { }

private Q_SLOTS:
    void initTestCase()
    {
        if (!BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        m_broker.setProperties(
            {QStringLiteral("auto.create.topics.enable=true"), QStringLiteral("num.partitions=3")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    }

    void init()
    {
        m_topic = QStringLiteral("topic-%1").arg(++m_topics);
        m_made = 0;
        add(many);
        showTopic(m_topic, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
    }

    void cleanup() { m_view.reset(); }

    void theNewestAreInSight()
    {
        QTRY_VERIFY(inSight(many - 1));
        QVERIFY(!inSight(0));
        shoot("newest");
        // So are those that come next.
        add(1);
        readOn(many + 1);
        QVERIFY(inSight(many));
        click(m_view.get(), "readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == many + 1, patience);
        QTRY_VERIFY(inSight(many));
    }

    void theFirstAreInSightWhereThoseWereAskedFor()
    {
        child<QComboBox>(m_view.get(), "startChoice")->setFocus();
        QTest::keyClicks(child<QComboBox>(m_view.get(), "startChoice"), QStringLiteral("Beg"));
        click(m_view.get(), "readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == many, patience);
        QVERIFY(inSight(0));
    }

    void aTableThatWasScrolledStays()
    {
        QTRY_VERIFY(inSight(many - 1));
        m_view->table()->verticalScrollBar()->triggerAction(QScrollBar::SliderPageStepSub);
        staysWhere(m_view->table()->topRow());
    }

    void aTableThatWasSelectedInStays()
    {
        QTRY_VERIFY(inSight(many - 1));
        select(MessagesModel::Value, QStringLiteral("\"n\":%1,").arg(many - 3));
        QVERIFY(shownValue().contains("\"n\""));
        staysWhere(m_view->table()->topRow());
    }

    void aTableThatWasSortedStays()
    {
        QTRY_VERIFY(inSight(many - 1));
        QHeaderView* header = m_view->table()->header();
        const QPoint title(header->sectionViewportPosition(MessagesModel::Offset) + 8, 8);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, title);
        QTRY_COMPARE(m_browser->model()->sortColumn(), int(MessagesModel::Offset));
        QTRY_VERIFY(settled());
        m_view->table()->setTopRow(3);
        staysWhere(3);
    }

    void theNewestAreAtTheTopWhereTheLatestTimeIs()
    {
        m_browser->model()->sort(MessagesModel::Timestamp, Qt::DescendingOrder);
        QTest::keyClick(m_view->table(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == many, patience);
        QVERIFY(inSight(0));
        m_browser->model()->sort(MessagesModel::Timestamp, Qt::AscendingOrder);
        QTest::keyClick(m_view->table(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == many, patience);
        QTRY_VERIFY(inSight(many - 1));
    }

    void nothingIsSentOnAReadOnlyConnection()
    {
        m_view = std::make_unique<MessagesView>(
            std::make_unique<MessageBrowser>(properties(), m_topic.toStdString(),
                                             WriteGate(QStringLiteral("live"), true)),
            3, true);
        m_browser = &m_view->browser();
        m_view->resize(1200, 760);
        m_view->show();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        select(MessagesModel::Value, QStringLiteral("\"n\":%1,").arg(many - 3));
        const QString why = QStringLiteral("read-only");
        for (const char* name : {"addMessageButton", "editAndResend"}) {
            auto* button = child<QPushButton>(m_view.get(), name);
            QVERIFY2(button->isVisible() && !button->isEnabled(), name);
            QVERIFY2(button->toolTip().contains(why), qPrintable(button->toolTip()));
        }
        auto* said = child<QLabel>(m_view.get(), "messagesProblem");
        for (const auto key : {Qt::Key_N, Qt::Key_E}) {
            said->hide();
            QTest::keyClick(m_view->table(), key, Qt::ControlModifier);
            QVERIFY2(said->isVisible() && said->text().contains(why), qPrintable(said->text()));
            QVERIFY(child<QWidget>(m_view.get(), "addMessage") == nullptr);
        }
        shoot("read-only");
        bool seen = false;
        QTimer::singleShot(0, this, [&] { // the menu runs a loop of its own
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            auto* resend = menu->findChild<QAction*>(QStringLiteral("rowResend"));
            seen = resend && !resend->isEnabled() && resend->toolTip().contains(why);
            shoot("read-only-menu", menu);
            menu->close();
        });
        QWidget* rowsOf = m_view->table()->viewport();
        const QPoint at = m_view->table()->visualRect(m_view->table()->currentIndex()).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, rowsOf->mapToGlobal(at));
        QApplication::sendEvent(rowsOf, &event);
        QVERIFY(seen);
    }

    void aLongHeaderFillsItsLine()
    {
        produce({.topic = m_topic.toStdString(),
                 .partition = 0,
                 .value = "long",
                 .headers = {{"words", "a " + std::string(400, 'x')}}});
        readOn(many + 1);
        select(MessagesModel::Value, QStringLiteral("long"));
        child<QTabWidget>(m_view.get(), "detailTabs")->setCurrentIndex(2);
        auto* table = child<QTableWidget>(m_view.get(), "headersTable");
        QTRY_COMPARE(table->rowCount(), 1);
        shoot("headers");
        // Wrapped, it would end behind its first word.
        QRect end = table->visualRect(table->model()->index(0, 1)).adjusted(0, 2, -8, -2);
        end.setLeft(end.right() - 60);
        const QImage drawn = table->viewport()->grab(end).toImage();
        bool ink = false;
        for (int x = 0; x < drawn.width(); ++x) {
            ink = ink || drawn.pixel(x, drawn.height() / 2) != drawn.pixel(0, 0);
        }
        QVERIFY(ink);
    }

private:
    static constexpr int many = 120;

    void add(int count)
    {
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        for (int i = 0; i < count; ++i, ++m_made) {
            const auto stored = (*producer)->send(
                {.topic = m_topic.toStdString(),
                 .partition = m_made % 3,
                 .key = "key",
                 .value = R"({"n":)" + std::to_string(m_made) + R"(,"paid":true})"},
                std::chrono::seconds(20));
            QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
        }
    }
    void readOn(int expected)
    {
        click(m_view.get(), "readOnButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == expected, patience);
    }
    [[nodiscard]] bool inSight(int row) const
    {
        const MessageTable* table = m_view->table();
        const QRect cell = table->visualRect(table->model()->index(row, MessagesModel::Value));
        return cell.isValid() && table->viewport()->rect().intersects(cell);
    }
    void staysWhere(int top)
    {
        for (int i = 1; i <= 2; ++i) {
            add(1);
            readOn(many + i);
            QCOMPARE(m_view->table()->topRow(), top);
        }
    }

    QString m_topic;
    int m_topics = 0;
    int m_made = 0;
};

QTEST_MAIN(TestBrowsing)
#include "tst_browsing.moc"
