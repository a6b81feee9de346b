// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/rowcopy.h"

#include <QSortFilterProxyModel>
#include <QTableView>

class QMenu;

namespace ottla {

/// Sorts cells without a value last, in either direction.
class EmptyLastProxyModel : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

/// The table that every pane of a few thousand rows uses: sorts by any column, filters by its
/// first, shows numbers with the locale's separators, copies rows as text, CSV or JSON, and lets
/// columns be chosen from the header's menu.
class TableView : public QTableView
{
    Q_OBJECT

public:
    explicit TableView(QWidget* parent = nullptr);

    void setSource(QAbstractItemModel* model);
    void setFilter(const QString& text);
    /// The current row of the source; -1 without one.
    [[nodiscard]] int currentSourceRow() const;
    [[nodiscard]] QList<int> selectedSourceRows() const;

    [[nodiscard]] RowCopy selection() const;

Q_SIGNALS:
    /// The menu of the selected rows, for what else can be done with them.
    void menuAboutToShow(QMenu* menu);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    [[nodiscard]] QModelIndexList selectedRowsInOrder() const;
    void showHeaderMenu(const QPoint& at);

    EmptyLastProxyModel m_proxy;
};

} // namespace ottla
