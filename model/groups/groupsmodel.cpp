// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/groupsmodel.h"

namespace ottla {

void GroupsModel::setGroups(const std::vector<GroupInfo>& groups)
{
    std::vector<GroupRow> next;
    for (const GroupInfo& group : groups) {
        next.push_back({QString::fromStdString(group.id), QString::fromStdString(group.state),
                        QString::fromStdString(group.protocol),
                        static_cast<int>(group.members.size())});
    }
    setRows(std::move(next));
}

QVariant GroupsModel::cell(const GroupRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column == Members) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Id:
        return row.id;
    case State:
        return row.state;
    case Protocol:
        return row.protocol;
    case Members:
        return row.members;
    default:
        return {};
    }
}

QVariant GroupsModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column == Members ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Id:
        return tr("Group");
    case State:
        return tr("State");
    case Protocol:
        return tr("Assignment");
    case Members:
        return tr("Members");
    default:
        return {};
    }
}

} // namespace ottla
