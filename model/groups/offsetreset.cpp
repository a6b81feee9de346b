// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/offsetreset.h"

#include <algorithm>

namespace ottla {

namespace {

Result<std::vector<PartitionOffset>> offsetsAt(Client& client, const GroupSnapshot& snapshot,
                                               qint64 timestampMs)
{
    std::vector<PartitionOffset> partitions;
    for (const GroupOffsetRow& row : snapshot.offsets) {
        partitions.push_back({row.topic.toStdString(), row.partition, -1});
    }
    return client.offsetsForTime(std::move(partitions), timestampMs);
}

} // namespace

Result<std::vector<OffsetChange>> previewReset(Client& client, const std::string& group,
                                               const OffsetTarget& target)
{
    auto snapshot = readGroupSnapshot(client, group);
    if (!snapshot) {
        return snapshot.error();
    }
    if (snapshot->group.isOfUnknownType()) {
        return Error{
            Errc::InvalidState,
            "The group \"" + group
                + "\" is of a type unknown here: whether it has members, which would overwrite "
                  "the offsets, cannot be told"};
    }
    // Where the ends are not known there is nothing to go to: the partition is gone.
    std::erase_if(snapshot->offsets,
                  [](const GroupOffsetRow& row) { return row.low < 0 || row.end < row.low; });
    if (!snapshot->group.members.empty()) {
        return Error{
            Errc::InvalidState,
            "The group \"" + group + "\" is active (" + snapshot->group.state + ", "
                + std::to_string(snapshot->group.members.size())
                + " members): stop its consumers first, or they would overwrite the offsets"};
    }
    std::vector<PartitionOffset> byTime;
    if (target.kind == OffsetTarget::Kind::Time) {
        auto found = offsetsAt(client, *snapshot, target.value);
        if (!found) {
            return found.error();
        }
        byTime = std::move(*found);
    }
    std::vector<OffsetChange> changes;
    for (std::size_t i = 0; i < snapshot->offsets.size(); ++i) {
        const GroupOffsetRow& row = snapshot->offsets[i];
        qint64 wanted = row.low;
        if (target.kind == OffsetTarget::Kind::Latest) {
            wanted = row.end;
        } else if (target.kind == OffsetTarget::Kind::Offset) {
            wanted = target.value;
        } else if (target.kind == OffsetTarget::Kind::Time) {
            wanted = byTime[i].offset;
        }
        changes.push_back(
            {row.topic, row.partition, row.committed, std::clamp(wanted, row.low, row.end)});
    }
    return changes;
}

Result<void> applyReset(Client& client, const std::string& group,
                        const std::vector<OffsetChange>& changes)
{
    std::vector<PartitionOffset> offsets;
    for (const OffsetChange& change : changes) {
        offsets.push_back({change.topic.toStdString(), change.partition, change.target});
    }
    return client.alterOffsets(group, offsets);
}

QVariant OffsetChangesModel::cell(const OffsetChange& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column != Topic) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Topic:
        return row.topic;
    case Partition:
        return row.partition;
    case Current:
        return row.current < 0 ? QVariant() : QVariant(row.current);
    case Target:
        return row.target;
    case Change:
        return row.current < 0 ? QVariant() : QVariant(row.target - row.current);
    default:
        return {};
    }
}

QVariant OffsetChangesModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column == Topic ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Topic:
        return tr("Topic");
    case Partition:
        return tr("Partition");
    case Current:
        return tr("Now");
    case Target:
        return tr("After");
    case Change:
        return tr("Change");
    default:
        return {};
    }
}

} // namespace ottla
