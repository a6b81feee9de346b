// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/cluster/clusterservice.h"

#include <algorithm>

namespace ottla {

namespace {
constexpr int refreshMs = 3000;
/// Starts of logs move by retention alone: they are asked for anew with each tenth read, half a
/// minute.
constexpr int startsEvery = 10;
} // namespace

ClusterService::ClusterService(ConnectionStore& store, Connection connection, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_connection(std::move(connection))
{
    m_timer.setInterval(refreshMs);
    connect(&m_timer, &QTimer::timeout, this, &ClusterService::refresh);
}

std::optional<TopicInfo> ClusterService::topic(const QString& name) const
{
    const auto found = std::find_if(
        m_cluster.topics.begin(), m_cluster.topics.end(),
        [wanted = name.toStdString()](const TopicInfo& topic) { return topic.name == wanted; });
    return found == m_cluster.topics.end() ? std::nullopt : std::optional(*found);
}

void ClusterService::open()
{
    if (m_state == State::Connecting || m_state == State::Connected) {
        return;
    }
    m_missingSecret.clear();
    setState(State::Connecting);
    m_store.resolveSchemaRegistry(this, m_connection,
                                  [this](const auto& settings) { useSchemaRegistry(settings); });
}

void ClusterService::useSchemaRegistry(const std::optional<SchemaRegistrySettings>& settings)
{
    m_schemas = settings ? std::make_shared<SchemaRegistry>(*settings) : nullptr;
    m_store.resolve(this, m_connection,
                    [this](const Result<KafkaProperties>& properties) { connectWith(properties); });
}

void ClusterService::enterSecret(const QString& value)
{
    m_store.keepSecret(m_connection.id, m_missingSecret, value);
    open();
}

std::shared_ptr<DecoderSet> ClusterService::decoders(const QString& topic) const
{
    return DecoderSet::create(topic, m_schemas, m_plugins);
}

void ClusterService::connectWith(const Result<KafkaProperties>& properties)
{
    if (m_state != State::Connecting) {
        return;
    }
    if (!properties) {
        m_missingSecret = QString::fromStdString(properties.error().context);
        fail(properties.error());
        return;
    }
    m_properties = *properties;
    // Creating reads certificates from files.
    runInBackground(
        this,
        [properties = m_properties, gate = WriteGate(m_connection.name, m_connection.readOnly)] {
            return Client::create(properties, gate);
        },
        [this](const Result<std::shared_ptr<Client>>& client) {
            if (m_state != State::Connecting) {
                return; // closed meanwhile
            }
            if (!client) {
                fail(client.error());
                return;
            }
            dropClient();
            m_client = *client;
            refresh();
            m_timer.start();
        });
}

ClusterService::~ClusterService()
{
    dropClient();
}

void ClusterService::dropClient()
{
    if (m_client) {
        // Destroying a client may wait for its threads.
        backgroundPool()->start(
            [client = std::exchange(m_client, nullptr)]() mutable { client.reset(); });
    }
}

void ClusterService::close()
{
    m_timer.stop();
    dropClient();
    m_cluster = {};
    m_groups.clear();
    m_marks.clear();
    m_marked.clear();
    m_topicsModel.setTopics({});
    m_groupsModel.setGroups({});
    m_failure.reset();
    setState(State::Disconnected);
    Q_EMIT refreshed();
}

void ClusterService::refresh()
{
    if (!m_client) {
        open();
        return;
    }
    if (std::exchange(m_refreshing, true)) {
        m_refreshAgain = true;
        return;
    }
    run(
        this, [](Client& client) { return client.describeCluster(); },
        [this](const Result<ClusterInfo>& cluster) {
            m_refreshing = false;
            take(cluster);
            if (std::exchange(m_refreshAgain, false)) {
                refresh();
            }
        });
}

void ClusterService::take(const Result<ClusterInfo>& cluster)
{
    if (!m_client) {
        return; // closed meanwhile
    }
    if (!cluster) {
        fail(cluster.error());
        return;
    }
    m_cluster = *cluster;
    m_topicsModel.setTopics(m_cluster.topics);
    m_failure.reset();
    setState(State::Connected);
    Q_EMIT refreshed();
    readContents();
}

void ClusterService::readContents()
{
    if (m_readingContents) {
        m_readAgain = true;
        return;
    }
    m_readingContents = true;
    const bool all = m_marked != m_cluster.topics || ++m_startsAge >= startsEvery;
    run(
        this,
        [topics = m_cluster.topics, known = all ? std::vector<Watermarks>() : m_marks,
         all](Client& client) {
            auto groups = client.groups();
            return Contents{std::move(groups),
                            all ? client.watermarks(topics) : client.withEndsOfNow(known)};
        },
        [this, all, topics = m_cluster.topics](const Contents& contents) {
            m_readingContents = false;
            if (m_client && contents.marks) {
                if (all) {
                    m_marked = topics;
                    m_startsAge = 0;
                } else if (contents.marks->size() < m_marks.size()) {
                    m_startsAge = startsEvery; // one that did not answer is asked again soon
                }
            }
            take(contents);
            if (std::exchange(m_readAgain, false) && m_client) {
                readContents();
            }
        });
}

void ClusterService::take(const Contents& contents)
{
    if (!m_client) {
        return; // closed meanwhile
    }
    // Rights may be missing for either; what can be read is shown all the same.
    if (contents.marks) {
        m_marks = *contents.marks;
        m_topicsModel.setWatermarks(m_marks);
    }
    if (contents.groups) {
        m_groups = *contents.groups;
        m_groupsModel.setGroups(m_groups);
    }
    Q_EMIT refreshed();
}

void ClusterService::fail(Error error)
{
    m_failure = std::move(error);
    setState(State::Failed);
}

void ClusterService::setState(State state)
{
    if (m_state != state || state == State::Failed) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

void ClusterService::createTopic(QObject* context, const TopicSpec& topic,
                                 std::function<void(const Result<void>&)> done)
{
    run(
        context, [topic](Client& client) { return client.createTopic(topic); },
        [guard = QPointer<ClusterService>(this),
         done = std::move(done)](const Result<void>& created) {
            if (guard) {
                guard->refresh();
            }
            done(created);
        });
}

void ClusterService::deleteTopics(QObject* context, const std::vector<std::string>& names,
                                  std::function<void(const Result<void>&)> done)
{
    run(
        context, [names](Client& client) { return client.deleteTopics(names); },
        [guard = QPointer<ClusterService>(this),
         done = std::move(done)](const Result<void>& deleted) {
            if (guard) {
                guard->refresh();
            }
            done(deleted);
        });
}

} // namespace ottla
