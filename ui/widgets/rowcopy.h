// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemModel>
#include <QList>

#include <atomic>
#include <functional>
#include <limits>
#include <memory>

namespace ottla {

/// Rows of a table for the clipboard.
class RowCopy
{
public:
    /// What a cell holds; null is an empty cell, and null in JSON.
    using Cell = std::function<QVariant(qsizetype row, int column)>;
    using Form = QString (RowCopy::*)() const;

    /// `rows` are indexes of any column, in the order to be written; `columns` are those to be
    /// written. A cell holds its data of `role`.
    RowCopy(QModelIndexList rows, const QList<int>& columns, int role = Qt::DisplayRole);
    /// As many rows, by their places from 0 on. `columns` with their titles.
    RowCopy(qsizetype rows, QList<std::pair<int, QString>> columns, Cell cell);

    /// The three below give null where they would have more characters, or once `cancel` is set.
    void setLimit(qsizetype characters, std::shared_ptr<const std::atomic<bool>> cancel);
    [[nodiscard]] qsizetype rows() const { return m_rows; }

    /// Cells with tabs between them.
    [[nodiscard]] QString text() const;
    /// RFC 4180, without a line of titles.
    [[nodiscard]] QString csv() const;
    /// A list of objects, by the columns' titles.
    [[nodiscard]] QString json() const;

private:
    [[nodiscard]] QString separated(QChar separator, bool quote) const;
    [[nodiscard]] bool goesTooFar(const QString& text) const;

    qsizetype m_rows;
    QList<std::pair<int, QString>> m_columns;
    Cell m_cell;
    qsizetype m_most = std::numeric_limits<qsizetype>::max();
    std::shared_ptr<const std::atomic<bool>> m_cancel;
};

} // namespace ottla
