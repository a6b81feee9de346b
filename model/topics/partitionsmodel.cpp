// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/topics/partitionsmodel.h"

#include <algorithm>
#include <iterator>

namespace ottla {

namespace {

QString join(const std::vector<std::int32_t>& ids)
{
    QStringList texts;
    for (const std::int32_t id : ids) {
        texts.append(QString::number(id));
    }
    return texts.join(QStringLiteral(", "));
}

} // namespace

void PartitionsModel::setTopic(const TopicInfo& topic)
{
    std::vector<PartitionRow> next;
    for (const PartitionInfo& partition : topic.partitions) {
        PartitionRow row;
        row.partition = partition.id;
        row.leader = partition.leader;
        row.replicas = join(partition.replicas);
        row.isr = join(partition.isr);
        std::vector<std::int32_t> missing;
        std::copy_if(partition.replicas.begin(), partition.replicas.end(),
                     std::back_inserter(missing), [&partition](std::int32_t replica) {
                         return std::find(partition.isr.begin(), partition.isr.end(), replica)
                             == partition.isr.end();
                     });
        // Of a number alone nobody could tell whether it is a broker's or how many there are.
        row.outOfSync = missing.empty() ? QString()
            : missing.size() == 1       ? tr("broker %1").arg(join(missing))
                                        : tr("brokers %1").arg(join(missing));
        for (const PartitionRow& before : rows()) {
            if (before.sameAs(row)) {
                row.low = before.low;
                row.high = before.high;
            }
        }
        next.push_back(std::move(row));
    }
    setRows(std::move(next));
}

void PartitionsModel::setWatermarks(const std::vector<Watermarks>& marks)
{
    std::vector<PartitionRow> next = rows();
    for (const Watermarks& mark : marks) {
        for (PartitionRow& row : next) {
            if (row.partition == mark.partition) {
                row.low = mark.low;
                row.high = mark.high;
            }
        }
    }
    setRows(std::move(next));
}

QVariant PartitionsModel::cell(const PartitionRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == healthRole) {
        const bool tells = column == Partition || column == Leader;
        return static_cast<int>(row.leader < 0 && tells                     ? Health::Bad
                                    : column == OutOfSync && row.leader < 0 ? Health::Bad
                                    : column == OutOfSync || column == Isr
                                    ? (row.outOfSync.isEmpty() ? Health::Good : Health::Caution)
                                    : Health::Good);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const auto known = [](qint64 number) {
        return number < 0 ? QVariant() : QVariant(number);
    };
    switch (column) {
    case Partition:
        return row.partition;
    case Leader:
        return row.leader < 0 ? QVariant(tr("none")) : QVariant(row.leader);
    case Replicas:
        return row.replicas;
    case Isr:
        return row.isr;
    case OutOfSync:
        return row.outOfSync.isEmpty() ? tr("none") : row.outOfSync;
    case Low:
        return known(row.low);
    case High:
        return known(row.high);
    case Messages:
        return row.high < 0 ? QVariant() : QVariant(row.high - row.low);
    default:
        return {};
    }
}

QVariant PartitionsModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Partition:
        return tr("Partition");
    case Leader:
        return tr("Leader");
    case Replicas:
        return tr("Replicas");
    case Isr:
        return tr("In-sync replicas");
    case OutOfSync:
        return tr("Out of sync");
    case Low:
        return tr("Low watermark");
    case High:
        return tr("High watermark");
    case Messages:
        return tr("Messages");
    default:
        return {};
    }
}

} // namespace ottla
