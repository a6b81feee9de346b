// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/partitionsview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include <limits>

namespace ottla {

PartitionsView::PartitionsView(ClusterService& service, const QString& topic, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
    , m_topic(topic)
    , m_add(new QPushButton(tr("Add partitions…"), this))
    , m_problem(new QLabel(this))
{
    auto* table = new TableView(this);
    table->setObjectName(QStringLiteral("partitionsTable"));
    table->setSource(&m_model);
    m_add->setObjectName(QStringLiteral("addPartitions"));
    m_add->setEnabled(!service.connection().readOnly);
    m_add->setToolTip(service.connection().readOnly ? tr("This connection is read-only")
                                                    : QString());
    m_problem->setObjectName(QStringLiteral("partitionsProblem"));
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 0, 12, 8);
    m_problem->hide();
    setTextRole(m_problem, ThemeRole::Bad);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->addStretch();
    bar->addWidget(m_add);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_problem);
    layout->addWidget(table);
    connect(m_add, &QPushButton::clicked, this, &PartitionsView::askForMore);
    connect(&m_service, &ClusterService::refreshed, this, &PartitionsView::refresh);
    refresh();
}

void PartitionsView::refresh()
{
    const auto topic = m_service.topic(m_topic);
    if (!topic) {
        return;
    }
    m_model.setTopic(*topic);
    if (m_service.client() == nullptr || std::exchange(m_readingMarks, true)) {
        return; // a leader that does not answer keeps the last one waiting
    }
    m_service.run(
        this, [topic = *topic](Client& client) { return client.watermarks({topic}); },
        [this](const Result<std::vector<Watermarks>>& marks) {
            m_readingMarks = false;
            if (marks) {
                m_model.setWatermarks(*marks);
            }
        });
}

void PartitionsView::askForMore()
{
    const int present = m_model.rowCount();
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("partitionsDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Add partitions to %1").arg(m_topic));
    dialog->setLabelText(
        tr("Number of partitions, now %1. It cannot be lowered again, and messages "
           "with a key may go to another partition than before.")
            .arg(present));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(present + 1, std::numeric_limits<int>::max());
    dialog->setIntValue(present + 1);
    dialog->setOkButtonText(tr("Add"));
    connect(dialog, &QInputDialog::intValueSelected, this, &PartitionsView::addPartitions);
    dialog->open();
}

void PartitionsView::addPartitions(int total)
{
    m_service.run(
        this,
        [topic = m_topic.toStdString(), total](Client& client) {
            return client.addPartitions(topic, total);
        },
        [this](const Result<void>& added) {
            m_problem->setVisible(!added.ok());
            m_problem->setText(added ? QString() : QString::fromStdString(added.error().message));
            m_service.refresh();
        });
}

} // namespace ottla
