// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/clusterservice.h"

namespace ottla {

/// Changes a cluster's topics, then refreshes what is known of it. GUI thread; `done` comes later
/// on it, unless `context` is gone.
class TopicService
{
public:
    using Done = std::function<void(Result<void>)>;

    explicit TopicService(ClusterService& service)
        : m_service(service)
    { }

    /// Why a topic cannot have this name on this cluster; empty when it can. For every key stroke.
    [[nodiscard]] QString nameProblem(const QString& name) const;

    void create(const NewTopic& topic, QObject* context, Done done);
    void remove(const QStringList& names, QObject* context, Done done);
    void setPartitionCount(const QString& topic, int total, QObject* context, Done done);
    void describeConfig(const QString& topic, QObject* context,
                        std::function<void(Result<std::vector<ConfigEntry>>)> done);
    void alterConfig(const QString& topic, std::vector<std::pair<QString, QString>> set,
                     QStringList reset, QObject* context, Done done);
    /// Deletes all its messages.
    void empty(const QString& topic, QObject* context, Done done);

private:
    void change(std::function<Result<void>(Client&)> work, QObject* context, Done done);

    ClusterService& m_service;
};

} // namespace ottla
