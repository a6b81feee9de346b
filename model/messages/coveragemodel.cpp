// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/coveragemodel.h"

#include "model/messages/coverage.h"

namespace ottla {

void CoverageModel::setProgress(const ReadProgress& progress)
{
    std::vector<CoverageRow> rows;
    for (const PartitionProgress& p : progress.partitions) {
        rows.push_back({.topic = QString::fromStdString(progress.topics[p.topic]),
                        .partition = p.partition,
                        .known = p.known,
                        .whole = p.readWhole(),
                        .start = p.start,
                        .end = p.end,
                        .next = p.next,
                        .messages = p.delivered,
                        .unread = p.unread(),
                        .why = whyUnread(progress, p)});
    }
    setRows(std::move(rows));
}

QVariant CoverageModel::cell(const CoverageRow& row, int column, int role) const
{
    if (role == WholeRole) {
        return row.whole;
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isText = column == Topic || column == Why;
        return QVariant((isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && column == Why) {
        return row.why;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const auto offset = [&row](qint64 value) {
        return row.known ? QVariant(value) : QVariant(QStringLiteral("?"));
    };
    switch (column) {
    case Topic:
        return row.topic;
    case Partition:
        return row.partition;
    case From:
        return offset(row.start);
    case To:
        return offset(row.end);
    case ReadTo:
        return offset(row.next);
    case Messages:
        return row.messages;
    case Unread:
        return offset(row.unread);
    case Why:
        return row.why;
    default:
        return {};
    }
}

QVariant CoverageModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return cell({}, column, role);
    }
    if (role == Qt::ToolTipRole && (column == From || column == To || column == ReadTo)) {
        return tr("Offsets; the second is the first that does not belong to it");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Topic:
        return tr("Topic");
    case Partition:
        return tr("Part.");
    case From:
        return tr("Asked from");
    case To:
        return tr("Asked to");
    case ReadTo:
        return tr("Read to");
    case Messages:
        return tr("Messages");
    case Unread:
        return tr("Unread");
    case Why:
        return tr("Why");
    default:
        return {};
    }
}

} // namespace ottla
