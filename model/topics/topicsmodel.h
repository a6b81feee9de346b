// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/cluster/clusterservice.h"

namespace ottla {

struct TopicRow
{
    QString name;
    int partitions = 0;
    int replicas = 0;
    qint64 messages = -1; ///< −1: not known yet
    int underReplicated = 0;
    bool internal = false;
    QString error;

    [[nodiscard]] const QString& key() const { return name; }
    friend bool operator==(const TopicRow&, const TopicRow&) = default;
};

/// A cluster's topics; asks for their message counts by itself. GUI thread.
class TopicsModel : public RowsModel<TopicRow>
{
    Q_OBJECT

public:
    enum Column
    {
        NameColumn,
        PartitionsColumn,
        ReplicasColumn,
        MessagesColumn,
        UnderReplicatedColumn,
        ColumnCount,
    };
    enum Role
    {
        InternalRole = ValueRole + 1,
        ErrorRole,
    };

    explicit TopicsModel(ClusterService& service, QObject* parent = nullptr);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QVariant cell(const TopicRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;

private:
    void update();

    ClusterService& m_service;
};

} // namespace ottla
