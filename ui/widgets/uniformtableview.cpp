// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/uniformtableview.h"

#include "ui/widgets/uniformtableaccess.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace ottla {

UniformTableView::UniformTableView(QHeaderView* header, QWidget* parent)
    : QAbstractItemView(parent)
    , m_header(header)
    , m_rowHeight(fontMetrics().height())
{
    [[maybe_unused]] static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerItem);
    m_header->setParent(this);
    m_header->setFocusPolicy(Qt::NoFocus);
    m_header->setSectionsClickable(true);
    m_header->setSortIndicatorShown(true);
    const auto columnsChanged = [this] {
        updateGeometries();
        viewport()->update();
    };
    connect(m_header, &QHeaderView::sectionResized, this, columnsChanged);
    connect(m_header, &QHeaderView::sectionMoved, this, columnsChanged);
    connect(m_header, &QHeaderView::sectionCountChanged, this, columnsChanged);
    connect(m_header, &QHeaderView::geometriesChanged, this, columnsChanged);
    connect(m_header, &QHeaderView::sectionHandleDoubleClicked, this,
            &UniformTableView::resizeColumnToContents);
    connect(m_header, &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder order) { model()->sort(column, order); });
}

void UniformTableView::setModel(QAbstractItemModel* model)
{
    disconnect(m_rowsRemoved);
    QAbstractItemView::setModel(model);
    m_header->setModel(model);
    if (model == nullptr) {
        return;
    }
    m_rowsRemoved = connect(model, &QAbstractItemModel::rowsRemoved, this, [this] {
        updateGeometries();
        viewport()->update();
    });
}

void UniformTableView::reset()
{
    QAbstractItemView::reset();
    updateGeometries();
}

bool UniformTableView::isColumnHidden(int column) const
{
    return m_header->isSectionHidden(column);
}

void UniformTableView::setColumnHidden(int column, bool hidden)
{
    m_header->setSectionHidden(column, hidden);
}

int UniformTableView::columnWidth(int column) const
{
    return m_header->sectionSize(column);
}

void UniformTableView::setColumnWidth(int column, int width)
{
    m_header->resizeSection(column, width);
}

void UniformTableView::resizeColumnToContents(int column)
{
    if (!isColumnHidden(column)) {
        setColumnWidth(column,
                       std::max(sizeHintForColumn(column), m_header->sectionSizeHint(column)));
    }
}

void UniformTableView::resizeColumnsToContents()
{
    for (int column = 0; column < m_header->count(); ++column) {
        resizeColumnToContents(column);
    }
}

int UniformTableView::sizeHintForColumn(int column) const
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const int last = std::min(topRow() + pageRows() + 1, rowCount());
    int width = 0;
    for (int row = topRow(); row < last; ++row) {
        const QModelIndex index = model()->index(row, column, rootIndex());
        width = std::max(width, itemDelegateForIndex(index)->sizeHint(option, index).width());
    }
    return width;
}

void UniformTableView::setRowHeight(int height)
{
    m_rowHeight = height;
    updateGeometries();
    viewport()->update();
}

int UniformTableView::rowCount() const
{
    return model() == nullptr ? 0 : model()->rowCount(rootIndex());
}

int UniformTableView::pageRows() const
{
    return std::max(1, viewport()->height() / m_rowHeight);
}

int UniformTableView::topRow() const
{
    return verticalScrollBar()->value();
}

void UniformTableView::setTopRow(int row)
{
    verticalScrollBar()->setValue(row);
}

int UniformTableView::rowPosition(int row) const
{
    constexpr qint64 farthest = std::numeric_limits<int>::max() / 2;
    return static_cast<int>(
        std::clamp((qint64{row} - topRow()) * m_rowHeight, -farthest, farthest));
}

int UniformTableView::rowAt(int y) const
{
    // Rounded down, above the viewport too.
    const int below = y >= 0 ? y / m_rowHeight : -((m_rowHeight - 1 - y) / m_rowHeight);
    const int row = topRow() + below;
    return row < rowCount() ? std::max(row, -1) : -1;
}

int UniformTableView::columnAt(int x) const
{
    return m_header->logicalIndexAt(x);
}

void UniformTableView::selectRow(int row)
{
    const int column = std::max(0, columnAt(0));
    const QModelIndex index = model()->index(row, column, rootIndex());
    if (index.isValid()) {
        selectionModel()->setCurrentIndex(
            index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
}

bool UniformTableView::isRowSelected(int row) const
{
    return selectionModel()->isSelected(model()->index(row, 0, rootIndex()));
}

int UniformTableView::selectedRowCount() const
{
    int count = 0;
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        count += range.height();
    }
    return count;
}

QList<int> UniformTableView::selectedRows(int most) const
{
    QList<int> rows;
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom() && rows.size() < most; ++row) {
            rows.append(row);
        }
    }
    return rows;
}

QRect UniformTableView::visualRect(const QModelIndex& index) const
{
    if (!index.isValid() || index.parent() != rootIndex() || isIndexHidden(index)) {
        return {};
    }
    return {m_header->sectionViewportPosition(index.column()), rowPosition(index.row()),
            m_header->sectionSize(index.column()), m_rowHeight};
}

QModelIndex UniformTableView::indexAt(const QPoint& point) const
{
    const int row = rowAt(point.y());
    const int column = columnAt(point.x());
    return row < 0 || column < 0 ? QModelIndex() : model()->index(row, column, rootIndex());
}

bool UniformTableView::isIndexHidden(const QModelIndex& index) const
{
    return isColumnHidden(index.column());
}

int UniformTableView::horizontalOffset() const
{
    return m_header->offset();
}

int UniformTableView::verticalOffset() const
{
    return -rowPosition(0);
}

void UniformTableView::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    if (!index.isValid() || index.parent() != rootIndex() || isIndexHidden(index)) {
        return;
    }
    const int row = index.row();
    const int page = pageRows();
    if (hint == PositionAtTop || (hint == EnsureVisible && row < topRow())) {
        setTopRow(row);
    } else if (hint == PositionAtBottom || (hint == EnsureVisible && row >= topRow() + page)) {
        setTopRow(row - page + 1);
    } else if (hint == PositionAtCenter) {
        setTopRow(row - page / 2);
    }
    scrollToColumn(index.column(), hint);
}

void UniformTableView::scrollToColumn(int column, ScrollHint hint)
{
    const int left = m_header->sectionPosition(column);
    const int width = m_header->sectionSize(column);
    const int room = viewport()->width();
    QScrollBar* bar = horizontalScrollBar();
    if (hint == PositionAtCenter) {
        bar->setValue(left - (room - width) / 2);
    } else if (left < bar->value() || width > room) {
        bar->setValue(left);
    } else if (left + width > bar->value() + room) {
        bar->setValue(left + width - room);
    }
}

/// The column in sight that is `step` (1, -1) further on; the same one at the end.
int UniformTableView::nextColumn(int column, int step) const
{
    int visual = m_header->visualIndex(column) + step;
    while (visual >= 0 && visual < m_header->count()
           && isColumnHidden(m_header->logicalIndex(visual))) {
        visual += step;
    }
    const int found = m_header->logicalIndex(visual);
    return found < 0 ? column : found;
}

QModelIndex UniformTableView::moveCursor(CursorAction action, Qt::KeyboardModifiers /*modifiers*/)
{
    const int last = rowCount() - 1;
    if (last < 0) {
        return {};
    }
    const QModelIndex current = currentIndex();
    if (!current.isValid()) {
        return model()->index(topRow(), std::max(0, columnAt(0)), rootIndex());
    }
    int row = current.row();
    int column = current.column();
    switch (action) {
    case MoveUp:
        --row;
        break;
    case MoveDown:
        ++row;
        break;
    case MovePageUp:
        row -= pageRows();
        break;
    case MovePageDown:
        row += std::min(pageRows(), last - row);
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = last;
        break;
    case MoveLeft:
    case MovePrevious:
        column = nextColumn(column, isRightToLeft() ? 1 : -1);
        break;
    case MoveRight:
    case MoveNext:
        column = nextColumn(column, isRightToLeft() ? -1 : 1);
        break;
    }
    return model()->index(std::clamp(row, 0, last), column, rootIndex());
}

void UniformTableView::setSelection(const QRect& area, QItemSelectionModel::SelectionFlags command)
{
    const auto [above, below] = std::minmax({area.top(), area.bottom()}); // either may be first
    const int from = rowAt(above);
    const int to = rowAt(below);
    if (from < 0 || to < 0) {
        return;
    }
    selectionModel()->select(
        QItemSelection(model()->index(from, 0, rootIndex()), model()->index(to, 0, rootIndex())),
        command);
}

QRegion UniformTableView::visualRegionForSelection(const QItemSelection& selection) const
{
    QRegion region;
    const int last = topRow() + pageRows() + 1;
    for (const QItemSelectionRange& range : selection) {
        const int from = std::max(range.top(), topRow());
        const int to = std::min(range.bottom(), last);
        if (from <= to) {
            region +=
                QRect(0, rowPosition(from), viewport()->width(), (to - from + 1) * m_rowHeight);
        }
    }
    return region;
}

void UniformTableView::rowsInserted(const QModelIndex& parent, int first, int last)
{
    QAbstractItemView::rowsInserted(parent, first, last);
    updateGeometries();
    if (rowPosition(first) < viewport()->height()) {
        viewport()->update();
    }
}

void UniformTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QAbstractItemView::currentChanged(current, previous);
    if (QAccessible::isActive() && hasFocus()) {
        QAccessibleEvent event(this, QAccessible::Focus);
        event.setChild(accessibleChild(*this, current));
        QAccessible::updateAccessibility(&event);
    }
}

void UniformTableView::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                                   const QList<int>& roles)
{
    if (topLeft == bottomRight) {
        QAbstractItemView::dataChanged(topLeft, bottomRight, roles);
    } else { // QAbstractItemView would ask for the place of each cell
        viewport()->update(visualRegionForSelection(QItemSelection(topLeft, bottomRight)));
    }
}

void UniformTableView::updateGeometries()
{
    const int height = m_header->isHidden()
        ? 0
        : std::max(m_header->minimumHeight(), m_header->sizeHint().height());
    setViewportMargins(0, height, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - height, area.width(), height);

    QScrollBar* vertical = verticalScrollBar();
    vertical->setRange(0, std::max(0, rowCount() - pageRows()));
    vertical->setPageStep(pageRows());
    vertical->setSingleStep(1);

    constexpr int columnsPerStep = 20;
    QScrollBar* horizontal = horizontalScrollBar();
    horizontal->setRange(0, std::max(0, m_header->length() - area.width()));
    horizontal->setPageStep(area.width());
    horizontal->setSingleStep(std::max(1, area.width() / columnsPerStep));
    QAbstractItemView::updateGeometries();
}

void UniformTableView::scrollContentsBy(int dx, int dy)
{
    if (dx != 0) {
        m_header->setOffset(horizontalScrollBar()->value());
    }
    // What has moved out of sight altogether is not worth moving.
    if (std::abs(dy) > pageRows()) {
        viewport()->update();
    } else {
        viewport()->scroll(isRightToLeft() ? -dx : dx, dy * m_rowHeight);
    }
    QAbstractItemView::scrollContentsBy(dx, dy);
}

void UniformTableView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QRect dirty = event->rect();
    const int end = std::min(rowCount(), topRow() + dirty.bottom() / m_rowHeight + 1);
    for (int row = topRow() + dirty.top() / m_rowHeight; row < end; ++row) {
        paintRow(painter, option, row, dirty);
    }
}

void UniformTableView::paintRow(QPainter& painter, QStyleOptionViewItem option, int row,
                                const QRect& dirty)
{
    const QStyle::State state = option.state;
    const bool selected = isRowSelected(row);
    option.rect = QRect(0, rowPosition(row), viewport()->width(), m_rowHeight);
    if (alternatingRowColors() && row % 2 != 0) {
        option.features |= QStyleOptionViewItem::Alternate;
    }
    style()->drawPrimitive(QStyle::PE_PanelItemViewRow, &option, &painter, this);
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        const QModelIndex index = model()->index(row, column, rootIndex());
        option.rect = visualRect(index); // empty where the column is hidden
        if (!option.rect.intersects(dirty)) {
            continue;
        }
        option.state = state;
        option.state.setFlag(QStyle::State_Selected, selected);
        option.state.setFlag(QStyle::State_HasFocus, hasFocus() && index == currentIndex());
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
}

} // namespace ottla
