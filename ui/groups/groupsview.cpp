// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/groups/groupsview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/tableview.h"

#include <QStackedLayout>

namespace ottla {

GroupsView::GroupsView(ClusterService& service, QWidget* parent)
    : QWidget(parent)
{
    auto* table = new TableView(this);
    table->setObjectName(QStringLiteral("groupsTable"));
    table->setSource(service.groupsModel());
    table->setColumnWidth(GroupsModel::Id, 280);
    auto* empty = new StatePanel(this);
    empty->showEmpty(
        QStringLiteral("group"), tr("No consumer groups yet"),
        tr("A group appears when a consumer with a group.id reads from this cluster."));
    auto* stack = new QStackedLayout(this);
    stack->addWidget(table);
    stack->addWidget(empty);
    const auto refresh = [stack, &service] {
        stack->setCurrentIndex(service.groupsModel()->rowCount() > 0 ? 0 : 1);
    };
    connect(&service, &ClusterService::refreshed, this, refresh);
    connect(table, &QTableView::activated, this, [this, table, &service] {
        if (const int row = table->currentSourceRow(); row >= 0) {
            Q_EMIT groupOpened(service.groupsModel()->rowAt(row).id);
        }
    });
    refresh();
}

} // namespace ottla
