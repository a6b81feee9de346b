// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemModel>
#include <QList>
#include <QStringList>
#include <QVariant>

#include <functional>

namespace ottla {

/// Rows of a table for the clipboard.
class RowCopy
{
public:
    /// What a cell holds: null is an empty one, and null in JSON.
    using Cell = std::function<QVariant(int row, int column)>;

    /// Of no model: rows from 0 on, columns by their titles. The texts are made on any thread where
    /// `cell` may be called on it.
    RowCopy(int rows, QStringList titles, Cell cell)
        : m_rows(rows)
        , m_titles(std::move(titles))
        , m_cell(std::move(cell))
    { }
    /// `rows` are indexes of any column, in the order to be written; `columns` are those to be
    /// written, as they are shown.
    RowCopy(const QModelIndexList& rows, const QList<int>& columns);

    /// Cells with tabs between them.
    [[nodiscard]] QString text() const;
    /// RFC 4180, without a line of titles.
    [[nodiscard]] QString csv() const;
    /// A list of objects, by the columns' titles.
    [[nodiscard]] QString json() const;

private:
    [[nodiscard]] QString separated(QChar separator, bool quote) const;

    int m_rows;
    QStringList m_titles;
    Cell m_cell;
};

} // namespace ottla
