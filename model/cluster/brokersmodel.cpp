// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/cluster/brokersmodel.h"

#include <algorithm>
#include <map>

namespace ottla {

void BrokersModel::setCluster(const ClusterInfo& cluster)
{
    std::map<int, BrokerRow> next;
    for (const BrokerInfo& broker : cluster.brokers) {
        next[broker.id] = {broker.id,
                           QString::fromStdString(broker.host),
                           broker.port,
                           broker.id == cluster.controller,
                           0,
                           0,
                           0};
    }
    for (const TopicInfo& topic : cluster.topics) {
        for (const PartitionInfo& partition : topic.partitions) {
            if (const auto leader = next.find(partition.leader); leader != next.end()) {
                ++leader->second.leaders;
            }
            for (const std::int32_t replica : partition.replicas) {
                if (const auto holder = next.find(replica); holder != next.end()) {
                    ++holder->second.replicas;
                    holder->second.outOfSync +=
                        std::find(partition.isr.begin(), partition.isr.end(), replica)
                            == partition.isr.end()
                        ? 1
                        : 0;
                }
            }
        }
    }
    std::vector<BrokerRow> list;
    for (auto& [id, row] : next) {
        list.push_back(std::move(row));
    }
    setRows(std::move(list));
}

QVariant BrokersModel::cell(const BrokerRow& row, int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column != Host && column != Controller) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == healthRole) {
        const bool tells = column == Id || column == OutOfSync;
        return static_cast<int>(tells && row.outOfSync > 0 ? Health::Caution : Health::Good);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Id:
        return row.id;
    case Host:
        return row.host;
    case Port:
        return QString::number(row.port); // without separators
    case Controller:
        return row.controller ? tr("controller") : QString();
    case Leaders:
        return row.leaders;
    case Replicas:
        return row.replicas;
    case OutOfSync:
        return row.outOfSync;
    default:
        return {};
    }
}

QVariant BrokersModel::headerCell(int column, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column == Host || column == Controller ? Qt::AlignLeft : Qt::AlignRight)
                        | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Id:
        return tr("Broker");
    case Host:
        return tr("Host");
    case Port:
        return tr("Port");
    case Controller:
        return tr("Role");
    case Leaders:
        return tr("Leaders");
    case Replicas:
        return tr("Replicas");
    case OutOfSync:
        return tr("Out of sync");
    default:
        return {};
    }
}

} // namespace ottla
