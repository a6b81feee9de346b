// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/clusterservice.h"

#include <map>
#include <memory>

namespace ottla {

/// A ClusterService for each connection, made when first asked for. GUI thread.
class Clusters : public QObject
{
    Q_OBJECT

public:
    explicit Clusters(ConnectionStore& store, QObject* parent = nullptr);

    [[nodiscard]] ConnectionStore& store() const { return m_store; }
    /// Null when there is no such connection. Lives until the connection is removed.
    [[nodiscard]] ClusterService* service(const QString& connectionId);
    /// Null also when nobody asked for it yet.
    [[nodiscard]] ClusterService* existing(const QString& connectionId) const;

Q_SIGNALS:
    void serviceCreated(ottla::ClusterService* service);

private:
    ConnectionStore& m_store;
    std::map<QString, std::unique_ptr<ClusterService>> m_services;
};

} // namespace ottla
