// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/cluster/clustertreemodel.h"

#include <QMap>

#include <algorithm>
#include <set>
#include <utility>

namespace ottla {

ClusterTreeModel::ClusterTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
{ }

ClusterTreeModel::~ClusterTreeModel() = default;

ClusterTreeModel::Node* ClusterTreeModel::nodeOf(const QModelIndex& index)
{
    return static_cast<Node*>(index.internalPointer());
}

QModelIndex ClusterTreeModel::indexOf(const Node* node) const
{
    if (node->parent == nullptr) {
        return {};
    }
    const auto& siblings = node->parent->children;
    const auto at = std::find_if(siblings.begin(), siblings.end(),
                                 [node](const auto& each) { return each.get() == node; });
    return createIndex(static_cast<int>(at - siblings.begin()), 0, node);
}

ClusterTreeModel::Node* ClusterTreeModel::findConnection(const QString& id) const
{
    for (const auto& node : m_root.children) {
        if (node->service->connection().id == id) {
            return node.get();
        }
    }
    return nullptr;
}

QModelIndex ClusterTreeModel::connectionIndex(const QString& id) const
{
    const Node* node = findConnection(id);
    return node != nullptr ? indexOf(node) : QModelIndex();
}

QModelIndex ClusterTreeModel::folderIndex(const QString& id, Kind folder) const
{
    const Node* node = findConnection(id);
    if (node == nullptr) {
        return {};
    }
    for (const auto& child : node->children) {
        if (child->kind == folder) {
            return indexOf(child.get());
        }
    }
    return {};
}

void ClusterTreeModel::addConnection(ClusterService* service)
{
    const int row = static_cast<int>(m_root.children.size());
    beginInsertRows({}, row, row);
    auto node = std::make_unique<Node>();
    node->name = service->connection().name;
    node->service = service;
    node->parent = &m_root;
    Node* added = node.get();
    m_root.children.push_back(std::move(node));
    endInsertRows();
    connect(service, &ClusterService::stateChanged, this, [this, id = service->connection().id] {
        if (const QModelIndex changed = connectionIndex(id); changed.isValid()) {
            Q_EMIT dataChanged(changed, changed);
        }
    });
    connect(service, &ClusterService::refreshed, this, [this, id = service->connection().id] {
        if (Node* connection = findConnection(id)) {
            update(connection);
        }
    });
    update(added);
}

void ClusterTreeModel::removeConnection(const QString& id)
{
    Node* node = findConnection(id);
    if (node == nullptr) {
        return;
    }
    disconnect(node->service, nullptr, this, nullptr);
    const int row = indexOf(node).row();
    beginRemoveRows({}, row, row);
    m_root.children.erase(m_root.children.begin() + row);
    endRemoveRows();
}

void ClusterTreeModel::update(Node* connection)
{
    const ClusterService& service = *connection->service;
    if (service.cluster().brokers.empty()) {
        setChildren(connection, Kind::Brokers, {});
        return;
    }
    if (connection->children.empty()) {
        std::vector<Kind> kinds{Kind::Brokers, Kind::Topics, Kind::Consumers};
        if (!service.connection().registry.isEmpty()) {
            kinds.push_back(Kind::Registry);
        }
        beginInsertRows(indexOf(connection), 0, static_cast<int>(kinds.size()) - 1);
        for (const Kind kind : kinds) {
            auto folder = std::make_unique<Node>();
            folder->kind = kind;
            folder->service = connection->service;
            folder->parent = connection;
            connection->children.push_back(std::move(folder));
        }
        endInsertRows();
    }
    setChildren(connection->children[0].get(), Kind::Broker, brokerNames(service));
    QMap<QString, const TopicInfo*> infos;
    for (const TopicInfo& topic : service.cluster().topics) {
        infos.insert(QString::fromStdString(topic.name), &topic);
    }
    const QStringList topics = infos.keys();
    Node* folder = connection->children[1].get();
    setChildren(folder, Kind::Topic, topics);
    for (const auto& topic : folder->children) {
        QStringList partitions;
        if (const TopicInfo* info = infos.value(topic->name)) {
            for (const PartitionInfo& partition : info->partitions) {
                partitions.append(QString::number(partition.id));
            }
        }
        setChildren(topic.get(), Kind::Partition, partitions);
    }
    Health worst = Health::Good;
    for (const TopicInfo& topic : service.cluster().topics) {
        for (const PartitionInfo& partition : topic.partitions) {
            worst =
                std::max(worst,
                         partition.leader < 0                                   ? Health::Bad
                             : partition.isr.size() < partition.replicas.size() ? Health::Caution
                                                                                : Health::Good);
        }
    }
    if (std::exchange(connection->health, worst) != worst) {
        const QModelIndex changed = indexOf(connection);
        Q_EMIT dataChanged(changed, changed);
    }
    QStringList groups;
    for (const GroupInfo& group : service.groups()) {
        groups.append(QString::fromStdString(group.id));
    }
    groups.sort();
    setChildren(connection->children[2].get(), Kind::Group, groups);
}

QStringList ClusterTreeModel::brokerNames(const ClusterService& service) const
{
    std::set<int> ids;
    for (const BrokerInfo& broker : service.cluster().brokers) {
        ids.insert(broker.id);
    }
    if (const auto local = m_localBrokers.find(service.connection().id);
        local != m_localBrokers.end()) {
        for (const LocalBroker& broker : local->second) {
            ids.insert(broker.id);
        }
    }
    QStringList names;
    for (const int id : ids) {
        names.append(QString::number(id));
    }
    return names;
}

void ClusterTreeModel::setLocalBrokers(const QString& connection, std::vector<LocalBroker> brokers)
{
    m_localBrokers[connection] = std::move(brokers);
    Node* node = findConnection(connection);
    if (node == nullptr || node->children.empty()) {
        return;
    }
    update(node);
    Node* folder = node->children[0].get();
    if (!folder->children.empty()) {
        Q_EMIT dataChanged(indexOf(folder->children.front().get()),
                           indexOf(folder->children.back().get()));
    }
}

const LocalBroker* ClusterTreeModel::localBroker(const Node& node) const
{
    const auto local = m_localBrokers.find(node.service->connection().id);
    if (node.kind != Kind::Broker || local == m_localBrokers.end()) {
        return nullptr;
    }
    const auto found =
        std::find_if(local->second.begin(), local->second.end(),
                     [&](const LocalBroker& each) { return each.id == node.name.toInt(); });
    return found == local->second.end() ? nullptr : &*found;
}

void ClusterTreeModel::setChildren(Node* node, Kind kind, const QStringList& names)
{
    // Both are in the same order, so one walk finds what differs; runs change in one step, since a
    // cluster may have ten thousand topics.
    auto& children = node->children;
    const std::size_t former = children.size();
    const auto before = [kind](const QString& left, const QString& right) {
        const bool numbered = kind == Kind::Broker || kind == Kind::Partition;
        return numbered ? left.toInt() < right.toInt() : left < right;
    };
    std::size_t at = 0;
    qsizetype next = 0;
    while (at < children.size() || next < names.size()) {
        const auto isGone = [&](std::size_t i) {
            return i < children.size()
                && (next == names.size() || before(children[i]->name, names[next]));
        };
        const auto isNew = [&](qsizetype i) {
            return i < names.size()
                && (at == children.size() || before(names[i], children[at]->name));
        };
        if (isGone(at)) {
            std::size_t end = at;
            while (isGone(end)) {
                ++end;
            }
            beginRemoveRows(indexOf(node), static_cast<int>(at), static_cast<int>(end) - 1);
            children.erase(children.begin() + static_cast<std::ptrdiff_t>(at),
                           children.begin() + static_cast<std::ptrdiff_t>(end));
            endRemoveRows();
        } else if (isNew(next)) {
            std::vector<std::unique_ptr<Node>> run;
            for (; isNew(next); ++next) {
                run.push_back(std::make_unique<Node>());
                run.back()->kind = kind;
                run.back()->name = names[next];
                run.back()->service = node->service;
                run.back()->parent = node;
            }
            beginInsertRows(indexOf(node), static_cast<int>(at),
                            static_cast<int>(at + run.size()) - 1);
            children.insert(children.begin() + static_cast<std::ptrdiff_t>(at),
                            std::make_move_iterator(run.begin()),
                            std::make_move_iterator(run.end()));
            endInsertRows();
            at += run.size();
        } else {
            ++at;
            ++next;
        }
    }
    if (former != children.size() && node->parent != nullptr) {
        const QModelIndex changed = indexOf(node);
        Q_EMIT dataChanged(changed, changed);
    }
}

QModelIndex ClusterTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const Node* node = parent.isValid() ? nodeOf(parent) : &m_root;
    return createIndex(row, column, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex ClusterTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int ClusterTreeModel::rowCount(const QModelIndex& parent) const
{
    const Node* node = parent.isValid() ? nodeOf(parent) : &m_root;
    return static_cast<int>(node->children.size());
}

int ClusterTreeModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant ClusterTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Node& node = *nodeOf(index);
    const Connection& connection = node.service->connection();
    const bool isFolder =
        node.kind == Kind::Brokers || node.kind == Kind::Topics || node.kind == Kind::Consumers;
    switch (role) {
    case Qt::DisplayRole:
        switch (node.kind) {
        case Kind::Brokers:
            return tr("Brokers");
        case Kind::Topics:
            return tr("Topics");
        case Kind::Consumers:
            return tr("Consumers");
        case Kind::Registry:
            return tr("Registry");
        case Kind::Partition:
            return tr("Partition %1").arg(node.name);
        case Kind::Broker:
            return tr("Broker %1").arg(node.name);
        default:
            return node.name;
        }
    case KindRole:
        return QVariant::fromValue(node.kind);
    case NameRole:
        return node.name;
    case ConnectionRole:
        return connection.id;
    case CountRole:
        return isFolder ? QVariant(static_cast<int>(node.children.size())) : QVariant();
    case StateRole:
        return node.kind == Kind::Connection ? QVariant(static_cast<int>(node.service->state()))
                                             : QVariant();
    case healthRole:
        return node.kind == Kind::Connection ? QVariant(static_cast<int>(node.health)) : QVariant();
    case LocalBrokerRole: {
        const LocalBroker* broker = localBroker(node);
        return broker != nullptr ? QVariant::fromValue(*broker) : QVariant();
    }
    case ReadOnlyRole:
        return connection.readOnly;
    case ColourRole:
        return connection.colour.isValid() ? QVariant(connection.colour) : QVariant();
    default:
        return {};
    }
}

} // namespace ottla
