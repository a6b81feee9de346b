// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/demo.h"

#include "model/client/messageproducer.h"
#include "model/cluster/workspace.h"
#include "model/formats/savedmessages.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/views.h"

#include <QFile>

#include <algorithm>
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
constexpr const char* sampleGroup = "billing";
constexpr std::size_t mostReplicas = 3;
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

/// A consumer group that has read some of the orders, unless there is one of that name.
Result<void> placeGroup(Client& client, const ClusterInfo& cluster)
{
    const auto committed = client.committedOffsets(sampleGroup);
    if (!committed) {
        return committed.error();
    }
    if (std::any_of(committed->begin(), committed->end(),
                    [](const PartitionOffset& place) { return place.offset >= 0; })) {
        return {};
    }
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
    return client.alterOffsets(sampleGroup, places);
}

/// Makes and fills the sample topics that the cluster does not have, and tells which. Blocks.
Result<QStringList> addSamples(Client& client, const KafkaProperties& properties)
{
    const auto before = client.describeCluster();
    if (!before) {
        return before.error();
    }
    const auto replicas =
        static_cast<std::int16_t>(std::clamp<std::size_t>(before->brokers.size(), 1, mostReplicas));
    QStringList added;
    for (const Sample& sample : samples) {
        if (std::any_of(before->topics.begin(), before->topics.end(),
                        [&](const TopicInfo& topic) { return topic.name == sample.topic; })) {
            continue; // whatever is in it
        }
        if (auto made = client.createTopic({sample.topic, sample.partitions, replicas}); !made) {
            return made.error();
        }
        if (auto sent = sendSamples(properties, client.gate(), sample.topic); !sent) {
            return sent.error();
        }
        added.append(QLatin1String(sample.topic));
    }
    if (added.contains(QLatin1String(samples[0].topic))) {
        const auto after = client.describeCluster();
        if (!after) {
            return after.error();
        }
        if (auto placed = placeGroup(client, *after); !placed) {
            return placed.error();
        }
    }
    return added;
}

} // namespace

Demo::Demo(Workspace& workspace, MainWindow& window, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_window(window)
{
    connect(&window.views(), &Views::samplesRequested, this, &Demo::start);
    connect(&workspace, &Workspace::localReady, this, [this] {
        if (m_step == Step::Waiting) {
            follow();
        }
    });
    connect(&workspace.local(), &LocalCluster::stateChanged, this, [this] {
        const LocalCluster& local = m_workspace.local();
        if (m_step == Step::Waiting && local.state() == LocalCluster::State::Failed) {
            end(local.failure());
        } else if (m_step == Step::Waiting && local.state() == LocalCluster::State::Stopped) {
            m_step = Step::Idle; // it was not to be
        }
    });
}

void Demo::start(int brokers)
{
    if (m_step != Step::Idle) {
        return;
    }
    m_step = Step::Waiting;
    if (m_workspace.local().state() == LocalCluster::State::Running) {
        follow();
    } else {
        m_window.startLocal(brokers);
    }
}

void Demo::follow()
{
    ClusterService* service = m_workspace.service(m_workspace.localConnection());
    if (service == nullptr) {
        end(tr("The local cluster has no connection"));
        return;
    }
    connect(service, &ClusterService::stateChanged, this, [this, service] { look(*service); });
    service->open();
    look(*service);
}

void Demo::look(ClusterService& service)
{
    if (m_step != Step::Waiting) {
        return;
    }
    if (service.state() == ClusterService::State::Connected) {
        fill(service);
    } else if (service.state() == ClusterService::State::Failed && service.failure()) {
        end(QString::fromStdString(service.failure()->describe()));
    }
}

void Demo::fill(ClusterService& service)
{
    m_step = Step::Filling;
    m_task = m_window.tasks().add(std::make_unique<Task>(tr("Adding sample messages"), false));
    service.run(
        this,
        [properties = service.properties()](Client& client) {
            return addSamples(client, properties);
        },
        [this, at = QPointer<ClusterService>(&service)](const Result<QStringList>& added) {
            if (at) {
                at->refresh();
                disconnect(at, nullptr, this, nullptr);
            }
            if (!added) {
                if (m_task) {
                    m_task->fail(added.error());
                }
                end(QString::fromStdString(added.error().describe()));
                return;
            }
            if (m_task) {
                m_task->finish();
            }
            m_step = Step::Idle;
            const QString& name = at ? at->connection().name : QString();
            m_window.log().add(
                LogModel::Level::Info, name,
                added->isEmpty()
                    ? tr("The sample topics are there already: nothing was added")
                    : tr("Sample messages were added: %1").arg(added->join(QStringLiteral(", "))));
            m_window.views().openTopic(m_workspace.localConnection(),
                                       QLatin1String(samples[0].topic), true);
            Q_EMIT ready();
        });
}

void Demo::end(const QString& why)
{
    m_step = Step::Idle;
    if (ClusterService* service = m_workspace.service(m_workspace.localConnection())) {
        disconnect(service, nullptr, this, nullptr);
    }
    Q_EMIT failed(why);
}

} // namespace ottla
