// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/cluster/clusterservice.h"
#include "model/local/localbroker.h"

#include <QAbstractItemModel>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace ottla {

/// The tree on the left: connections, below each Brokers, Topics, Consumers and, where its address
/// is known, Registry, and their parts. Rows are changed one by one on a refresh, so that what is
/// open and selected stays so. GUI thread.
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
        Consumers,
        Group,
        Registry
    };
    Q_ENUM(Kind)

    enum Role
    {
        KindRole = Qt::UserRole + 1, ///< Kind
        NameRole, ///< Of the topic, group or broker; the partition's number.
        ConnectionRole, ///< Id of the connection.
        CountRole, ///< Children, of the folders; invalid elsewhere.
        /// Also healthRole, of connections: of the worst of their partitions.
        StateRole, ///< int(ClusterService::State), of connections.
        ReadOnlyRole,
        ColourRole,
        LocalBrokerRole, ///< LocalBroker, of the local cluster's; invalid elsewhere.
    };

    explicit ClusterTreeModel(QObject* parent = nullptr);
    ~ClusterTreeModel() override;

    void addConnection(ClusterService* service);
    void removeConnection(const QString& id);
    /// The processes of the local cluster, which stand in the tree whether they run or not; none
    /// when it does not run.
    void setLocalBrokers(const QString& connection, std::vector<LocalBroker> brokers);
    [[nodiscard]] QModelIndex connectionIndex(const QString& id) const;
    /// The folder of a connection; invalid when there is no such connection.
    [[nodiscard]] QModelIndex folderIndex(const QString& id, Kind folder) const;

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Node
    {
        Kind kind = Kind::Connection;
        QString name;
        ClusterService* service = nullptr;
        Node* parent = nullptr;
        Health health = Health::Good;
        std::vector<std::unique_ptr<Node>> children;
    };

    [[nodiscard]] static Node* nodeOf(const QModelIndex& index);
    [[nodiscard]] QModelIndex indexOf(const Node* node) const;
    [[nodiscard]] Node* findConnection(const QString& id) const;
    void update(Node* connection);
    [[nodiscard]] QStringList brokerNames(const ClusterService& service) const;
    [[nodiscard]] const LocalBroker* localBroker(const Node& node) const;
    /// Brings a node's children to be these names, in this order, touching only what differs.
    void setChildren(Node* node, Kind kind, const QStringList& names);

    Node m_root;
    std::map<QString, std::vector<LocalBroker>> m_localBrokers; ///< By connection.
};

} // namespace ottla
