// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/uniformtableview.h"

#include <QAbstractTableModel>
#include <QAccessible>
#include <QHeaderView>
#include <QScrollBar>
#include <QTest>

#include <memory>

using namespace ottla;

namespace {

constexpr int rowPixels = 20;
constexpr int columns = 4;

/// As many rows as it is told, and how many cells were asked for.
class Numbers : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : m_rows;
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : columns;
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        ++asked;
        return role == Qt::DisplayRole ? QVariant(index.row()) : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        return role == Qt::ToolTipRole
            ? QStringLiteral("Column %1").arg(section + 1)
            : QAbstractTableModel::headerData(section, orientation, role);
    }
    void append(int count)
    {
        beginInsertRows({}, m_rows, m_rows + count - 1);
        m_rows += count;
        endInsertRows();
    }
    void removeFirst(int count)
    {
        beginRemoveRows({}, 0, count - 1);
        m_rows -= count;
        endRemoveRows();
    }
    void changeAll() { Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columns - 1)); }

    mutable long asked = 0;

private:
    int m_rows = 0;
};

} // namespace

/// The view by itself, with mouse and keys.
class TestUniformTableView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<Numbers>();
        m_view = std::make_unique<UniformTableView>(new QHeaderView(Qt::Horizontal));
        m_view->setRowHeight(rowPixels);
        m_view->setModel(m_model.get());
        m_view->resize(400, 300);
        m_view->show();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_model.reset();
    }

    void touchesOnlyWhatIsInSight()
    {
        constexpr int many = 50'000'000;
        for (int i = 0; i < 50; ++i) {
            m_model->append(many / 50);
        }
        m_view->setTopRow(many / 2);
        QVERIFY(m_view->viewport()->grab().width() > 0);
        m_model->asked = 0;
        m_model->append(many / 50);
        m_model->changeAll();
        m_view->selectAll();
        QVERIFY(m_view->viewport()->grab().width() > 0);
        constexpr long rolesOfACell = 20;
        QVERIFY2(m_model->asked < (300 / rowPixels + 2) * 2 * columns * rolesOfACell,
                 qPrintable(QString::number(m_model->asked)));
        QCOMPARE(m_view->topRow(), many / 2);
        m_view->scrollToBottom();
        QCOMPARE(m_view->rowAt(0), m_model->rowCount() - page());
    }

    void goesThroughTheRowsByKeys()
    {
        m_model->append(1000);
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(current(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(current(), 1);
        QTest::keyClick(m_view.get(), Qt::Key_PageDown);
        QCOMPARE(current(), 1 + page());
        QVERIFY(isInSight(current()));
        QTest::keyClick(m_view.get(), Qt::Key_PageUp);
        QTest::keyClick(m_view.get(), Qt::Key_PageUp);
        QCOMPARE(current(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QCOMPARE(current(), 999);
        QVERIFY(isInSight(999));
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QTest::keyClick(m_view.get(), Qt::Key_PageDown);
        QCOMPARE(current(), 999);
        QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ShiftModifier);
        QCOMPARE(current(), 0);
        QCOMPARE(selectedCount(), 1000);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(selectedCount(), 1);
    }

    void goesOverHiddenAndMovedColumnsByKeys()
    {
        m_model->append(3);
        m_view->setColumnHidden(1, true);
        m_view->horizontalHeader()->moveSection(3, 0); // 3 0 (1) 2
        m_view->setCurrentIndex(m_model->index(0, 3));
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->currentIndex().column(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->currentIndex().column(), 2);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->currentIndex().column(), 2);
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        QCOMPARE(m_view->currentIndex().column(), 0);
        QVERIFY(m_view->visualRect(m_model->index(0, 1)).isEmpty());
        QCOMPARE(m_view->visualRect(m_model->index(0, 3)).left(), 0);
    }

    void selectsByTheMouse()
    {
        m_model->append(1000);
        click(2);
        QCOMPARE(current(), 2);
        QCOMPARE(selectedCount(), 1);
        click(5, Qt::ControlModifier);
        QCOMPARE(selectedCount(), 2);
        click(5, Qt::ControlModifier);
        QCOMPARE(selectedCount(), 1);
        click(4);
        m_view->setTopRow(700); // the anchor is far above
        click(703, Qt::ShiftModifier);
        QCOMPARE(selectedCount(), 700);
        m_view->setTopRow(899); // and now upwards, from far below
        click(900);
        m_view->setTopRow(0);
        click(1, Qt::ShiftModifier);
        QCOMPARE(selectedCount(), 900);
    }

    void takesAPressBelowTheLastRowForNone()
    {
        m_model->append(3);
        click(1);
        const QPoint below(10, 3 * rowPixels + 5);
        QVERIFY(!m_view->indexAt(below).isValid());
        QCOMPARE(m_view->rowAt(below.y()), -1);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, below);
        QCOMPARE(selectedCount(), 0);
    }

    void scrollsToACell()
    {
        m_model->append(1000);
        const auto scroll = [this](int row, QAbstractItemView::ScrollHint hint) {
            m_view->scrollTo(m_model->index(row, 0), hint);
            return m_view->topRow();
        };
        QCOMPARE(scroll(500, QAbstractItemView::PositionAtTop), 500);
        QCOMPARE(scroll(503, QAbstractItemView::EnsureVisible), 500);
        QCOMPARE(scroll(400, QAbstractItemView::EnsureVisible), 400);
        QCOMPARE(scroll(400 + page(), QAbstractItemView::EnsureVisible), 401);
        QCOMPARE(scroll(600, QAbstractItemView::PositionAtBottom), 601 - page());
        QCOMPARE(scroll(300, QAbstractItemView::PositionAtCenter), 300 - page() / 2);
        m_view->setColumnWidth(0, 900);
        m_view->scrollTo(m_model->index(300, 3));
        const QRect cell = m_view->visualRect(m_model->index(300, 3));
        QVERIFY(cell.left() >= 0 && cell.right() < m_view->viewport()->width());
        m_view->scrollTo(m_model->index(300, 0));
        QCOMPARE(m_view->horizontalScrollBar()->value(), 0);
    }

    void followsWhatGoesAndComes()
    {
        m_model->append(100);
        QCOMPARE(m_view->verticalScrollBar()->maximum(), 100 - page());
        m_model->removeFirst(60);
        QCOMPARE(m_view->verticalScrollBar()->maximum(), 40 - page());
        m_view->resize(400, 1200);
        QTRY_COMPARE(m_view->verticalScrollBar()->maximum(), 0);
        m_view->setModel(nullptr);
        QCOMPARE(m_view->rowAt(0), -1);
        QVERIFY(m_view->grab().width() > 0);
    }

    void saysToAScreenReaderWhatIsThere()
    {
        m_model->append(10'000'000);
        m_view->selectRow(7);
        QAccessibleInterface* view = QAccessible::queryAccessibleInterface(m_view.get());
        QCOMPARE(view->role(), QAccessible::Table);
        QAccessibleTableInterface* table = view->tableInterface();
        QVERIFY(table != nullptr);
        QCOMPARE(table->rowCount(), 10'000'000);
        QCOMPARE(table->columnCount(), columns);
        QCOMPARE(table->columnDescription(2), QStringLiteral("3"));
        QCOMPARE(table->selectedRows(), QList<int>{7});
        QVERIFY(table->isRowSelected(7) && !table->isRowSelected(8));
        QAccessibleInterface* cell = table->cellAt(7, 1);
        QCOMPARE(cell->role(), QAccessible::Cell);
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("7"));
        QVERIFY(cell->state().selected && !cell->state().offscreen);
        QCOMPARE(view->child(8 * columns + 1), cell); // behind the titles
        QCOMPARE(view->indexOfChild(cell), 8 * columns + 1);
        const QPoint middle = cell->rect().center();
        QCOMPARE(view->childAt(middle.x(), middle.y()), cell);
        QCOMPARE(cell->tableCellInterface()->rowIndex(), 7);
        QVERIFY(table->cellAt(9'999'999, 0)->state().offscreen);
        QCOMPARE(table->cellAt(10'000'000, 0), nullptr);
        QCOMPARE(table->cellAt(-1, 0), nullptr);
        QVERIFY(!table->isRowSelected(-1) && !table->isRowSelected(10'000'000));
        m_model->removeFirst(9'999'999);
        QVERIFY(!cell->isValid() && cell->text(QAccessible::Name).isEmpty());
    }

    void saysToAScreenReaderWhatIsSelected()
    {
        m_model->append(10'000'000);
        QAccessibleInterface* view = QAccessible::queryAccessibleInterface(m_view.get());
        QAccessibleTableInterface* table = view->tableInterface();
        QVERIFY(table->selectRow(3) && table->selectRow(5) && !table->selectRow(10'000'000));
        QCOMPARE(table->selectedRowCount(), 2);
        QCOMPARE(table->selectedRows(), (QList<int>{3, 5}));
        QCOMPARE(table->selectedCells().size(), 2 * columns);
        QVERIFY(table->cellAt(5, 0)->tableCellInterface()->isSelected());
        QVERIFY(table->unselectRow(5));
        QVERIFY(!table->cellAt(5, 0)->state().selected);
        m_view->selectAll();
        QCOMPARE(table->selectedRowCount(), 10'000'000);
        QCOMPARE(table->selectedRows().size(), 1000); // and no more
        QVERIFY(table->isRowSelected(9'999'999));
    }

    void saysToAScreenReaderWhatTheColumnsAre()
    {
        QAccessibleInterface* view = QAccessible::queryAccessibleInterface(m_view.get());
        QCOMPARE(view->childCount(), columns); // without a row, too
        m_model->append(10);
        QCOMPARE(view->childCount(), 11 * columns);
        m_view->setColumnHidden(1, true);
        m_view->horizontalHeader()->moveSection(3, 0);
        QAccessibleInterface* cell = view->tableInterface()->cellAt(4, 2);
        const QList<QAccessibleInterface*> titles = cell->tableCellInterface()->columnHeaderCells();
        QCOMPARE(titles.size(), 1);
        QAccessibleInterface* title = titles.first();
        QCOMPARE(title->role(), QAccessible::ColumnHeader);
        QCOMPARE(title->text(QAccessible::Name), QStringLiteral("3"));
        QCOMPARE(title->text(QAccessible::Description), QStringLiteral("Column 3"));
        QCOMPARE(title->parent(), view);
        QCOMPARE(view->child(2), title);
        QCOMPARE(view->indexOfChild(title), 2);
        QVERIFY(title->isValid() && !title->state().offscreen && !title->state().invisible);
        // It stands above its cells.
        QCOMPARE(title->rect().left(), cell->rect().left());
        QCOMPARE(title->rect().width(), cell->rect().width());
        QVERIFY(title->rect().bottom() < cell->rect().top());
        const QPoint middle = title->rect().center();
        QCOMPARE(view->childAt(middle.x(), middle.y()), title);
        QCOMPARE(view->child(3)->rect().left(), view->child(11 * columns - 1)->rect().left());
        QVERIFY(view->child(1)->state().invisible);
        m_view->setModel(nullptr);
        QVERIFY(!title->isValid() && title->text(QAccessible::Name).isEmpty());
        QCOMPARE(view->childCount(), 0);
        QCOMPARE(view->child(0), nullptr);
    }

    void isAsWideAsWhatIsInSight()
    {
        m_model->append(2'000'000);
        m_view->setTopRow(1'999'000);
        m_view->resizeColumnsToContents();
        const int wide = m_view->columnWidth(0);
        m_view->setTopRow(0);
        m_view->resizeColumnsToContents();
        QVERIFY(m_view->columnWidth(0) < wide);
    }

private:
    [[nodiscard]] int page() const { return m_view->viewport()->height() / rowPixels; }
    [[nodiscard]] int current() const { return m_view->currentIndex().row(); }
    [[nodiscard]] int selectedCount() const
    {
        return static_cast<int>(m_view->selectionModel()->selectedRows().size());
    }
    [[nodiscard]] bool isInSight(int row) const
    {
        return row >= m_view->topRow() && row < m_view->topRow() + page();
    }
    [[nodiscard]] QPoint placeOf(int row) const
    {
        return m_view->visualRect(m_model->index(row, 0)).center();
    }
    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers, placeOf(row));
    }

    std::unique_ptr<Numbers> m_model;
    std::unique_ptr<UniformTableView> m_view;
};

QTEST_MAIN(TestUniformTableView)
#include "tst_uniformtableview.moc"
