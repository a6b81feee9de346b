// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/messagespane.h"
#include "ui/messages/messageheader.h"

#include <QComboBox>
#include <QScrollBar>
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
