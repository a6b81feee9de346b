// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/client.h"

namespace ottla {

struct PartitionRow
{
    int partition = 0;
    int leader = -1;
    QString replicas;
    QString isr;
    QString outOfSync; ///< Replicas that are not in sync: of an under-replicated partition.
    qint64 low = -1; ///< -1 until known.
    qint64 high = -1;

    [[nodiscard]] bool sameAs(const PartitionRow& other) const
    {
        return partition == other.partition;
    }
    [[nodiscard]] bool before(const PartitionRow& other) const
    {
        return partition < other.partition;
    }
    bool operator==(const PartitionRow&) const = default;
};

/// The partitions of one topic, with leader, replicas and watermarks.
class PartitionsModel : public RowsModel<PartitionRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Partition,
        Leader,
        Replicas,
        Isr,
        OutOfSync,
        Low,
        High,
        Messages,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    void setTopic(const TopicInfo& topic);
    void setWatermarks(const std::vector<Watermarks>& marks);

protected:
    [[nodiscard]] QVariant cell(const PartitionRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
