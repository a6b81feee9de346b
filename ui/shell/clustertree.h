// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/clustertreemodel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace ottla {

/// The left side: the connections and what is in them, with a filter above. One click shows,
/// a double click or Enter keeps what is shown.
class ClusterTree : public QWidget
{
    Q_OBJECT

public:
    /// A place in the tree.
    struct Place
    {
        ClusterTreeModel::Kind kind = ClusterTreeModel::Kind::Connection;
        QString connection;
        QString name; ///< Of the topic or group; empty for folders.
    };

    /// `model` must outlive it.
    explicit ClusterTree(ClusterTreeModel& model, QWidget* parent = nullptr);

    void expandConnection(const QString& id);
    void focusFilter();
    /// Nothing when no row is current.
    [[nodiscard]] std::optional<Place> current() const;
    [[nodiscard]] QStringList expandedConnections() const;

Q_SIGNALS:
    void opened(const ottla::ClusterTree::Place& place, bool keep);
    /// For a menu, at a point of the screen.
    void menuRequested(const ottla::ClusterTree::Place& place, const QPoint& at);

protected:
    /// Down goes from the filter to what it found, Enter opens the first of it, Escape clears it.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::optional<Place> placeAt(const QModelIndex& index) const;
    void open(const QModelIndex& index, bool keep);
    void expandPending();
    /// What the filter found first; the first row while it is empty.
    [[nodiscard]] QModelIndex firstMatch() const;

    ClusterTreeModel& m_model;
    QSortFilterProxyModel m_proxy;
    QLineEdit* m_filter;
    QTreeView* m_view;
    QStringList m_pending; // connections to be expanded once their folders are known
};

} // namespace ottla
