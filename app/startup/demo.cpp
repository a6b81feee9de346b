// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/demo.h"

#include "model/client/messageproducer.h"
#include "model/cluster/workspace.h"
#include "model/formats/savedmessages.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/views.h"

#include <QFile>

#include <array>
#include <chrono>
#include <sstream>

namespace ottla {

namespace {

struct Sample
{
    const char* topic;
    int partitions;
};

constexpr std::array samples = {Sample{"orders", 3}, Sample{"payments", 1}};
constexpr std::chrono::seconds sendPatience{20};

/// Sends what lies in the resources for a topic. Blocks.
Result<void> sendSamples(const KafkaProperties& properties, const WriteGate& gate,
                         const std::string& topic)
{
    QFile file(QStringLiteral(":/samples/%1.jsonl").arg(QString::fromStdString(topic)));
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{Errc::NotFound, "The sample data are missing", topic};
    }
    std::istringstream text(file.readAll().toStdString());
    SavedMessagesReader reader(text);
    auto producer = MessageProducer::create(properties, gate);
    if (!producer) {
        return producer.error();
    }
    while (true) {
        auto next = reader.next();
        if (!next) {
            return next.error();
        }
        if (!*next) {
            return {};
        }
        Message& message = **next;
        const auto sent = (*producer)->send({topic, std::nullopt, std::move(message.key),
                                             std::move(message.value), std::move(message.headers)},
                                            sendPatience);
        if (!sent) {
            return sent.error();
        }
    }
}

/// A consumer group that has read some of the orders.
Result<void> placeGroup(Client& client, const ClusterInfo& cluster)
{
    std::vector<TopicInfo> orders;
    for (const TopicInfo& topic : cluster.topics) {
        if (topic.name == samples[0].topic) {
            orders.push_back(topic);
        }
    }
    const auto marks = client.watermarks(orders);
    if (!marks) {
        return marks.error();
    }
    std::vector<PartitionOffset> places;
    for (const Watermarks& mark : *marks) {
        places.push_back({mark.topic, mark.partition, mark.low + (mark.high - mark.low) * 3 / 4});
    }
    return client.alterOffsets("billing", places);
}

} // namespace

Demo::Demo(Workspace& workspace, MainWindow& window, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_window(window)
{
    connect(&workspace, &Workspace::localReady, this, [this](const QString& id) {
        m_connection = id;
        if (ClusterService* service = m_workspace.service(id)) {
            connect(service, &ClusterService::refreshed, this,
                    [this, service] { connected(*service); });
            connect(service, &ClusterService::stateChanged, this, [this, service] {
                if (!m_begun && service->state() == ClusterService::State::Failed) {
                    Q_EMIT failed(QString::fromStdString(service->failure()->describe()));
                }
            });
        }
    });
    connect(&workspace.local(), &LocalCluster::stateChanged, this, [this] {
        if (m_workspace.local().state() == LocalCluster::State::Failed) {
            Q_EMIT failed(m_workspace.local().failure());
        }
    });
}

void Demo::start()
{
    m_window.startLocal(1);
}

void Demo::connected(ClusterService& service)
{
    if (service.state() != ClusterService::State::Connected || std::exchange(m_begun, true)) {
        return;
    }
    m_task = m_window.tasks().add(std::make_unique<Task>(tr("Adding sample messages"), false));
    fill(service);
}

void Demo::fill(ClusterService& service)
{
    std::vector<Sample> missing;
    for (const Sample& sample : samples) {
        if (!service.topic(QLatin1String(sample.topic))) {
            missing.push_back(sample);
        }
    }
    const auto work = [missing, properties = service.properties()](Client& client) -> Result<void> {
        for (const Sample& sample : missing) {
            if (auto made = client.createTopic({sample.topic, sample.partitions, 1}); !made) {
                return made;
            }
            if (auto sent = sendSamples(properties, client.gate(), sample.topic); !sent) {
                return sent;
            }
        }
        if (missing.empty()) {
            return {};
        }
        const auto cluster = client.describeCluster();
        return cluster ? placeGroup(client, *cluster) : Result<void>(cluster.error());
    };
    service.run(this, work, [this, &service](const Result<void>& filled) {
        service.refresh();
        if (!filled) {
            if (m_task) {
                m_task->fail(filled.error());
            }
            Q_EMIT failed(QString::fromStdString(filled.error().describe()));
            return;
        }
        if (m_task) {
            m_task->finish();
        }
        m_window.views().openTopic(m_connection, QLatin1String(samples[0].topic), true);
        Q_EMIT ready();
    });
}

} // namespace ottla
