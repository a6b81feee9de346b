// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/messagestable.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QScrollBar>
#include <QTest>

using namespace ottla;
using namespace ottla::test;

/// What is selected in the table of messages, through whatever happens to its rows, and copied.
class TestMessageSelection : public QObject, private MessagesTable
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(); }
    void cleanup() { close(); }

    void keepsTheSelectionThroughSortsAndFilters()
    {
        m_table->selectRow(3);
        click(7, Qt::ControlModifier);
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        m_model->setFilter(MessageFilter::parse("odd").filter);
        settle();
        QCOMPARE(m_model->rowCount(), many / 2);
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        m_model->setFilter(nullptr);
        settle();
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        QVERIFY(m_table->selected().holds(m_model->index(many - 4, 0)));
        QCOMPARE(currentRow(), 7);
        m_model->setFilter(MessageFilter::parse("even").filter);
        settle();
        m_model->setFilter(nullptr);
        settle();
        // Neither was shown in between, and both are selected again.
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        QCOMPARE(currentRow(), 7);
        m_table->selectAll();
        clickTitle(MessagesModel::Key);
        settle();
        QCOMPARE(m_table->selected().count(), std::size_t{many});
    }

    // From where the person's row is now, not from where it was.
    void selectsOnFromTheRowThatASortHasMoved()
    {
        click(4, {});
        clickTitle(MessagesModel::Offset); // the other way round
        settle();
        QCOMPARE(currentRow(), 4);
        click(many - 3, Qt::ShiftModifier);
        QCOMPARE(selectedRows(), (RowOrder{2, 3, 4}));
    }

    void takesFromAndAddsToWhatASortKept()
    {
        m_table->selectRow(3);
        click(7, Qt::ControlModifier);
        clickTitle(MessagesModel::Offset); // the other way round
        settle();
        m_table->scrollToBottom();
        click(many - 8, Qt::ControlModifier);
        QCOMPARE(selectedRows(), RowOrder{3});
        click(many - 6, Qt::ControlModifier);
        QCOMPARE(selectedRows(), (RowOrder{3, 5}));
        QTest::mouseClick(m_table->viewport(), Qt::RightButton, {}, placeOf(many - 4));
        QCOMPARE(selectedRows(), (RowOrder{3, 5}));
        shoot("kept");
        click(many - 10, {});
        QCOMPARE(selectedRows(), RowOrder{9});
        // What was selected once does not come back.
        add(many, 10);
        QCOMPARE(selectedRows(), RowOrder{9});
    }

    void keepsAMillionSelectedThroughASort()
    {
        constexpr int million = 1'000'000;
        fill(million - many);
        QTest::keyClick(m_table.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_table->selected().count(), std::size_t{million});
        clickTitle(MessagesModel::Partition);
        settle();
        QCOMPARE(m_table->selected().count(), std::size_t{million});
        QVERIFY(m_table->selected().holds(m_model->index(million / 2, 0)));
        // A filter hides most of them, and shows them again.
        m_model->setFilter(MessageFilter::parse("partition == 5").filter);
        settle();
        QCOMPARE(m_table->selected().count(), static_cast<std::size_t>(m_model->rowCount()));
        QVERIFY(m_model->rowCount() < million / 4);
        m_model->setFilter(nullptr);
        settle();
        QCOMPARE(m_table->selected().count(), std::size_t{million});
        QCOMPARE(m_table->selectedRows(2), (QList<int>{0, 1}));

        clickTitle(MessagesModel::Partition);
        clickTitle(MessagesModel::Partition); // as they arrived
        settle();
        click(m_table->rowAt(0), {});
        m_table->verticalScrollBar()->setValue(50'000);
        click(50'001, Qt::ShiftModifier);
        const RowOrder chosen = selectedRows();
        QVERIFY2(chosen.size() > 49'900, qPrintable(QString::number(chosen.size())));
        clickTitle(MessagesModel::Partition);
        settle();
        QCOMPARE(selectedRows(), chosen);
        // They are scattered now, and stand out where they are.
        const auto stored = static_cast<std::uint32_t>(chosen[chosen.size() / 2]);
        const QModelIndex row =
            m_model->index(m_model->rowsOf({stored}).front(), MessagesModel::Size);
        m_table->clearFocus();
        m_table->scrollTo(row, QAbstractItemView::PositionAtCenter);
        QCOMPARE(m_table->grab(m_table->visualRect(row).translated(m_table->viewport()->pos()))
                     .toImage()
                     .pixelColor(1, 1),
                 m_table->palette().color(QPalette::Highlight));
    }

    void saysToAScreenReaderWhatIsKept()
    {
        m_table->selectRow(3);
        click(7, Qt::ControlModifier);
        clickTitle(MessagesModel::Offset); // the other way round
        settle();
        QAccessibleTableInterface* table =
            QAccessible::queryAccessibleInterface(m_table.get())->tableInterface();
        QCOMPARE(table->selectedRows(), (QList<int>{many - 8, many - 4}));
        QCOMPARE(table->selectedRowCount(), 2);
        QCOMPARE(table->selectedCellCount(), 2 * table->columnCount());
        QVERIFY(table->isRowSelected(many - 4) && !table->isRowSelected(3));
        QAccessibleInterface* cell = table->cellAt(many - 4, MessagesModel::Key);
        QVERIFY(cell->state().selected && cell->tableCellInterface()->isSelected());
        QVERIFY(!table->cellAt(3, MessagesModel::Key)->state().selected);
        // With what Qt's own selection holds, too.
        QVERIFY(table->selectRow(0) && table->unselectRow(many - 8));
        QCOMPARE(table->selectedRows(), (QList<int>{0, many - 4}));
        QCOMPARE(selectedRows(), (RowOrder{3, many - 1}));
        m_model->setFilter(MessageFilter::parse("no-1999").filter); // hides the other one
        settle();
        QCOMPARE(table->selectedRows(), QList<int>{0});
        QCOMPARE(table->selectedRowCount(), 1);
        QVERIFY(table->cellAt(0, 0)->state().selected);
        m_model->setFilter(nullptr);
        settle();
        QCOMPARE(table->selectedRows(), (QList<int>{0, many - 4}));
    }

    void copiesManyRowsFromAnotherThread()
    {
        constexpr int rows = 30'000;
        fill(rows - many);
        for (int column = 0; column < m_model->columnCount(); ++column) {
            m_table->setColumnHidden(column, column != MessagesModel::Offset);
        }
        m_table->selectAll();
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        auto* note = m_table->findChild<QLabel*>(QStringLiteral("tableNote"));
        QCOMPARE(note->text(), QStringLiteral("Copying 30,000 rows…"));
        QVERIFY(note->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(note->text(), QStringLiteral("30,000 rows copied"), patience);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), rows + 1);
        QCOMPARE(lines.first(), QString::number(many));
        QCOMPARE(lines[rows - 1], QString::number(rows - 1));
    }

    void saysWhatIsTooMuchForAClipboard()
    {
        fill(1'000'001 - many);
        m_table->selectAll();
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        auto* note = m_table->findChild<QLabel*>(QStringLiteral("tableNote"));
        QVERIFY2(note->text().contains(QStringLiteral("1,000,001 rows are selected")),
                 qPrintable(note->text()));
        shoot("toomany");
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("before"));
    }

    void copiesWhatIsSelected()
    {
        for (int column = 0; column < m_model->columnCount(); ++column) {
            m_table->setColumnHidden(
                column, column != MessagesModel::Offset && column != MessagesModel::Key);
        }
        m_table->selectRow(1);
        click(2, Qt::ControlModifier);
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::clipboard()->text(), QStringLiteral("1999\tno-1\n1998\t\n"));
        QCOMPARE(m_table->selection().csv(), QStringLiteral("1999,no-1\n1998,\n"));
        const QJsonArray json =
            QJsonDocument::fromJson(m_table->selection().json().toUtf8()).array();
        QCOMPARE(json.size(), 2);
        QCOMPARE(json[0].toObject().value(QStringLiteral("Offset")).toInteger(), 1999);
        QVERIFY(json[1].toObject().value(QStringLiteral("Key")).isNull());
    }

    // Null, empty and blank have something to see, which is not what they hold.
    void copiesWhatStandInsAreFor()
    {
        const std::string blanks = "  \n";
        QVERIFY(m_store->add({.offset = 1, .key = std::nullopt, .value = std::nullopt}).ok());
        QVERIFY(m_store->add({.offset = 2, .key = "", .value = ""}).ok());
        QVERIFY(m_store->add({.offset = 3, .key = blanks, .value = blanks}).ok());
        QVERIFY(m_store->add({.offset = 4, .key = "empty", .value = "{\"id\": 1}"}).ok());
        m_store->batchAdded();
        settle();
        m_table->scrollToBottom();
        m_table->selectRow(many + 1);
        shoot("standins");
        for (int column = 0; column < m_model->columnCount(); ++column) {
            m_table->setColumnHidden(column, column != MessagesModel::Value);
        }
        const auto copied = [this](int row) {
            m_table->selectRow(row);
            QApplication::clipboard()->setText(QStringLiteral("before"));
            QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
            return QApplication::clipboard()->text();
        };
        QCOMPARE(copied(many), QStringLiteral("\n"));
        QCOMPARE(copied(many + 1), QStringLiteral("\n"));
        QCOMPARE(copied(many + 2), QStringLiteral("  \n\n"));
        m_table->selectRow(many + 1);
        const QJsonArray json =
            QJsonDocument::fromJson(m_table->selection().json().toUtf8()).array();
        QCOMPARE(json[0].toObject().value(QStringLiteral("Value")), QJsonValue(QString()));
    }

private:
    int currentRow() const
    {
        return static_cast<int>(m_model->storeRow(m_table->currentIndex().row()));
    }
};

QTEST_MAIN(TestMessageSelection)
#include "tst_messageselection.moc"
