// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/uniformtableaccess.h"

#include "ui/widgets/uniformtableview.h"

#include <QAccessibleWidget>
#include <QHash>

#include <algorithm>
#include <limits>

namespace ottla {

namespace {

/// A place in the table, which is invalid while the table has none such.
class AccessibleCell : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    AccessibleCell(UniformTableView& view, int row, int column)
        : m_view(&view)
        , m_row(row)
        , m_column(column)
    { }

    bool isValid() const override { return m_view && index().isValid(); }
    QObject* object() const override { return nullptr; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }

    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? index().data().toString() : QString();
    }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override { }

    QRect rect() const override
    {
        const QRect cell = isValid() ? m_view->visualRect(index()) : QRect();
        return cell.translated(m_view ? m_view->viewport()->mapToGlobal(QPoint()) : QPoint());
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (isValid()) {
            state.selectable = state.focusable = state.readOnly = true;
            state.selected = isSelected();
            state.focused = m_view->hasFocus() && m_view->currentIndex() == index();
            state.offscreen = !rect().intersects(
                QRect(m_view->viewport()->mapToGlobal(QPoint()), m_view->viewport()->size()));
        }
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface
            ? static_cast<QAccessibleTableCellInterface*>(this)
            : nullptr;
    }

    bool isSelected() const override { return isValid() && m_view->isRowSelected(m_row); }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

private:
    QModelIndex index() const
    {
        const QAbstractItemModel* model = m_view->model();
        return model == nullptr ? QModelIndex()
                                : model->index(m_row, m_column, m_view->rootIndex());
    }

    QPointer<UniformTableView> m_view;
    int m_row;
    int m_column;
};

class AccessibleTable : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit AccessibleTable(UniformTableView* view)
        : QAccessibleWidget(view, QAccessible::Table)
    { }
    AccessibleTable(const AccessibleTable&) = delete;
    AccessibleTable& operator=(const AccessibleTable&) = delete;
    ~AccessibleTable() override { forgetCells(); }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }

    int childCount() const override
    {
        const qint64 cells = qint64{rowCount()} * columnCount();
        return static_cast<int>(std::min<qint64>(cells, std::numeric_limits<int>::max()));
    }
    QAccessibleInterface* child(int index) const override
    {
        return columnCount() == 0 ? nullptr : cellAt(index / columnCount(), index % columnCount());
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* cell = dynamic_cast<const AccessibleCell*>(child);
        return cell == nullptr ? -1 : cell->rowIndex() * columnCount() + cell->columnIndex();
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const QModelIndex index = view()->indexAt(view()->viewport()->mapFromGlobal(QPoint(x, y)));
        return index.isValid() ? cellAt(index.row(), index.column()) : nullptr;
    }
    QAccessibleInterface* focusChild() const override
    {
        const QModelIndex index = view()->currentIndex();
        return index.isValid() ? cellAt(index.row(), index.column()) : nullptr;
    }

    QAccessibleInterface* cellAt(int row, int column) const override
    {
        if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount()) {
            return nullptr;
        }
        QAccessible::Id& id = m_cells[{row, column}];
        if (id == 0) {
            id = QAccessible::registerAccessibleInterface(new AccessibleCell(*view(), row, column));
        }
        return QAccessible::accessibleInterface(id);
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QString columnDescription(int column) const override
    {
        return model() == nullptr
            ? QString()
            : model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }
    QString rowDescription(int /*row*/) const override { return {}; }
    int rowCount() const override { return model() == nullptr ? 0 : model()->rowCount(); }
    int columnCount() const override { return model() == nullptr ? 0 : model()->columnCount(); }

    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> cells;
        for (const int row : selectedRows()) {
            for (int column = 0; column < columnCount(); ++column) {
                cells.append(cellAt(row, column));
            }
        }
        return cells;
    }
    int selectedColumnCount() const override { return 0; }
    QList<int> selectedColumns() const override { return {}; }
    int selectedRowCount() const override
    {
        return model() == nullptr ? 0 : view()->selectedRowCount();
    }
    QList<int> selectedRows() const override
    {
        constexpr int most = 1000; // nobody listens to more
        return model() == nullptr ? QList<int>() : view()->selectedRows(most);
    }
    bool isColumnSelected(int /*column*/) const override { return false; }
    bool isRowSelected(int row) const override
    {
        return row >= 0 && row < rowCount() && view()->isRowSelected(row);
    }
    bool selectRow(int row) override { return select(row, QItemSelectionModel::Select); }
    bool unselectRow(int row) override { return select(row, QItemSelectionModel::Deselect); }
    bool selectColumn(int /*column*/) override { return false; }
    bool unselectColumn(int /*column*/) override { return false; }

    void modelChange(QAccessibleTableModelChangeEvent* event) override
    {
        // A cell is a place: rows that come or go leave it what it is, or make it an invalid one.
        if (event->modelChangeType() == QAccessibleTableModelChangeEvent::ModelReset) {
            forgetCells();
        }
    }

private:
    UniformTableView* view() const { return static_cast<UniformTableView*>(widget()); }
    QAbstractItemModel* model() const { return view()->model(); }
    bool select(int row, QItemSelectionModel::SelectionFlags command)
    {
        if (row < 0 || row >= rowCount()) {
            return false;
        }
        view()->selectionModel()->select(model()->index(row, 0),
                                         command | QItemSelectionModel::Rows);
        return true;
    }
    void forgetCells() const
    {
        for (const QAccessible::Id id : std::as_const(m_cells)) {
            QAccessible::deleteAccessibleInterface(id);
        }
        m_cells.clear();
    }

    mutable QHash<std::pair<int, int>, QAccessible::Id> m_cells; // that somebody asked for
};

} // namespace

QAccessibleInterface* makeAccessible(const QString& /*className*/, QObject* object)
{
    auto* view = qobject_cast<UniformTableView*>(object);
    return view == nullptr ? nullptr : new AccessibleTable(view);
}

int accessibleChild(const UniformTableView& view, const QModelIndex& index)
{
    if (!index.isValid()) {
        return -1;
    }
    const qint64 child =
        qint64{index.row()} * view.model()->columnCount(view.rootIndex()) + index.column();
    return child > std::numeric_limits<int>::max() ? -1 : static_cast<int>(child);
}

} // namespace ottla
