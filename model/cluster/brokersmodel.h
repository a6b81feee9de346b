// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/client.h"

namespace ottla {

struct BrokerRow
{
    int id = -1;
    QString host;
    int port = 0;
    bool controller = false;
    int leaders = 0; ///< Partitions that it leads.
    int replicas = 0; ///< Partitions that it has a replica of.
    int outOfSync = 0; ///< Of those, the ones that are behind.

    [[nodiscard]] bool sameAs(const BrokerRow& other) const { return id == other.id; }
    [[nodiscard]] bool before(const BrokerRow& other) const { return id < other.id; }
    bool operator==(const BrokerRow&) const = default;
};

/// The brokers of a cluster.
class BrokersModel : public RowsModel<BrokerRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Id,
        Host,
        Port,
        Controller,
        Leaders,
        Replicas,
        OutOfSync,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    void setCluster(const ClusterInfo& cluster);

protected:
    [[nodiscard]] QVariant cell(const BrokerRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
