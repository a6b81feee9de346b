// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/topics/topicconfigmodel.h"

namespace ottla {

QVariant TopicConfigModel::cell(const TopicConfigRow& row, int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Name:
        return QString::fromStdString(row.name);
    case Value:
        return row.value ? QVariant(QString::fromStdString(*row.value)) : QVariant(tr("hidden"));
    case Source:
        return row.isOwn ? tr("Set for this topic") : tr("Default");
    default:
        return {};
    }
}

QVariant TopicConfigModel::headerCell(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Name:
        return tr("Property");
    case Value:
        return tr("Value");
    case Source:
        return tr("From");
    default:
        return {};
    }
}

} // namespace ottla
