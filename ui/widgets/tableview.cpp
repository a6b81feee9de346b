// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tableview.h"

#include "model/async/rowsmodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QStyledItemDelegate>

#include <algorithm>
#include <numeric>

namespace ottla {

namespace {

constexpr int rowPixels = 22;

/// Numbers with separators, in the fixed-width font.
class NumberDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QString displayText(const QVariant& value, const QLocale& locale) const override
    {
        switch (value.typeId()) {
        case QMetaType::Int:
        case QMetaType::LongLong:
            return locale.toString(value.toLongLong());
        default:
            return QStyledItemDelegate::displayText(value, locale);
        }
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->displayAlignment.testFlag(Qt::AlignRight)) {
            option->font = m_fixed;
        }
        const auto health = static_cast<Health>(index.data(healthRole).toInt());
        if (health != Health::Good) {
            const QColor colour = themeColor(
                health == Health::Bad ? ThemeRole::Bad : ThemeRole::Caution, option->palette);
            option->palette.setColor(QPalette::Text, colour);
            option->palette.setColor(QPalette::HighlightedText, colour);
        }
    }

private:
    const QFont m_fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
};

void toClipboard(const QString& text)
{
    QApplication::clipboard()->setText(text);
}

} // namespace

bool EmptyLastProxyModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const bool hasLeft = left.data(sortRole()).isValid();
    const bool hasRight = right.data(sortRole()).isValid();
    if (hasLeft && hasRight) {
        return QSortFilterProxyModel::lessThan(left, right);
    }
    return hasLeft != hasRight && (sortOrder() == Qt::AscendingOrder ? hasLeft : hasRight);
}

TableView::TableView(QWidget* parent)
    : QTableView(parent)
{
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy.setSortCaseSensitivity(Qt::CaseInsensitive);
    setModel(&m_proxy);
    setItemDelegate(new NumberDelegate(this));
    setSelectionBehavior(SelectRows);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setFrameShape(NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPixels);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultSectionSize(120);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(horizontalHeader(), &QHeaderView::customContextMenuRequested, this,
            &TableView::showHeaderMenu);
}

void TableView::setSource(QAbstractItemModel* model)
{
    m_proxy.setSourceModel(model);
    for (int column = 0; column < m_proxy.columnCount(); ++column) {
        const QString title = m_proxy.headerData(column, Qt::Horizontal).toString();
        setColumnWidth(column, std::max(72, fontMetrics().horizontalAdvance(title) + 40));
    }
    // A number at the far side would be lost to the eye.
    const auto last =
        m_proxy.headerData(m_proxy.columnCount() - 1, Qt::Horizontal, Qt::TextAlignmentRole);
    horizontalHeader()->setStretchLastSection((last.toInt() & Qt::AlignRight) == 0);
}

void TableView::setFilter(const QString& text)
{
    m_proxy.setFilterFixedString(text);
}

int TableView::currentSourceRow() const
{
    return m_proxy.mapToSource(currentIndex()).row();
}

QModelIndexList TableView::selectedRowsInOrder() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& left, const QModelIndex& right) {
        return left.row() < right.row();
    });
    return rows;
}

QList<int> TableView::selectedSourceRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : selectedRowsInOrder()) {
        rows.append(m_proxy.mapToSource(index).row());
    }
    return rows;
}

RowCopy TableView::selection() const
{
    QList<int> columns(m_proxy.columnCount());
    std::iota(columns.begin(), columns.end(), 0);
    return {selectedRowsInOrder(), columns};
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        toClipboard(selection().text());
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::contextMenuEvent(QContextMenuEvent* event)
{
    if (!selectionModel()->hasSelection()) {
        return;
    }
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    Q_EMIT menuAboutToShow(&menu);
    menu.addAction(tr("Copy as text"), this, [this] { toClipboard(selection().text()); });
    menu.addAction(tr("Copy as CSV"), this, [this] { toClipboard(selection().csv()); });
    menu.addAction(tr("Copy as JSON"), this, [this] { toClipboard(selection().json()); });
    menu.exec(event->globalPos());
}

void TableView::showHeaderMenu(const QPoint& at)
{
    QMenu menu(this);
    for (int column = 0; column < m_proxy.columnCount(); ++column) {
        QAction* action = menu.addAction(m_proxy.headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(column > 0);
        connect(action, &QAction::toggled, this,
                [this, column](bool shown) { setColumnHidden(column, !shown); });
    }
    menu.addSeparator();
    menu.addAction(tr("Resize to contents"), this, &QTableView::resizeColumnsToContents);
    menu.exec(horizontalHeader()->mapToGlobal(at));
}

} // namespace ottla
