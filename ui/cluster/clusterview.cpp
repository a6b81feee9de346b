// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/cluster/clusterview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/themed.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace ottla {

ClusterView::ClusterView(ClusterService& service, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
{
    auto* title = new ElidedLabel(this);
    title->setText(service.connection().name);
    QFont larger = font();
    larger.setPointSizeF(larger.pointSizeF() + 3);
    title->setFont(larger);
    m_health = new QLabel(this);
    m_health->setObjectName(QStringLiteral("clusterHealth"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeft);
    addLine(form, tr("Bootstrap servers"), QStringLiteral("clusterBootstrap"), true)
        ->setText(service.connection().bootstrapServers);
    m_id = addLine(form, tr("Cluster id"), QStringLiteral("clusterId"), true);
    m_brokers = addLine(form, tr("Brokers"), QStringLiteral("clusterBrokers"), false);
    m_topics = addLine(form, tr("Topics"), QStringLiteral("clusterTopics"), false);
    m_messages = addLine(form, tr("Messages"), QStringLiteral("clusterMessages"), false);
    m_groups = addLine(form, tr("Consumer groups"), QStringLiteral("clusterGroups"), false);
    if (service.connection().readOnly) {
        addLine(form, tr("Writing"), QStringLiteral("clusterWriting"), false)
            ->setText(tr("This connection is read-only"));
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(m_health);
    layout->addLayout(form);
    layout->addStretch();
    connect(&service, &ClusterService::refreshed, this, &ClusterView::refresh);
    refresh();
}

QLabel* ClusterView::addLine(QFormLayout* form, const QString& title, const QString& name,
                             bool fixed)
{
    auto* label = new QLabel(title, this);
    setTextRole(label, ThemeRole::Muted);
    auto* value = new ElidedLabel(this);
    value->setObjectName(name);
    value->setAccessibleName(title);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (fixed) {
        value->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    }
    form->addRow(label, value);
    return value;
}

void ClusterView::refresh()
{
    const QLocale locale;
    const ClusterInfo& cluster = m_service.cluster();
    int partitions = 0;
    int behind = 0;
    int offline = 0;
    for (const TopicInfo& topic : cluster.topics) {
        for (const PartitionInfo& partition : topic.partitions) {
            ++partitions;
            offline += partition.leader < 0 ? 1 : 0;
            behind += partition.isr.size() < partition.replicas.size() ? 1 : 0;
        }
    }
    qint64 messages = 0;
    for (const TopicRow& row : m_service.topicsModel()->rows()) {
        messages += std::max<qint64>(0, row.messages);
    }
    m_id->setText(QString::fromStdString(cluster.clusterId));
    m_brokers->setText(
        cluster.controller < 0
            ? locale.toString(static_cast<qlonglong>(cluster.brokers.size()))
            : tr("%1, controller is broker %2")
                  .arg(locale.toString(static_cast<qlonglong>(cluster.brokers.size())))
                  .arg(cluster.controller));
    m_topics->setText(tr("%1 with %2 partitions")
                          .arg(locale.toString(static_cast<qlonglong>(cluster.topics.size())),
                               locale.toString(partitions)));
    m_messages->setText(locale.toString(messages));
    m_groups->setText(locale.toString(static_cast<qlonglong>(m_service.groups().size())));
    const ThemeRole role = offline > 0 ? ThemeRole::Bad
        : behind > 0                   ? ThemeRole::Caution
                                       : ThemeRole::Good;
    setTextRole(m_health, role);
    m_health->setText(offline > 0      ? tr("%n partition(s) have no leader", nullptr, offline)
                          : behind > 0 ? tr("%n partition(s) are under-replicated", nullptr, behind)
                                       : tr("All replicas are in sync"));
}

} // namespace ottla
