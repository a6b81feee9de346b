// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/cluster/clusterservice.h"

namespace ottla {

struct PartitionRow
{
    PartitionInfo partition;
    Watermarks watermarks;

    [[nodiscard]] std::int32_t key() const { return partition.id; }
    friend bool operator==(const PartitionRow&, const PartitionRow&) = default;
};

/// A topic's partitions with their watermarks, which it asks for by itself. GUI thread.
class PartitionsModel : public RowsModel<PartitionRow>
{
    Q_OBJECT

public:
    enum Column
    {
        PartitionColumn,
        LeaderColumn,
        ReplicasColumn,
        InSyncColumn,
        LowColumn,
        HighColumn,
        MessagesColumn,
        ColumnCount,
    };

    PartitionsModel(ClusterService& service, QString topic, QObject* parent = nullptr);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QVariant cell(const PartitionRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;

private:
    void update();

    ClusterService& m_service;
    const QString m_topic;
};

} // namespace ottla
