// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/rowcopy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ottla {

QString RowCopy::separated(QChar separator, bool quote) const
{
    QString text;
    for (const QModelIndex& row : m_rows) {
        QStringList cells;
        for (const int column : m_columns) {
            QString cell = row.siblingAtColumn(column).data(m_role).toString();
            if (quote
                && (cell.contains(separator) || cell.contains(u'"') || cell.contains(u'\n')
                    || cell.contains(u'\r'))) {
                cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
            }
            cells.append(cell);
        }
        text += cells.join(separator) + u'\n';
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
    for (const QModelIndex& row : m_rows) {
        QJsonObject object;
        for (const int column : m_columns) {
            object.insert(row.model()->headerData(column, Qt::Horizontal).toString(),
                          QJsonValue::fromVariant(row.siblingAtColumn(column).data(m_role)));
        }
        list.append(object);
    }
    return QString::fromUtf8(QJsonDocument(list).toJson());
}

} // namespace ottla
