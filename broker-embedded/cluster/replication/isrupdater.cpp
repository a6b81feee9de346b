// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/replication/isrupdater.h"

#include "cluster/topicjson.h"

#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

const std::string controllerEpochPath = "/controller_epoch";

std::string shown(const std::vector<NodeId>& nodes)
{
    std::string text;
    for (const NodeId node : nodes) {
        text += (text.empty() ? "" : ",") + std::to_string(node.value);
    }
    return text;
}

} // namespace

IsrUpdater::IsrUpdater(MetadataStore& store, Partitions& partitions,
                       std::chrono::milliseconds maxLag)
    : m_store(store)
    , m_partitions(partitions)
    , m_maxLag(maxLag)
    , m_thread([this] { work(); })
{ }

IsrUpdater::~IsrUpdater()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void IsrUpdater::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_one();
}

void IsrUpdater::work()
{
    while (true) {
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, m_maxLag / 2, [this] { return m_woken || m_stopping; });
            if (m_stopping) {
                return;
            }
            m_woken = false;
        }
        for (const auto& partition : m_partitions.all()) {
            update(*partition);
        }
    }
}

void IsrUpdater::update(Partition& partition)
{
    auto next = partition.beginIsrChange(m_maxLag);
    if (!next) {
        return;
    }
    const log::TopicPartition& id = partition.id();
    const auto epoch = m_store.get(controllerEpochPath);
    const auto written = m_store.apply(
        {CheckZnode{controllerEpochPath, epoch ? epoch->version : 0},
         SetZnode{statePath(id.topic, id.partition), stateJson(*next), next->version}});
    if (!written) {
        spdlog::warn("{}-{}: the in-sync replicas stay as they are: {}", id.topic,
                     id.partition.value, written.error().describe());
        return;
    }
    spdlog::info("{}-{}: in sync are {}", id.topic, id.partition.value, shown(next->isr));
    ++next->version;
    partition.setState(*next);
}

} // namespace ottla::cluster
