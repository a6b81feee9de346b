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

/// A place in the table, with nothing in it.
class AccessiblePart : public QAccessibleInterface
{
public:
    AccessiblePart(UniformTableView& view, int column)
        : m_view(&view)
        , m_column(column)
    { }

    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override { }

    [[nodiscard]] int column() const { return m_column; }

protected:
    [[nodiscard]] UniformTableView* view() const { return m_view; }
    [[nodiscard]] const QAbstractItemModel* model() const
    {
        return m_view ? m_view->model() : nullptr;
    }
    [[nodiscard]] static QRect globalRect(const QWidget& within, const QRect& rect)
    {
        return rect.translated(within.mapToGlobal(QPoint()));
    }

private:
    QPointer<UniformTableView> m_view;
    int m_column;
};

/// Of a column; invalid while there is none such.
class AccessibleTitle : public AccessiblePart
{
public:
    using AccessiblePart::AccessiblePart;

    bool isValid() const override
    {
        return model() != nullptr && column() < model()->columnCount(view()->rootIndex());
    }
    QAccessible::Role role() const override { return QAccessible::ColumnHeader; }
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid() || (kind != QAccessible::Name && kind != QAccessible::Description)) {
            return {};
        }
        const auto which = kind == QAccessible::Name ? Qt::DisplayRole : Qt::ToolTipRole;
        return model()->headerData(column(), Qt::Horizontal, which).toString();
    }
    QRect rect() const override
    {
        if (!isValid() || view()->isColumnHidden(column())) {
            return {};
        }
        const QHeaderView& header = *view()->horizontalHeader();
        return globalRect(*header.viewport(),
                          {header.sectionViewportPosition(column()), 0,
                           header.sectionSize(column()), header.viewport()->height()});
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (isValid()) {
            const QWidget& header = *view()->horizontalHeader()->viewport();
            state.invisible = view()->isColumnHidden(column()) || !header.isVisible();
            state.offscreen = !rect().intersects(globalRect(header, header.rect()));
        }
        return state;
    }
};

/// Invalid while there is no such place.
class AccessibleCell : public AccessiblePart, public QAccessibleTableCellInterface
{
public:
    AccessibleCell(UniformTableView& view, int row, int column)
        : AccessiblePart(view, column)
        , m_row(row)
    { }

    bool isValid() const override { return index().isValid(); }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? index().data().toString() : QString();
    }
    QRect rect() const override
    {
        return isValid() ? globalRect(*view()->viewport(), view()->visualRect(index())) : QRect();
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (isValid()) {
            const QWidget& viewport = *view()->viewport();
            state.selectable = state.focusable = state.readOnly = true;
            state.selected = isSelected();
            state.focused = view()->hasFocus() && view()->currentIndex() == index();
            state.offscreen = !rect().intersects(globalRect(viewport, viewport.rect()));
        }
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface
            ? static_cast<QAccessibleTableCellInterface*>(this)
            : nullptr;
    }

    bool isSelected() const override { return isValid() && view()->isRowSelected(m_row); }
    QList<QAccessibleInterface*> columnHeaderCells() const override
    {
        QAccessibleInterface* title = isValid() ? parent()->child(column()) : nullptr;
        return title == nullptr ? QList<QAccessibleInterface*>() : QList{title};
    }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return column(); }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

private:
    QModelIndex index() const
    {
        return model() == nullptr ? QModelIndex()
                                  : model()->index(m_row, column(), view()->rootIndex());
    }

    int m_row;
};

constexpr int titles = -1; // their row

/// The number of a place among the children: titles first, as in Qt's own tables. -1 beyond an int.
int childNumber(int row, int column, int columns)
{
    const qint64 child = (qint64{row} + 1) * columns + column;
    return child > std::numeric_limits<int>::max() ? -1 : static_cast<int>(child);
}

class AccessibleTable : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit AccessibleTable(UniformTableView* view)
        : QAccessibleWidget(view, QAccessible::Table)
    { }
    AccessibleTable(const AccessibleTable&) = delete;
    AccessibleTable& operator=(const AccessibleTable&) = delete;
    ~AccessibleTable() override { forgetParts(); }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }

    int childCount() const override { return clamped((qint64{rowCount()} + 1) * columnCount()); }
    QAccessibleInterface* child(int index) const override
    {
        return index < 0 || columnCount() == 0
            ? nullptr
            : part(index / columnCount() + titles, index % columnCount());
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        if (const auto* cell = dynamic_cast<const AccessibleCell*>(child)) {
            return childNumber(cell->rowIndex(), cell->column(), columnCount());
        }
        const auto* title = dynamic_cast<const AccessibleTitle*>(child);
        return title == nullptr ? -1 : title->column();
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const QPoint place(x, y);
        const QWidget* header = view()->horizontalHeader()->viewport();
        if (const QPoint at = header->mapFromGlobal(place); header->rect().contains(at)) {
            return part(titles, view()->columnAt(at.x()));
        }
        return part(view()->indexAt(view()->viewport()->mapFromGlobal(place)));
    }
    QAccessibleInterface* focusChild() const override { return part(view()->currentIndex()); }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        return row < 0 ? nullptr : part(row, column);
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

    int selectedCellCount() const override
    {
        return clamped(qint64{selectedRowCount()} * columnCount());
    }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> cells;
        for (const int row : selectedRows()) {
            for (int column = 0; column < columnCount(); ++column) {
                cells.append(part(row, column));
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
        // A part is a place: what comes or goes leaves it what it is, or makes it an invalid one.
        if (event->modelChangeType() == QAccessibleTableModelChangeEvent::ModelReset) {
            forgetParts();
        }
    }

private:
    UniformTableView* view() const { return static_cast<UniformTableView*>(widget()); }
    QAbstractItemModel* model() const { return view()->model(); }
    static int clamped(qint64 count)
    {
        return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
    }
    QAccessibleInterface* part(const QModelIndex& index) const
    {
        return index.isValid() ? part(index.row(), index.column()) : nullptr;
    }
    QAccessibleInterface* part(int row, int column) const
    {
        if (row >= rowCount() || column < 0 || column >= columnCount()) {
            return nullptr;
        }
        QAccessible::Id& id = m_parts[{row, column}];
        if (id == 0) {
            QAccessibleInterface* made = row == titles
                ? static_cast<QAccessibleInterface*>(new AccessibleTitle(*view(), column))
                : new AccessibleCell(*view(), row, column);
            id = QAccessible::registerAccessibleInterface(made);
        }
        return QAccessible::accessibleInterface(id);
    }
    bool select(int row, QItemSelectionModel::SelectionFlags command)
    {
        if (row < 0 || row >= rowCount()) {
            return false;
        }
        view()->selectionModel()->select(model()->index(row, 0),
                                         command | QItemSelectionModel::Rows);
        return true;
    }
    void forgetParts() const
    {
        for (const QAccessible::Id id : std::as_const(m_parts)) {
            QAccessible::deleteAccessibleInterface(id);
        }
        m_parts.clear();
    }

    mutable QHash<std::pair<int, int>, QAccessible::Id> m_parts; // that somebody asked for
};

} // namespace

QAccessibleInterface* makeAccessible(const QString& /*className*/, QObject* object)
{
    auto* view = qobject_cast<UniformTableView*>(object);
    return view == nullptr ? nullptr : new AccessibleTable(view);
}

int accessibleChild(const UniformTableView& view, const QModelIndex& index)
{
    return index.isValid()
        ? childNumber(index.row(), index.column(), view.model()->columnCount(view.rootIndex()))
        : -1;
}

} // namespace ottla
