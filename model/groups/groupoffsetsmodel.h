// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/client.h"

namespace ottla {

/// Where a group stands in one partition.
struct GroupOffsetRow
{
    QString topic;
    int partition = 0;
    qint64 committed = -1; ///< -1: nothing.
    qint64 low = -1;
    qint64 end = -1; ///< The high watermark; -1 until known.
    QString member; ///< Client id and host of the member that it is assigned to; empty for none.

    /// Messages between the committed offset and the end; -1 while either is not known.
    [[nodiscard]] qint64 lag() const
    {
        return committed < 0 || end < 0 ? -1 : std::max<qint64>(0, end - committed);
    }
    [[nodiscard]] bool sameAs(const GroupOffsetRow& other) const
    {
        return topic == other.topic && partition == other.partition;
    }
    [[nodiscard]] bool before(const GroupOffsetRow& other) const
    {
        return topic == other.topic ? partition < other.partition : topic < other.topic;
    }
    bool operator==(const GroupOffsetRow&) const = default;
};

/// Everything that is known of one group at one moment.
struct GroupSnapshot
{
    GroupInfo group;
    std::vector<GroupOffsetRow> offsets;

    [[nodiscard]] qint64 totalLag() const;
};

/// Reads a group, its committed offsets, and the ends of their partitions. Blocks.
[[nodiscard]] Result<GroupSnapshot> readGroupSnapshot(Client& client, const std::string& group);

/// Committed offset, end and lag of a group, by partition.
class GroupOffsetsModel : public RowsModel<GroupOffsetRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Topic,
        Partition,
        Committed,
        End,
        Lag,
        Member,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }

protected:
    [[nodiscard]] QVariant cell(const GroupOffsetRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
