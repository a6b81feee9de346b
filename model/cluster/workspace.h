// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/clusterservice.h"
#include "model/cluster/clustertreemodel.h"
#include "model/connections/connectionstore.h"
#include "model/local/localcluster.h"
#include "model/schemas/decoderplugins.h"
#include "model/settings/locations.h"
#include "model/settings/settings.h"

#include <QObject>

#include <map>
#include <memory>

namespace ottla {

/// What the main window works on: the connections with a service each, their tree, and the local
/// cluster with a connection of its own. GUI thread.
class Workspace : public QObject
{
    Q_OBJECT

public:
    Workspace(const Locations& locations, Settings& settings, SecretStore& secrets,
              QObject* parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] Settings& settings() { return m_settings; }
    [[nodiscard]] const Locations& locations() const { return m_locations; }
    [[nodiscard]] ConnectionStore& store() { return m_store; }
    [[nodiscard]] ClusterTreeModel* tree() { return &m_tree; }
    [[nodiscard]] LocalCluster& local() { return m_local; }
    /// What there was of plug-ins with decoders when the application started.
    [[nodiscard]] const DecoderPlugins& decoderPlugins() const { return m_plugins; }
    /// Null for an unknown id.
    [[nodiscard]] ClusterService* service(const QString& connectionId) const;

    /// Starts the local cluster, on the port that it had last; localReady() follows when it runs.
    void startLocal(int brokers);
    /// How many brokers it has; 1 where it never ran.
    [[nodiscard]] int localBrokers() const;
    /// Id of the local cluster's connection; empty while it never ran.
    [[nodiscard]] QString localConnection() const;

Q_SIGNALS:
    void localReady(const QString& connectionId);
    /// A connection was removed or changed: what was opened of it is to be closed.
    void connectionClosed(const QString& connectionId);

private:
    void addService(const QString& id);
    void removeService(const QString& id);
    void localChanged();
    /// The folder of the local cluster that was used last.
    void chooseLocal();
    void showLocalBrokers();

    const Locations m_locations;
    Settings& m_settings;
    const DecoderPlugins m_plugins;
    ConnectionStore m_store;
    ClusterTreeModel m_tree;
    LocalCluster m_local;
    std::map<QString, std::unique_ptr<ClusterService>> m_services;
};

} // namespace ottla
