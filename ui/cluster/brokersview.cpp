// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/cluster/brokersview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/tableview.h"

#include <QLabel>
#include <QVBoxLayout>

namespace ottla {

BrokersView::BrokersView(ClusterService& service, QWidget* parent)
    : QWidget(parent)
{
    auto* table = new TableView(this);
    table->setObjectName(QStringLiteral("brokersTable"));
    table->setSource(&m_model);
    table->setColumnWidth(BrokersModel::Host, 240);
    auto* id = new QLabel(this);
    id->setContentsMargins(12, 8, 12, 8);
    id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(id);
    layout->addWidget(table);
    const auto refresh = [this, &service, id] {
        m_model.setCluster(service.cluster());
        id->setText(tr("Cluster %1").arg(QString::fromStdString(service.cluster().clusterId)));
    };
    connect(&service, &ClusterService::refreshed, this, refresh);
    refresh();
}

} // namespace ottla
