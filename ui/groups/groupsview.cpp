// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/groups/groupsview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/tableview.h"

#include <QLineEdit>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int refreshMs = 3000;
}

GroupsView::GroupsView(ClusterService& service, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
{
    auto* list = new QWidget(this);
    auto* filter = new QLineEdit(list);
    filter->setObjectName(QStringLiteral("groupsFilter"));
    filter->setPlaceholderText(tr("Filter groups"));
    filter->setAccessibleName(tr("Filter groups"));
    filter->setClearButtonEnabled(true);
    filter->setMaximumWidth(280);
    auto* table = new TableView(list);
    table->setObjectName(QStringLiteral("groupsTable"));
    table->setSource(service.groupsModel());
    table->setColumnWidth(GroupsModel::Id, 280);
    table->setColumnWidth(GroupsModel::State, 160);
    table->sortByColumn(GroupsModel::Lag, Qt::DescendingOrder);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->addWidget(filter);
    bar->addStretch();
    auto* rows = new QVBoxLayout(list);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(bar);
    rows->addWidget(table);
    auto* empty = new StatePanel(this);
    empty->showEmpty(
        QStringLiteral("group"), tr("No consumer groups yet"),
        tr("A group appears when a consumer with a group.id reads from this cluster."));
    auto* stack = new QStackedLayout(this);
    stack->addWidget(list);
    stack->addWidget(empty);
    const auto refresh = [stack, &service] {
        stack->setCurrentIndex(service.groupsModel()->rowCount() > 0 ? 0 : 1);
    };
    connect(&service, &ClusterService::refreshed, this, refresh);
    connect(filter, &QLineEdit::textChanged, table, &TableView::setFilter);
    m_timer.setInterval(refreshMs);
    connect(&m_timer, &QTimer::timeout, this, &GroupsView::readLags);
    m_timer.start();
    connect(table, &QTableView::activated, this, [this, table, &service] {
        if (const int row = table->currentSourceRow(); row >= 0) {
            Q_EMIT groupOpened(service.groupsModel()->rowAt(row).id);
        }
    });
    refresh();
}

void GroupsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    readLags();
}

void GroupsView::readLags()
{
    if (!isVisible() || m_reading || !m_service.client()) {
        return;
    }
    m_reading = true;
    m_service.run(
        this,
        [groups = m_service.groups()](Client& client) { return readGroupLags(client, groups); },
        [this](const Result<std::vector<NamedGroupLag>>& lags) {
            m_reading = false;
            // A failure is the cluster's, which the connection's own refresh tells.
            if (lags) {
                m_service.groupsModel()->setLags(*lags);
            }
        });
}

} // namespace ottla
