// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/topics/topicsmodel.h"

#include <QHash>

namespace ottla {

void TopicsModel::setTopics(const std::vector<TopicInfo>& topics)
{
    QHash<QString, qint64> known;
    for (const TopicRow& row : rows()) {
        known.insert(row.name, row.messages);
    }
    std::vector<TopicRow> next;
    for (const TopicInfo& topic : topics) {
        TopicRow row;
        row.name = QString::fromStdString(topic.name);
        row.partitions = static_cast<int>(topic.partitions.size());
        row.replicas = topic.partitions.empty()
            ? 0
            : static_cast<int>(topic.partitions.front().replicas.size());
        for (const PartitionInfo& partition : topic.partitions) {
            row.leaderless += partition.leader < 0 ? 1 : 0;
            row.underReplicated += partition.isr.size() < partition.replicas.size() ? 1 : 0;
        }
        row.messages = known.value(row.name, -1);
        row.internal = row.name.startsWith(QStringLiteral("__"));
        next.push_back(std::move(row));
    }
    setRows(std::move(next));
}

void TopicsModel::setWatermarks(const std::vector<Watermarks>& marks)
{
    QHash<QString, qint64> sums;
    for (const Watermarks& mark : marks) {
        sums[QString::fromStdString(mark.topic)] += mark.high - mark.low;
    }
    std::vector<TopicRow> next = rows();
    for (TopicRow& row : next) {
        row.messages = sums.value(row.name, row.messages);
    }
    setRows(std::move(next));
}

QVariant TopicsModel::cell(const TopicRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column != Name) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == healthRole) {
        const bool tells = column == Name || column == UnderReplicated;
        return static_cast<int>(row.leaderless > 0 && tells ? Health::Bad
                                    : row.underReplicated > 0 && column == UnderReplicated
                                    ? Health::Caution
                                    : Health::Good);
    }
    if (role == Qt::ToolTipRole && row.leaderless > 0) {
        return tr("%n partition(s) without a leader", nullptr, row.leaderless);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Name:
        return row.name;
    case Partitions:
        return row.partitions;
    case Replicas:
        return row.replicas;
    case Messages:
        return row.messages < 0 ? QVariant() : QVariant(row.messages);
    case UnderReplicated:
        return row.underReplicated;
    default:
        return {};
    }
}

QVariant TopicsModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Name:
        return tr("Topic");
    case Partitions:
        return tr("Partitions");
    case Replicas:
        return tr("Replicas");
    case Messages:
        return tr("Messages");
    case UnderReplicated:
        return tr("Under-replicated");
    default:
        return {};
    }
}

} // namespace ottla
