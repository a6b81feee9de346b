// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QLocale>

#include <algorithm>
#include <utility>
#include <vector>

namespace ottla {

/// A table whose rows are values that a service hands over anew at each refresh. Rows are kept in
/// the order of their `key()`, and setRows() changes only what differs, so selections and scroll
/// positions survive. A subclass gives the columns' titles and the cells. GUI thread.
template <typename Row>
class RowsModel : public QAbstractTableModel
{
public:
    /// The plain value for sorting and copying: a number stays a number.
    static constexpr int ValueRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        if (!checkIndex(index,
                        CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
            return {};
        }
        return cell(m_rows[static_cast<std::size_t>(index.row())], index.column(), role);
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
            return {};
        }
        return headerCell(section, role);
    }

    [[nodiscard]] const Row& row(int index) const
    {
        return m_rows[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }

    void setRows(std::vector<Row> rows)
    {
        std::sort(rows.begin(), rows.end(),
                  [](const Row& a, const Row& b) { return a.key() < b.key(); });
        std::size_t at = 0;
        std::size_t next = 0;
        while (at < m_rows.size() || next < rows.size()) {
            if (next == rows.size()
                || (at < m_rows.size() && m_rows[at].key() < rows[next].key())) {
                removeRun(at, next == rows.size() ? nullptr : &rows[next]);
            } else if (at == m_rows.size() || rows[next].key() < m_rows[at].key()) {
                next = insertRun(at, rows, next);
            } else {
                if (!(m_rows[at] == rows[next])) {
                    m_rows[at] = std::move(rows[next]);
                    Q_EMIT this->dataChanged(this->index(static_cast<int>(at), 0),
                                             this->index(static_cast<int>(at), columnCount() - 1));
                }
                ++at;
                ++next;
            }
        }
    }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override = 0;

protected:
    [[nodiscard]] virtual QVariant cell(const Row& row, int column, int role) const = 0;
    [[nodiscard]] virtual QVariant headerCell(int column, int role) const = 0;

    /// The cell of a number: right-aligned, grouped as the locale does.
    [[nodiscard]] static QVariant number(qint64 value, int role)
    {
        switch (role) {
        case Qt::DisplayRole:
            return QLocale().toString(value);
        case ValueRole:
            return value;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        default:
            return {};
        }
    }
    /// The cell of a number that is not known (yet).
    [[nodiscard]] static QVariant unknown(int role)
    {
        return role == Qt::DisplayRole
            ? QVariant(QStringLiteral("–"))
            : (role == ValueRole ? QVariant(qint64{-1}) : number(0, role));
    }
    [[nodiscard]] static QVariant text(const QString& value, int role)
    {
        return role == Qt::DisplayRole || role == ValueRole ? QVariant(value) : QVariant();
    }

private:
    void removeRun(std::size_t at, const Row* until)
    {
        std::size_t end = at;
        while (end < m_rows.size() && (!until || m_rows[end].key() < until->key())) {
            ++end;
        }
        beginRemoveRows({}, static_cast<int>(at), static_cast<int>(end) - 1);
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(at),
                     m_rows.begin() + static_cast<std::ptrdiff_t>(end));
        endRemoveRows();
    }
    std::size_t insertRun(std::size_t& at, std::vector<Row>& rows, std::size_t from)
    {
        std::size_t end = from;
        while (end < rows.size() && (at == m_rows.size() || rows[end].key() < m_rows[at].key())) {
            ++end;
        }
        const std::size_t count = end - from;
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + count) - 1);
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at),
                      std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(from)),
                      std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end)));
        endInsertRows();
        at += count;
        return end;
    }

    std::vector<Row> m_rows;
};

} // namespace ottla
