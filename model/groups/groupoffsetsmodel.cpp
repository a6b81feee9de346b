// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/groupoffsetsmodel.h"

#include <QLocale>

namespace ottla {

namespace {

using Place = GroupOffsetRow::Place;

bool isText(int column)
{
    return column == GroupOffsetsModel::Topic || column == GroupOffsetsModel::Note
        || column == GroupOffsetsModel::Member;
}

} // namespace

QString GroupOffsetsModel::noteOf(const GroupOffsetRow& row)
{
    switch (row.place()) {
    case Place::Within:
        return {};
    case Place::NotCommitted:
        return tr("not committed");
    case Place::BeforeStart:
        return tr("out of range: begins at %1").arg(QLocale().toString(row.low));
    case Place::BeyondEnd:
        return tr("out of range: ends at %1").arg(QLocale().toString(row.end));
    case Place::EndUnknown:
        return tr("its end is not known");
    }
    return {};
}

QVariant GroupOffsetsModel::cell(const GroupOffsetRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && !isText(column)) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && column == Note
        && (row.place() == Place::BeforeStart || row.place() == Place::BeyondEnd)) {
        return tr(
            "A consumer cannot go on from its committed offset: its auto.offset.reset decides "
            "where it begins.");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const auto known = [](qint64 number) {
        return number < 0 ? QVariant() : QVariant(number);
    };
    switch (column) {
    case Topic:
        return row.topic;
    case Partition:
        return row.partition;
    case Committed:
        return known(row.committed);
    case End:
        return known(row.end);
    case Lag:
        return known(row.lag());
    case Note:
        return noteOf(row);
    case Member:
        return row.member;
    default:
        return {};
    }
}

QVariant GroupOffsetsModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((isText(column) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Topic:
        return tr("Topic");
    case Partition:
        return tr("Partition");
    case Committed:
        return tr("Committed");
    case End:
        return tr("End");
    case Lag:
        return tr("Lag");
    case Note:
        return tr("Note");
    case Member:
        return tr("Member");
    default:
        return {};
    }
}

} // namespace ottla
