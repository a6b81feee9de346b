// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/undecodablemodel.h"

namespace ottla {

QVariant UndecodableModel::cell(const UndecodableRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == Partition || column == Offset;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && column == Why) {
        return row.why;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Topic:
        return row.topic;
    case Partition:
        return row.partition;
    case Offset:
        return row.offset;
    case Why:
        return row.why;
    default:
        return {};
    }
}

QVariant UndecodableModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return cell({}, column, role);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Topic:
        return tr("Topic");
    case Partition:
        return tr("Part.");
    case Offset:
        return tr("Offset");
    case Why:
        return tr("Why it could not be decoded");
    default:
        return {};
    }
}

} // namespace ottla
