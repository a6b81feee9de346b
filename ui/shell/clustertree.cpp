// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/clustertree.h"

#include "ui/shell/clustertreedelegate.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

namespace ottla {

using Kind = ClusterTreeModel::Kind;

namespace {
constexpr int filterDepth = 3; // a filter opens what it found down to topics and groups
}

ClusterTree::ClusterTree(ClusterTreeModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new QLineEdit(this))
    , m_view(new QTreeView(this))
{
    m_proxy.setSourceModel(&model);
    m_proxy.setRecursiveFilteringEnabled(true);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy.setFilterRole(ClusterTreeModel::NameRole);

    m_filter->setObjectName(QStringLiteral("treeFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter the tree"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_view->setObjectName(QStringLiteral("clusterTree"));
    m_view->setAccessibleName(tr("Clusters"));
    m_view->setModel(&m_proxy);
    m_view->setItemDelegate(new ClusterTreeDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);

    auto* top = new QVBoxLayout;
    top->setContentsMargins(8, 8, 8, 8);
    top->addWidget(m_filter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_view);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy.setFilterFixedString(text);
        if (!text.isEmpty()) {
            m_view->expandToDepth(filterDepth - 2);
        }
    });
    connect(m_view, &QTreeView::clicked, this,
            [this](const QModelIndex& index) { open(index, false); });
    connect(m_view, &QTreeView::activated, this,
            [this](const QModelIndex& index) { open(index, true); });
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (const auto place = placeAt(m_view->indexAt(at))) {
            Q_EMIT menuRequested(*place, m_view->viewport()->mapToGlobal(at));
        }
    });
    connect(&m_proxy, &QAbstractItemModel::rowsInserted, this, &ClusterTree::expandPending,
            Qt::QueuedConnection);
}

std::optional<ClusterTree::Place> ClusterTree::placeAt(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return std::nullopt;
    }
    QModelIndex at = index;
    if (at.data(ClusterTreeModel::KindRole).value<Kind>() == Kind::Partition) {
        at = at.parent();
    }
    return Place{at.data(ClusterTreeModel::KindRole).value<Kind>(),
                 at.data(ClusterTreeModel::ConnectionRole).toString(),
                 at.data(ClusterTreeModel::NameRole).toString()};
}

std::optional<ClusterTree::Place> ClusterTree::current() const
{
    return placeAt(m_view->currentIndex());
}

void ClusterTree::open(const QModelIndex& index, bool keep)
{
    if (const auto place = placeAt(index)) {
        Q_EMIT opened(*place, keep);
    }
}

void ClusterTree::expandConnection(const QString& id)
{
    m_pending.append(id);
    expandPending();
}

void ClusterTree::expandPending()
{
    for (qsizetype i = m_pending.size(); i-- > 0;) {
        const QModelIndex topics = m_model.folderIndex(m_pending[i], Kind::Topics);
        if (topics.isValid()) {
            const QModelIndex folder = m_proxy.mapFromSource(topics);
            m_view->expand(folder.parent());
            m_view->expand(folder);
            m_pending.removeAt(i);
        }
    }
}

QStringList ClusterTree::expandedConnections() const
{
    QStringList ids;
    for (int row = 0; row < m_proxy.rowCount(); ++row) {
        const QModelIndex index = m_proxy.index(row, 0);
        if (m_view->isExpanded(index)) {
            ids.append(index.data(ClusterTreeModel::ConnectionRole).toString());
        }
    }
    return ids;
}

QModelIndex ClusterTree::firstMatch() const
{
    const QString text = m_filter->text();
    QModelIndex at = m_proxy.index(0, 0);
    while (at.isValid()
           && !at.data(ClusterTreeModel::NameRole).toString().contains(text, Qt::CaseInsensitive)) {
        at = m_view->indexBelow(at);
    }
    return at;
}

bool ClusterTree::eventFilter(QObject* watched, QEvent* event)
{
    const bool override = event->type() == QEvent::ShortcutOverride;
    if (watched != m_filter || (!override && event->type() != QEvent::KeyPress)) {
        return QWidget::eventFilter(watched, event);
    }
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape: // of the line, while there is something to clear, and not of the view
        if (m_filter->text().isEmpty()) {
            break;
        }
        if (!override) {
            m_filter->clear();
        }
        event->accept();
        return true;
    case Qt::Key_Down:
        if (const QModelIndex match = firstMatch(); !override && match.isValid()) {
            m_view->setFocus(Qt::OtherFocusReason);
            m_view->setCurrentIndex(match);
            return true;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const QModelIndex match = firstMatch();
            !override && match.isValid() && !m_filter->text().isEmpty()) {
            m_view->setCurrentIndex(match);
            open(match, true);
            return true;
        }
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void ClusterTree::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

} // namespace ottla
