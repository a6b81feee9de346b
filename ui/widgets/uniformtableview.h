// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemView>
#include <QHeaderView>

namespace ottla {

/// A table of rows that are all of one height, for models of millions: it keeps nothing for a row
/// and works on those in sight only, where QTableView holds 8 bytes for each and goes through all
/// of them whenever some are added. Whole rows are selected; a click on a title sorts. GUI thread.
///
/// Differs from QTableView in what a list of rows asks for: Home and End go to the first and the
/// last row, and a row's background reaches over the whole width. Rows more than 2^31 pixels
/// away from those in sight (90 million rows of 22) are taken to lie there.
class UniformTableView : public QAbstractItemView
{
    Q_OBJECT

public:
    /// Takes `header`, which is horizontal.
    explicit UniformTableView(QHeaderView* header, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    void reset() override;

    [[nodiscard]] QHeaderView* horizontalHeader() const { return m_header; }
    [[nodiscard]] bool isColumnHidden(int column) const;
    void setColumnHidden(int column, bool hidden);
    [[nodiscard]] int columnWidth(int column) const;
    void setColumnWidth(int column, int width);
    /// To their titles and the cells in sight.
    void resizeColumnsToContents();

    /// Pixels.
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    void setRowHeight(int height);
    /// The row that is at the top; also the value of the vertical scroll bar.
    [[nodiscard]] int topRow() const;
    void setTopRow(int row);
    /// At a place of the viewport; -1 where there is none.
    [[nodiscard]] int rowAt(int y) const;
    [[nodiscard]] int columnAt(int x) const;
    /// And nothing else.
    void selectRow(int row);
    /// What is drawn as selected, and said to screen readers to be: here, what selectionModel()
    /// says. One that keeps more than Qt's own ranges needs another answer to these three.
    [[nodiscard]] virtual bool isRowSelected(int row) const;
    [[nodiscard]] virtual int selectedRowCount() const;
    /// So many of them, where there are more.
    [[nodiscard]] virtual QList<int> selectedRows(int most) const;

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override;
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex& index) const override;
    void setSelection(const QRect& area, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    int sizeHintForColumn(int column) const override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void rowsInserted(const QModelIndex& parent, int first, int last) override;
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                     const QList<int>& roles) override;
    void paintEvent(QPaintEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;

private:
    [[nodiscard]] int rowCount() const;
    /// Rows that are in sight as a whole; at least one.
    [[nodiscard]] int pageRows() const;
    /// Of a row that need not be in sight.
    [[nodiscard]] int rowPosition(int row) const;
    [[nodiscard]] int nextColumn(int column, int step) const;
    void resizeColumnToContents(int column);
    void scrollToColumn(int column, ScrollHint hint);
    void paintRow(QPainter& painter, QStyleOptionViewItem option, int row, const QRect& dirty);

    QHeaderView* m_header;
    QMetaObject::Connection m_rowsRemoved;
    int m_rowHeight;
};

} // namespace ottla
