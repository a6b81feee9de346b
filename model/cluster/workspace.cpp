// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/cluster/workspace.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace ottla {

namespace {

const QString localConnectionKey = QStringLiteral("local/connection");
const QString localPortKey = QStringLiteral("local/port");
const QString localFolderKey = QStringLiteral("local/folder");
// Of earlier versions, where each number of brokers had a folder of its own.
const QString localBrokersKey = QStringLiteral("local/brokers");
constexpr int kafkaPort = 9092;

} // namespace

Workspace::Workspace(const Locations& locations, Settings& settings, SecretStore& secrets,
                     QObject* parent)
    : QObject(parent)
    , m_locations(locations)
    , m_settings(settings)
    , m_plugins(loadDecoderPlugins(
          {locations.decodersFolder(),
           QCoreApplication::applicationDirPath() + QStringLiteral("/decoders")}))
    , m_store(settings, secrets)
    , m_local(locations.clusterFolder(QStringLiteral("local")))
{
    chooseLocal();
    for (const Connection& connection : m_store.connections()) {
        addService(connection.id);
    }
    connect(&m_store, &ConnectionStore::added, this, &Workspace::addService);
    connect(&m_store, &ConnectionStore::updated, this, [this](const QString& id) {
        removeService(id);
        addService(id);
    });
    connect(&m_store, &ConnectionStore::removed, this, &Workspace::removeService);
    connect(&m_local, &LocalCluster::stateChanged, this, &Workspace::localChanged);
    connect(&m_local, &LocalCluster::brokersChanged, this, [this] {
        showLocalBrokers();
        if (ClusterService* local = service(localConnection())) {
            local->refresh(); // who leads what
        }
    });
}

Workspace::~Workspace() = default;

ClusterService* Workspace::service(const QString& connectionId) const
{
    const auto found = m_services.find(connectionId);
    return found == m_services.end() ? nullptr : found->second.get();
}

void Workspace::addService(const QString& id)
{
    if (const auto connection = m_store.find(id)) {
        auto service = std::make_unique<ClusterService>(m_store, *connection);
        service->setDecoderPlugins(m_plugins.decoders);
        m_tree.addConnection(service.get());
        m_services[id] = std::move(service);
    }
}

void Workspace::removeService(const QString& id)
{
    const auto found = m_services.find(id);
    if (found == m_services.end()) {
        return;
    }
    Q_EMIT connectionClosed(id);
    m_tree.removeConnection(id);
    found->second->close();
    found->second.release()->deleteLater();
    m_services.erase(found);
}

QString Workspace::localConnection() const
{
    const QString id = m_settings.value(localConnectionKey).toString();
    return m_store.find(id) ? id : QString();
}

int Workspace::localBrokers() const
{
    return std::max(1, m_local.kept().brokers);
}

void Workspace::chooseLocal()
{
    QString name = m_settings.value(localFolderKey).toString();
    if (name.isEmpty()) {
        const int former = m_settings.value(localBrokersKey).toInt(1);
        name = former > 1 ? QStringLiteral("local-%1").arg(former)
                          : QFileInfo(m_local.folder()).fileName();
    }
    const std::vector<LocalData> others = m_local.others();
    const auto found = std::find_if(others.begin(), others.end(), [&](const LocalData& each) {
        return QFileInfo(each.folder).fileName() == name;
    });
    if (found != others.end()) {
        m_local.use(found->folder);
    } else if (m_local.kept().brokers == 0 && !others.empty()) {
        m_local.use(others.front().folder); // rather than an empty one
    }
}

void Workspace::startLocal(int brokers)
{
    m_settings.setValue(localFolderKey, QFileInfo(m_local.folder()).fileName());
    m_local.start(brokers, static_cast<quint16>(m_settings.value(localPortKey).toInt(kafkaPort)));
}

void Workspace::showLocalBrokers()
{
    m_tree.setLocalBrokers(localConnection(), m_local.brokers());
}

void Workspace::localChanged()
{
    const QString known = localConnection();
    if (m_local.state() != LocalCluster::State::Running) {
        if (ClusterService* service = this->service(known);
            service != nullptr && m_local.state() != LocalCluster::State::Starting) {
            service->close();
        }
        showLocalBrokers();
        return;
    }
    const QString bootstrap = m_local.bootstrap();
    m_settings.setValue(localPortKey, bootstrap.section(u',', 0, 0).section(u':', -1).toInt());
    Connection connection = m_store.find(known).value_or(Connection{});
    connection.bootstrapServers = bootstrap;
    connection.registry = m_local.registry();
    QString id = known;
    if (known.isEmpty()) {
        connection.name = tr("Local cluster");
        id = m_store.add(connection);
        m_settings.setValue(localConnectionKey, id);
    } else {
        m_store.update(connection);
    }
    showLocalBrokers();
    if (ClusterService* service = this->service(id)) {
        service->open();
        Q_EMIT localReady(id);
    }
}

} // namespace ottla
