// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/cluster/clusterservice.h"

namespace ottla {

struct BrokerRow
{
    BrokerInfo broker;
    bool controller = false;
    int leaders = 0; ///< Partitions it leads.
    int replicas = 0; ///< Partitions it has a copy of.

    [[nodiscard]] std::int32_t key() const { return broker.id; }
    friend bool operator==(const BrokerRow&, const BrokerRow&) = default;
};

/// A cluster's brokers. GUI thread.
class BrokersModel : public RowsModel<BrokerRow>
{
    Q_OBJECT

public:
    enum Column
    {
        IdColumn,
        HostColumn,
        PortColumn,
        ControllerColumn,
        LeadersColumn,
        ReplicasColumn,
        ColumnCount,
    };

    explicit BrokersModel(ClusterService& service, QObject* parent = nullptr);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QVariant cell(const BrokerRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;

private:
    void update();

    ClusterService& m_service;
};

} // namespace ottla
