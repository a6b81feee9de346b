// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/clustertypes.h"

namespace ottla {

struct GroupOffsetRow
{
    TopicPartition partition;
    qint64 committed = -1; ///< −1: nothing is committed
    Watermarks watermarks;
    QString member; ///< The client id of the member that has the partition.

    /// −1 when it cannot be told. A committed offset before the first message counts from there.
    [[nodiscard]] qint64 lag() const;
    [[nodiscard]] const TopicPartition& key() const { return partition; }
    friend bool operator==(const GroupOffsetRow&, const GroupOffsetRow&) = default;
};

/// Where a group is in each partition. GUI thread.
class GroupOffsetsModel : public RowsModel<GroupOffsetRow>
{
    Q_OBJECT

public:
    enum Column
    {
        TopicColumn,
        PartitionColumn,
        CommittedColumn,
        EndColumn,
        LagColumn,
        MemberColumn,
        ColumnCount,
    };

    using RowsModel<GroupOffsetRow>::RowsModel;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QVariant cell(const GroupOffsetRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
