// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/rowcopy.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace ottla {

RowCopy::RowCopy(QModelIndexList rows, const QList<int>& columns, int role)
    : m_rows(rows.size())
{
    for (const int column : columns) {
        m_columns.append(
            {column,
             rows.isEmpty() ? QString()
                            : rows.first().model()->headerData(column, Qt::Horizontal).toString()});
    }
    m_cell = [rows = std::move(rows), role](qsizetype row, int column) {
        return rows[row].siblingAtColumn(column).data(role);
    };
}

RowCopy::RowCopy(qsizetype rows, QList<std::pair<int, QString>> columns, Cell cell)
    : m_rows(rows)
    , m_columns(std::move(columns))
    , m_cell(std::move(cell))
{ }

void RowCopy::setLimit(qsizetype characters, std::shared_ptr<const std::atomic<bool>> cancel)
{
    m_most = characters;
    m_cancel = std::move(cancel);
}

bool RowCopy::goesTooFar(const QString& text) const
{
    return text.size() > m_most || (m_cancel && *m_cancel);
}

QString RowCopy::separated(QChar separator, bool quote) const
{
    QString text = QStringLiteral(""); // not null
    for (qsizetype row = 0; row < m_rows; ++row) {
        QStringList cells;
        for (const auto& [column, title] : m_columns) {
            QString cell = m_cell(row, column).toString();
            if (quote
                && (cell.contains(separator) || cell.contains(u'"') || cell.contains(u'\n')
                    || cell.contains(u'\r'))) {
                cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
            }
            cells.append(cell);
        }
        text += cells.join(separator) + u'\n';
        if (goesTooFar(text)) {
            return {};
        }
    }
    return text;
}

QString RowCopy::text() const
{
    return separated(u'\t', false);
}

QString RowCopy::csv() const
{
    return separated(u',', true);
}

QString RowCopy::json() const
{
    QString text = QStringLiteral("[");
    for (qsizetype row = 0; row < m_rows; ++row) {
        QJsonObject object;
        for (const auto& [column, title] : m_columns) {
            object.insert(title, QJsonValue::fromVariant(m_cell(row, column)));
        }
        text += row == 0 ? QStringLiteral("\n") : QStringLiteral(",\n");
        text += QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
        if (goesTooFar(text)) {
            return {};
        }
    }
    return text + QStringLiteral("\n]\n");
}

} // namespace ottla
