// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/partitionsview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/tableview.h"

#include <QVBoxLayout>
#include <utility>

namespace ottla {

PartitionsView::PartitionsView(ClusterService& service, const QString& topic, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
    , m_topic(topic)
{
    auto* table = new TableView(this);
    table->setObjectName(QStringLiteral("partitionsTable"));
    table->setSource(&m_model);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(table);
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

} // namespace ottla
