// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/registry/registryclient.h"

#include <QAbstractItemModel>
#include <QSet>

#include <memory>
#include <vector>

namespace ottla {

/// The znodes of a registry, each read when it is first opened. Rows are changed one by one when a
/// znode is read again, so that what is open and selected stays so. GUI thread; the reading is done
/// in the background.
class ZnodeTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role
    {
        PathRole = Qt::UserRole + 1
    };

    /// Connects at once. `hosts` is host:port[/chroot].
    explicit ZnodeTreeModel(QString hosts, QObject* parent = nullptr);
    ~ZnodeTreeModel() override;

    /// Reads again what was read; connects first where that failed.
    void refresh();
    /// What is known of a znode; none while it was not read.
    [[nodiscard]] std::optional<ZnodeInfo> info(const QModelIndex& index) const;
    /// Reads a znode without its being opened.
    void read(const QModelIndex& index);
    [[nodiscard]] QModelIndex rootIndex() const { return index(0, 0); }
    /// Invalid where it is not known.
    [[nodiscard]] QModelIndex indexOf(const QString& path) const;

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void connected();
    /// The registry cannot be reached, or a znode cannot be read.
    void failed(const Error& error);
    /// A znode was read anew.
    void changed(const QModelIndex& index);

private:
    struct Node
    {
        QString name;
        Node* parent = nullptr;
        std::vector<std::unique_ptr<Node>> children;
        std::optional<ZnodeInfo> info;
        bool opened = false; ///< Its children stand in the tree.
    };

    void connectToRegistry();
    void readPath(const QString& path);
    void take(const QString& path, const std::optional<ZnodeInfo>& info);
    void showChildren(Node* node);
    void remove(Node* node);
    void collectKnown(const Node& node, QStringList& paths) const;
    [[nodiscard]] static QString pathOf(const Node& node);
    [[nodiscard]] Node* find(const QString& path) const;
    [[nodiscard]] QModelIndex indexOf(const Node* node) const;
    [[nodiscard]] const Node* nodeOf(const QModelIndex& index) const;

    const QString m_hosts;
    std::shared_ptr<RegistryClient> m_client;
    bool m_connecting = false;
    QSet<QString> m_reading; ///< Paths under way.
    Node m_super; ///< Holds the root, "/".
};

} // namespace ottla
