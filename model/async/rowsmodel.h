// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <vector>

namespace ottla {

/// What every table of this application has in common: rows that somebody else computed, sorted by
/// an identity, and replaced now and then. A refresh changes, inserts and removes single rows, so
/// that selection and scroll position stay where they are. Subclasses say what a cell shows.
///
/// `Row` needs `bool sameAs(const Row&) const` (one thing), `bool before(const Row&) const`
/// (order), and operator==.
template <typename Row>
class RowsModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        return checkIndex(index, CheckIndexOption::IndexIsValid)
            ? cell(rowAt(index.row()), index.column(), role)
            : QVariant();
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override
    {
        return orientation == Qt::Horizontal ? headerCell(section, role) : QVariant();
    }

    [[nodiscard]] const Row& rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }

    void setRows(std::vector<Row> rows)
    {
        std::sort(rows.begin(), rows.end(), [](const Row& l, const Row& r) { return l.before(r); });
        std::size_t at = 0;
        for (Row& row : rows) {
            while (at < m_rows.size() && m_rows[at].before(row)) {
                removeAt(at);
            }
            if (at < m_rows.size() && m_rows[at].sameAs(row)) {
                if (!(m_rows[at] == row)) {
                    m_rows[at] = std::move(row);
                    Q_EMIT dataChanged(index(static_cast<int>(at), 0),
                                       index(static_cast<int>(at), columnCount() - 1));
                }
            } else {
                beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
                m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at), std::move(row));
                endInsertRows();
            }
            ++at;
        }
        while (m_rows.size() > at) {
            removeAt(at);
        }
    }

protected:
    [[nodiscard]] virtual QVariant cell(const Row& row, int column, int role) const = 0;
    [[nodiscard]] virtual QVariant headerCell(int column, int role) const = 0;

private:
    void removeAt(std::size_t at)
    {
        beginRemoveRows({}, static_cast<int>(at), static_cast<int>(at));
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(at));
        endRemoveRows();
    }

    std::vector<Row> m_rows;
};

} // namespace ottla
