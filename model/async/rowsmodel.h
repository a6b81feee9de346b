// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <iterator>
#include <vector>

namespace ottla {

/// How what a row or a cell tells of does; by healthRole.
enum class Health
{
    Good,
    Caution, ///< It works, with less than there should be.
    Bad,
};
inline constexpr int healthRole = Qt::UserRole + 100; ///< Health as an int; nothing: Good.

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
        // Runs change in one step: a cluster may have ten thousand topics.
        std::size_t at = 0;
        std::size_t next = 0;
        while (at < m_rows.size() || next < rows.size()) {
            const auto isGone = [&](std::size_t i) {
                return i < m_rows.size() && (next == rows.size() || m_rows[i].before(rows[next]));
            };
            const auto isNew = [&](std::size_t i) {
                return i < rows.size() && (at == m_rows.size() || rows[i].before(m_rows[at]));
            };
            std::size_t count = 0;
            if (isGone(at)) {
                for (; isGone(at + count); ++count) { }
                beginRemoveRows({}, static_cast<int>(at), static_cast<int>(at + count) - 1);
                m_rows.erase(iterator(m_rows, at), iterator(m_rows, at + count));
                endRemoveRows();
            } else if (isNew(next)) {
                for (; isNew(next + count); ++count) { }
                beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + count) - 1);
                m_rows.insert(iterator(m_rows, at), std::make_move_iterator(iterator(rows, next)),
                              std::make_move_iterator(iterator(rows, next + count)));
                endInsertRows();
                at += count;
                next += count;
            } else {
                if (!(m_rows[at] == rows[next])) {
                    m_rows[at] = std::move(rows[next]);
                    Q_EMIT dataChanged(index(static_cast<int>(at), 0),
                                       index(static_cast<int>(at), columnCount() - 1));
                }
                ++at;
                ++next;
            }
        }
    }

protected:
    [[nodiscard]] virtual QVariant cell(const Row& row, int column, int role) const = 0;
    [[nodiscard]] virtual QVariant headerCell(int column, int role) const = 0;

private:
    [[nodiscard]] static auto iterator(std::vector<Row>& rows, std::size_t at)
    {
        return rows.begin() + static_cast<std::ptrdiff_t>(at);
    }

    std::vector<Row> m_rows;
};

} // namespace ottla
