// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/groupsmodel.h"

#include <QHash>

namespace ottla {

void GroupsModel::setGroups(const std::vector<GroupInfo>& groups)
{
    QHash<QString, const GroupRow*> known;
    for (const GroupRow& row : rows()) {
        known.insert(row.id, &row);
    }
    std::vector<GroupRow> next;
    for (const GroupInfo& group : groups) {
        GroupRow row{QString::fromStdString(group.id),
                     stateText(group),
                     QString::fromStdString(group.protocol),
                     group.isOfUnknownType() ? -1 : static_cast<int>(group.members.size()),
                     {},
                     {}};
        if (const GroupRow* old = known.value(row.id)) {
            row.lag = old->lag;
            row.lagProblem = old->lagProblem;
        }
        next.push_back(std::move(row));
    }
    setRows(std::move(next));
}

void GroupsModel::setLags(const std::vector<NamedGroupLag>& lags)
{
    QHash<QString, const Result<GroupLag>*> told;
    for (const NamedGroupLag& lag : lags) {
        told.insert(QString::fromStdString(lag.group), &lag.lag);
    }
    std::vector<GroupRow> next = rows();
    for (GroupRow& row : next) {
        if (const Result<GroupLag>* lag = told.value(row.id)) {
            row.lag = *lag ? std::optional(lag->value()) : std::nullopt;
            row.lagProblem = *lag ? QString() : QString::fromStdString(lag->error().message);
        }
    }
    setRows(std::move(next));
}

QString GroupsModel::stateText(const GroupInfo& group)
{
    return group.isOfUnknownType() ? tr("of a type unknown here")
                                   : QString::fromStdString(group.state);
}

QVariant GroupsModel::cell(const GroupRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column >= Members) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && column >= Lag) {
        return row.lag ? row.lag->leftOutText() : row.lagProblem;
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
        return row.members < 0 ? QVariant() : QVariant(row.members);
    case Lag:
        return row.lag && row.lag->isKnown() ? QVariant(row.lag->messages) : QVariant();
    case NotCounted:
        return row.lag && row.lag->leftOut() > 0 ? QVariant(row.lag->leftOut()) : QVariant();
    default:
        return {};
    }
}

QVariant GroupsModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column >= Members ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && column == NotCounted) {
        return tr("Partitions that are not in the lag: without a commit, out of range, or without "
                  "an end");
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
    case Lag:
        return tr("Lag");
    case NotCounted:
        return tr("Not counted");
    default:
        return {};
    }
}

} // namespace ottla
