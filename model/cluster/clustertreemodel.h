// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/clusters.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace ottla {

/// Connections → Brokers, Topics (→ partitions), Consumers. A refresh changes rows in place, so
/// that selection and expansion survive; a topic's partitions are made when they are looked at.
/// For a filter: QSortFilterProxyModel with recursive filtering. GUI thread.
class ClusterTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Kind
    {
        Connection,
        Brokers,
        Broker,
        Topics,
        Topic,
        Partition,
        Groups,
        Group,
    };
    Q_ENUM(Kind)
    enum Role
    {
        KindRole = Qt::UserRole + 1, ///< Kind
        IdRole, ///< The topic's or group's name, the broker's or partition's number, as text.
        TopicRole, ///< A partition's topic.
        ConnectionRole, ///< The connection's id, for every row.
        StateRole, ///< ClusterService::State, for every row.
        CountRole, ///< How many there are below a folder; −1 while unknown.
        ColourRole,
        ReadOnlyRole,
        ProductionRole,
        CautionRole, ///< What is wrong with it: a sentence, or empty.
    };

    explicit ClusterTreeModel(Clusters& clusters, QObject* parent = nullptr);
    ~ClusterTreeModel() override;

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    [[nodiscard]] QModelIndex connectionIndex(const QString& connectionId) const;
    /// A folder of a connection, or one row in it; invalid when it is not there.
    [[nodiscard]] QModelIndex find(const QString& connectionId, Kind kind,
                                   const QString& id = {}) const;

private:
    struct Node;

    [[nodiscard]] Node* nodeOf(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const Node* node) const;
    void watch(ClusterService* service);
    void update(const QString& connectionId);
    void rowChanged(const Node* node);
    void setChildren(Node* node, std::vector<std::unique_ptr<Node>> children);
    void fillFolder(Node* folder, const ClusterService* service);
    void fillPartitions(Node* topic, const TopicInfo* info);

    Clusters& m_clusters;
    std::unique_ptr<Node> m_root;
};

} // namespace ottla
