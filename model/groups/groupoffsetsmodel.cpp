// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/groupoffsetsmodel.h"

#include <map>
#include <set>

namespace ottla {

qint64 GroupSnapshot::totalLag() const
{
    qint64 total = 0;
    for (const GroupOffsetRow& row : offsets) {
        total += std::max<qint64>(0, row.lag());
    }
    return total;
}

Result<GroupSnapshot> readGroupSnapshot(Client& client, const std::string& group)
{
    auto info = client.group(group);
    if (!info) {
        return info.error();
    }
    const auto committed = client.committedOffsets(group);
    if (!committed) {
        return committed.error();
    }
    std::map<std::pair<std::string, std::int32_t>, GroupOffsetRow> rows;
    const auto rowOf = [&rows](const std::string& topic,
                               std::int32_t partition) -> GroupOffsetRow& {
        GroupOffsetRow& row = rows[{topic, partition}];
        row.topic = QString::fromStdString(topic);
        row.partition = partition;
        return row;
    };
    for (const PartitionOffset& offset : *committed) {
        rowOf(offset.topic, offset.partition).committed = offset.offset;
    }
    for (const MemberInfo& member : info->members) {
        for (const auto& [topic, partition] : member.assignment) {
            rowOf(topic, partition).member =
                QString::fromStdString(member.clientId + " (" + member.host + ")");
        }
    }
    // Offsets outlive their topic; nobody could answer for one that is gone.
    const auto cluster = client.describeCluster();
    if (!cluster) {
        return cluster.error();
    }
    std::set<std::pair<std::string, std::int32_t>> there;
    for (const TopicInfo& topic : cluster->topics) {
        for (const PartitionInfo& partition : topic.partitions) {
            if (partition.leader >= 0) {
                there.emplace(topic.name, partition.id);
            }
        }
    }
    std::map<std::string, TopicInfo> topics;
    for (const auto& [where, row] : rows) {
        if (!there.contains(where)) {
            continue;
        }
        TopicInfo& topic = topics[where.first];
        topic.name = where.first;
        topic.partitions.push_back({where.second, 0, {}, {}});
    }
    std::vector<TopicInfo> list;
    for (auto& [name, topic] : topics) {
        list.push_back(std::move(topic));
    }
    const auto marks = client.watermarks(list);
    if (!marks) {
        return marks.error();
    }
    for (const Watermarks& mark : *marks) {
        GroupOffsetRow& row = rowOf(mark.topic, mark.partition);
        row.low = mark.low;
        row.end = mark.high;
    }
    GroupSnapshot snapshot{std::move(*info), {}};
    for (auto& [where, row] : rows) {
        snapshot.offsets.push_back(std::move(row));
    }
    return snapshot;
}

QVariant GroupOffsetsModel::cell(const GroupOffsetRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column != Topic && column != Member) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
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
    case Member:
        return row.member;
    default:
        return {};
    }
}

QVariant GroupOffsetsModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column == Topic || column == Member ? Qt::AlignLeft : Qt::AlignRight)
                        | Qt::AlignVCenter);
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
    case Member:
        return tr("Member");
    default:
        return {};
    }
}

} // namespace ottla
