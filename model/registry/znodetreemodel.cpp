// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/registry/znodetreemodel.h"

#include "model/async/background.h"

#include <algorithm>

namespace ottla {

ZnodeTreeModel::ZnodeTreeModel(QString hosts, QObject* parent)
    : QAbstractItemModel(parent)
    , m_hosts(std::move(hosts))
{
    auto root = std::make_unique<Node>();
    root->name = QStringLiteral("/");
    root->parent = &m_super;
    m_super.children.push_back(std::move(root));
    connectToRegistry();
}

ZnodeTreeModel::~ZnodeTreeModel()
{
    // Closing the session waits for the network.
    backgroundPool()->start([client = std::move(m_client)]() mutable { client.reset(); });
}

void ZnodeTreeModel::connectToRegistry()
{
    if (std::exchange(m_connecting, true)) {
        return;
    }
    runInBackground(
        this, [hosts = m_hosts] { return RegistryClient::connect(hosts); },
        [this](const Result<std::shared_ptr<RegistryClient>>& client) {
            m_connecting = false;
            if (!client) {
                Q_EMIT failed(client.error());
                return;
            }
            m_client = *client;
            Q_EMIT connected();
            refresh();
        });
}

void ZnodeTreeModel::refresh()
{
    if (!m_client) {
        connectToRegistry();
        return;
    }
    QStringList paths;
    collectKnown(*m_super.children.front(), paths);
    if (paths.isEmpty()) {
        paths.append(QStringLiteral("/"));
    }
    for (const QString& path : paths) {
        readPath(path);
    }
}

void ZnodeTreeModel::collectKnown(const Node& node, QStringList& paths) const
{
    if (node.info) {
        paths.append(pathOf(node));
    }
    for (const auto& child : node.children) {
        collectKnown(*child, paths);
    }
}

void ZnodeTreeModel::readPath(const QString& path)
{
    if (!m_client || m_reading.contains(path)) {
        return;
    }
    m_reading.insert(path);
    runInBackground(
        this, [client = m_client, path] { return client->read(path); },
        [this, path](const Result<std::optional<ZnodeInfo>>& info) {
            m_reading.remove(path);
            if (info) {
                take(path, *info);
            } else {
                Q_EMIT failed(info.error());
            }
        });
}

void ZnodeTreeModel::take(const QString& path, const std::optional<ZnodeInfo>& info)
{
    Node* node = find(path);
    if (node == nullptr) {
        return;
    }
    if (!info) {
        remove(node);
        return;
    }
    if (node->info == info) {
        return;
    }
    node->info = info;
    if (node->opened || path == u"/") {
        showChildren(node);
    }
    const QModelIndex where = indexOf(node);
    Q_EMIT dataChanged(where, where);
    Q_EMIT changed(where);
}

void ZnodeTreeModel::showChildren(Node* node)
{
    node->opened = true;
    const QStringList& names = node->info->children;
    auto& children = node->children;
    const QModelIndex parent = indexOf(node);
    for (int row = static_cast<int>(children.size()); row-- > 0;) {
        if (!names.contains(children[static_cast<std::size_t>(row)]->name)) {
            beginRemoveRows(parent, row, row);
            children.erase(children.begin() + row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < static_cast<int>(names.size()); ++row) {
        if (row < static_cast<int>(children.size())
            && children[static_cast<std::size_t>(row)]->name == names[row]) {
            continue;
        }
        beginInsertRows(parent, row, row);
        auto child = std::make_unique<Node>();
        child->name = names[row];
        child->parent = node;
        children.insert(children.begin() + row, std::move(child));
        endInsertRows();
    }
    for (const auto& child : children) {
        if (!child->info) {
            readPath(pathOf(*child)); // whether it has children, and what it holds
        }
    }
}

void ZnodeTreeModel::remove(Node* node)
{
    if (node->parent == &m_super) {
        return;
    }
    const int row = indexOf(node).row();
    Node* above = node->parent;
    beginRemoveRows(indexOf(above), row, row);
    above->children.erase(above->children.begin() + row);
    endRemoveRows();
}

QString ZnodeTreeModel::pathOf(const Node& node)
{
    if (node.parent == nullptr || node.parent->parent == nullptr) {
        return QStringLiteral("/");
    }
    const QString above = pathOf(*node.parent);
    return (above == u"/" ? above : above + u'/') + node.name;
}

ZnodeTreeModel::Node* ZnodeTreeModel::find(const QString& path) const
{
    Node* at = m_super.children.front().get();
    for (const QString& name : path.split(u'/', Qt::SkipEmptyParts)) {
        const auto found = std::find_if(at->children.begin(), at->children.end(),
                                        [&name](const auto& child) { return child->name == name; });
        if (found == at->children.end()) {
            return nullptr;
        }
        at = found->get();
    }
    return at;
}

QModelIndex ZnodeTreeModel::indexOf(const QString& path) const
{
    const Node* node = find(path);
    return node != nullptr ? indexOf(node) : QModelIndex();
}

QModelIndex ZnodeTreeModel::indexOf(const Node* node) const
{
    if (node->parent == nullptr) {
        return {};
    }
    const auto& siblings = node->parent->children;
    const auto at = std::find_if(siblings.begin(), siblings.end(),
                                 [node](const auto& each) { return each.get() == node; });
    return createIndex(static_cast<int>(at - siblings.begin()), 0, node);
}

const ZnodeTreeModel::Node* ZnodeTreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<const Node*>(index.internalPointer()) : &m_super;
}

std::optional<ZnodeInfo> ZnodeTreeModel::info(const QModelIndex& index) const
{
    return index.isValid() ? nodeOf(index)->info : std::nullopt;
}

void ZnodeTreeModel::read(const QModelIndex& index)
{
    if (index.isValid()) {
        readPath(pathOf(*nodeOf(index)));
    }
}

QModelIndex ZnodeTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, nodeOf(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex ZnodeTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int ZnodeTreeModel::rowCount(const QModelIndex& parent) const
{
    return static_cast<int>(nodeOf(parent)->children.size());
}

int ZnodeTreeModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant ZnodeTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Node& node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return node.name;
    case Qt::ToolTipRole:
    case PathRole:
        return pathOf(node);
    default:
        return {};
    }
}

bool ZnodeTreeModel::hasChildren(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return !node->children.empty() || (node->info && !node->info->children.isEmpty());
}

bool ZnodeTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return parent.isValid() && node->info && !node->opened && !node->info->children.isEmpty();
}

void ZnodeTreeModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent)) {
        showChildren(static_cast<Node*>(parent.internalPointer()));
    }
}

} // namespace ottla
