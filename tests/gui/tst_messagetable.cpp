// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/messagestable.h"

#include "ui/messages/messageheader.h"

#include <QApplication>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPaintEngine>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

using namespace ottla;
using namespace ottla::test;

namespace {

/// Takes down what is written on it, from left to right.
class WrittenText : public QPaintDevice
{
public:
    QPaintEngine* paintEngine() const override { return &m_engine; }
    [[nodiscard]] QString text() const { return m_engine.text; }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        constexpr int side = 4096;
        constexpr int dpi = 96;
        switch (metric) {
        case PdmWidth:
        case PdmHeight:
            return side;
        case PdmDevicePixelRatio:
            return 1;
        case PdmDepth:
            return 32;
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY:
            return dpi;
        default:
            return QPaintDevice::metric(metric);
        }
    }

private:
    class Engine : public QPaintEngine
    {
    public:
        Engine()
            : QPaintEngine(AllFeatures)
        { }
        bool begin(QPaintDevice* /*device*/) override { return true; }
        bool end() override { return true; }
        void updateState(const QPaintEngineState& /*state*/) override { }
        void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override { }
        void drawPolygon(const QPointF*, int, PolygonDrawMode) override { }
        void drawPath(const QPainterPath&) override { }
        void drawTextItem(const QPointF& /*at*/, const QTextItem& item) override
        {
            QString piece = item.text();
            if (item.renderFlags().testFlag(QTextItem::RightToLeft)) {
                std::reverse(piece.begin(), piece.end());
            }
            text += piece;
        }
        Type type() const override { return User; }

        QString text;
    };
    mutable Engine m_engine;
};

} // namespace

/// The table over a store without a cluster, used with mouse and keys. Pictures go to the folder
/// OTTLA_SCREENS, where that is set.
class TestMessageTable : public QObject, private MessagesTable
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(); }
    void cleanup() { close(); }

    void sortsByClicksOnATitle()
    {
        // Ascending, descending, as they arrived.
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->message(0).offset(), 1);
        QVERIFY(m_table->horizontalHeader()->isSortIndicatorShown());
        shoot("sorted");
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->message(0).offset(), many);
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->sortColumn(), -1);
        QCOMPARE(m_model->storeRow(0), 0U);
        clickTitle(MessagesModel::Value);
        settle();
        QCOMPARE(m_model->sortColumn(), static_cast<int>(MessagesModel::Value));
    }

    void neverMovesWhatIsLookedAt()
    {
        clickTitle(MessagesModel::Offset);
        settle();
        m_table->verticalScrollBar()->setValue(900);
        const std::size_t top = m_model->storeRow(900);
        add(many, 300); // all of them go before it
        settle();
        QCOMPARE(m_model->storeRow(m_table->verticalScrollBar()->value()), top);
        QVERIFY(m_table->verticalScrollBar()->value() > 1100);
        // At the very beginning one stays, and sees what comes.
        m_table->verticalScrollBar()->setValue(0);
        add(many + 300, 10);
        settle();
        QCOMPARE(m_table->verticalScrollBar()->value(), 0);
    }

    void staysInPlaceWhenTheOldestAreDropped()
    {
        m_store->keepNewest(1);
        m_table->verticalScrollBar()->setValue(1500);
        const std::size_t top = m_model->storeRow(1500);
        const std::string big(std::size_t{3} << 20U, 'b');
        for (int i = 0; i < 3; ++i) { // fill chunks, so that the first one goes
            QVERIFY(m_store->add({.offset = 90'000 + i, .value = big}).ok());
        }
        m_store->batchAdded();
        QTRY_VERIFY_WITH_TIMEOUT(m_store->first() > 0, patience);
        settle();
        QVERIFY(m_store->first() > top
                || m_model->storeRow(m_table->verticalScrollBar()->value()) == top);
    }

    void letsColumnsBeChosenFromTheTitlesMenu()
    {
        QVERIFY(m_table->isColumnHidden(MessagesModel::ValueSize));
        inMenu(QStringLiteral("Columns"), QStringLiteral("Value size"));
        QVERIFY(!m_table->isColumnHidden(MessagesModel::ValueSize));
        inMenu(QStringLiteral("Columns"), QStringLiteral("Headers"));
        QVERIFY(m_table->isColumnHidden(MessagesModel::Headers));
        inMenu(QStringLiteral("Times as"), QStringLiteral("UTC"));
        QVERIFY(m_model->index(0, MessagesModel::Timestamp).data().toString().endsWith(u'Z'));
        inMenu({}, QStringLiteral("Sort descending"), MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->message(0).offset(), many);
        m_table->horizontalHeader()->moveSection(0, 3);
        shoot("columns");

        const QJsonObject state = m_table->header()->columnState();
        MessageTable another(m_model.get());
        another.header()->restoreColumnState(
            QJsonDocument::fromJson(QJsonDocument(state).toJson()).object());
        QCOMPARE(another.header()->columnState(), state);
        QVERIFY(another.isColumnHidden(MessagesModel::Headers));
        QCOMPARE(another.horizontalHeader()->visualIndex(MessagesModel::Topic), 3);
        inMenu({}, QStringLiteral("Columns as at first"));
        QVERIFY(!m_table->isColumnHidden(MessagesModel::Headers));
    }

    void showsAFieldAsAColumn()
    {
        const int number = MessagesModel::FixedCount;
        m_table->selectRow(3);
        inMenu({}, QStringLiteral("Add a field as a column…"));
        auto* dialog = m_table->findChild<QDialog*>(QStringLiteral("fieldColumnDialog"));
        QVERIFY(dialog != nullptr);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* path = dialog->findChild<QLineEdit*>(QStringLiteral("fieldPath"));
        auto* add = dialog->findChild<QPushButton*>(QStringLiteral("addFieldColumn"));
        auto* problem = dialog->findChild<QLabel*>(QStringLiteral("fieldProblem"));
        path->selectAll();
        QTest::keyClicks(path, QStringLiteral("number"));
        QTest::mouseClick(add, Qt::LeftButton);
        QVERIFY(dialog->isVisible());
        QVERIFY2(problem->text().contains(QStringLiteral("begins with $")),
                 qPrintable(problem->text()));
        shoot("fielddialog", dialog);
        path->selectAll();
        QTest::keyClicks(path, QStringLiteral("$.id"));
        QTest::keyClick(path, Qt::Key_Return);
        QTRY_COMPARE(m_table->findChild<QDialog*>(QStringLiteral("fieldColumnDialog")), nullptr);

        QCOMPARE(m_model->columnCount(), number + 1);
        QVERIFY(!m_table->isColumnHidden(number));
        QCOMPARE(m_table->horizontalHeader()->visualIndex(number) + 1,
                 m_table->horizontalHeader()->visualIndex(MessagesModel::Value));
        QCOMPARE(m_model->index(0, number).data().toString(), QStringLiteral("0"));
        QCOMPARE(selectedRows(), RowOrder{3});
        clickTitle(number);
        clickTitle(number);
        settle();
        QCOMPARE(m_model->sortOrder(), Qt::DescendingOrder);
        QCOMPARE(m_model->index(0, number).data().toString(), QString::number(many - 1));
        QCOMPARE(selectedRows(), RowOrder{3});
        shoot("field");

        // It comes back with the layout, in its place and sorted by.
        const QJsonObject state = m_table->header()->columnState();
        inMenu({}, QStringLiteral("Remove this column"), number);
        QCOMPARE(m_model->columnCount(), number);
        QVERIFY(m_table->header()->columnState() != state);
        settle();
        QCOMPARE(m_model->storeRow(0), 0U);
        m_table->header()->restoreColumnState(QJsonDocument(state).object());
        QCOMPARE(m_table->header()->columnState(), state);
        settle();
        QCOMPARE(m_model->index(0, number).data().toString(), QString::number(many - 1));
        inMenu({}, QStringLiteral("Columns as at first"));
        QCOMPARE(m_model->columnCount(), number);
    }

    void writesTheSameInASelectedRow_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addRow("spaces") << QStringLiteral(
            "{\"a b\": 1, \"c  d\": [1, 2, true], \"e\": \"f g\"}\n");
        QTest::addRow("rightToLeft") << QStringLiteral("{\"שם\": \"ירושלים של זהב\", \"n\": 4}");
        QTest::addRow("lineSeparator")
            << QStringLiteral("{\"a\": \"b\u2028c d\", \"e\": \"f g h i j\"}");
        QTest::addRow("text") << QStringLiteral("One two three, four; five and six");
    }
    void writesTheSameInASelectedRow()
    {
        QFETCH(QString, value);
        const std::string bytes = value.toStdString();
        MessageView message{.partition = 0, .offset = many + 1};
        message.value = bytes;
        QVERIFY(m_store->add(message).ok());
        m_store->batchAdded();
        settle();
        const QModelIndex cell = m_model->index(many, MessagesModel::Value);
        m_table->scrollTo(cell);
        QSet<QString> seen;
        for (int width = 40; width < 420; ++width) {
            m_table->setColumnWidth(MessagesModel::Value, width);
            m_table->clearSelection();
            const QString text = written(cell);
            seen.insert(text);
            m_table->selectRow(many);
            QCOMPARE(written(cell), text);
        }
        const auto wholes = std::count_if(seen.begin(), seen.end(),
                                          [](const QString& text) { return !text.contains(u'…'); });
        QCOMPARE(wholes, 1);
        QVERIFY(seen.size() > 20); // cut off everywhere
        m_table->setColumnWidth(MessagesModel::Value, 180);
        shoot(QTest::currentDataTag());
    }

    void findsAsOneTypes()
    {
        m_table->setCurrentIndex(m_model->index(0, MessagesModel::Value));
        QTest::keyClicks(m_table.get(), QStringLiteral("no-1234"));
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1234, patience);
        auto* label = m_table->findChild<QLabel*>(QStringLiteral("tableNote"));
        QVERIFY(label->isVisible());
        QCOMPARE(label->text(), QStringLiteral("Find: no-1234"));
        shoot("find");
        QTest::qWait(QApplication::keyboardInputInterval() + 50); // a new word begins
        QTest::keyClicks(m_table.get(), QStringLiteral("no-19"));
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1900, patience);
        QTest::keyClick(m_table.get(), Qt::Key_F3);
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1901, patience);
        QTest::keyClick(m_table.get(), Qt::Key_F3, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1900, patience);
        QTest::qWait(QApplication::keyboardInputInterval() + 50);
        QTest::keyClicks(m_table.get(), QStringLiteral("nowhere"));
        QTRY_VERIFY_WITH_TIMEOUT(label->text().endsWith(QStringLiteral("not found")), patience);
    }

private:
    /// What is drawn there.
    [[nodiscard]] QString written(const QModelIndex& cell) const
    {
        WrittenText device;
        QPainter painter(&device);
        m_table->viewport()->render(&painter, {}, m_table->visualRect(cell),
                                    QWidget::RenderFlags());
        painter.end();
        return device.text();
    }

    /// Chooses an entry of the titles' menu, or of a menu in it.
    void inMenu(const QString& submenu, const QString& entry, int column = MessagesModel::Value)
    {
        bool chosen = false;
        QTimer::singleShot(0, this, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QMenu* owner = menu;
            for (QAction* action : menu->actions()) {
                if (!submenu.isEmpty() && action->text() == submenu) {
                    owner = action->menu();
                }
            }
            for (QAction* action : owner->actions()) {
                if (action->text() == entry) {
                    shoot("menu", menu);
                    action->trigger();
                    chosen = true;
                    break;
                }
            }
            menu->close();
        });
        Q_EMIT m_table->horizontalHeader()->customContextMenuRequested(titleAt(column));
        QVERIFY2(chosen, qPrintable(entry));
    }
};

QTEST_MAIN(TestMessageTable)
#include "tst_messagetable.moc"
