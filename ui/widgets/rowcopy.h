// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemModel>
#include <QList>

namespace ottla {

/// Rows of a table for the clipboard.
class RowCopy
{
public:
    /// `rows` are indexes of any column, in the order to be written; `columns` are those to be
    /// written. What a cell holds is its data of `role`; null is an empty cell, and null in JSON.
    RowCopy(QModelIndexList rows, QList<int> columns, int role = Qt::DisplayRole)
        : m_rows(std::move(rows))
        , m_columns(std::move(columns))
        , m_role(role)
    { }

    /// Cells with tabs between them.
    [[nodiscard]] QString text() const;
    /// RFC 4180, without a line of titles.
    [[nodiscard]] QString csv() const;
    /// A list of objects, by the columns' titles.
    [[nodiscard]] QString json() const;

private:
    [[nodiscard]] QString separated(QChar separator, bool quote) const;

    QModelIndexList m_rows;
    QList<int> m_columns;
    int m_role;
};

} // namespace ottla
