// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/rowcopy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ottla {

RowCopy::RowCopy(const QModelIndexList& rows, const QList<int>& columns)
    : m_rows(static_cast<int>(rows.size()))
    , m_cell([rows, columns](int row, int column) {
        return rows[row].siblingAtColumn(columns[column]).data();
    })
{
    for (const int column : rows.isEmpty() ? QList<int>() : columns) {
        m_titles << rows.first().model()->headerData(column, Qt::Horizontal).toString();
    }
}

QString RowCopy::separated(QChar separator, bool quote) const
{
    QString text;
    for (int row = 0; row < m_rows; ++row) {
        for (int column = 0; column < m_titles.size(); ++column) {
            QString cell = m_cell(row, column).toString();
            if (quote
                && (cell.contains(separator) || cell.contains(u'"') || cell.contains(u'\n')
                    || cell.contains(u'\r'))) {
                cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
            }
            text += (column > 0 ? QString(separator) : QString()) + cell;
        }
        text += u'\n';
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
    QJsonArray list;
    for (int row = 0; row < m_rows; ++row) {
        QJsonObject object;
        for (int column = 0; column < m_titles.size(); ++column) {
            object.insert(m_titles[column], QJsonValue::fromVariant(m_cell(row, column)));
        }
        list.append(object);
    }
    return QString::fromUtf8(QJsonDocument(list).toJson());
}

} // namespace ottla
