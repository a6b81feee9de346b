// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/replication/isrupdater.h"

#include "cluster/controller/controllerjson.h"
#include "cluster/topicjson.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

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
        update();
    }
}

/// Many change at once when a broker comes or goes: then they are written together.
void IsrUpdater::update()
{
    std::vector<Change> changes;
    for (const auto& partition : m_partitions.all()) {
        if (auto next = partition->beginIsrChange(m_maxLag)) {
            changes.push_back({partition, std::move(*next)});
        }
    }
    for (std::span<Change> rest(changes); !rest.empty();) {
        const std::size_t size = std::min(rest.size(), sliceSize);
        write(rest.first(size));
        rest = rest.subspan(size);
    }
}

void IsrUpdater::write(std::span<Change> changes)
{
    const auto epoch = m_store.get(controllerEpochPath);
    std::vector<MetadataOperation> operations{
        CheckZnode{controllerEpochPath, epoch ? epoch->version : 0}};
    for (const auto& [partition, next] : changes) {
        operations.emplace_back(
            SetZnode{statePath(partition->id().topic, next.id), stateJson(next), next.version});
    }
    const auto written = m_store.apply(operations);
    if (!written && written.error().code != Errc::Network && changes.size() > 1) {
        for (std::size_t at = 0; at < changes.size(); ++at) { // one of them was refused: which?
            write(changes.subspan(at, 1));
        }
        return;
    }
    for (auto& [partition, next] : changes) {
        const log::TopicPartition& id = partition->id();
        if (!written) {
            spdlog::warn("{}-{}: the in-sync replicas stay as they are: {}", id.topic,
                         id.partition.value, written.error().describe());
            continue;
        }
        spdlog::info("{}-{}: in sync are {}", id.topic, id.partition.value, shown(next.isr));
        ++next.version;
        partition->setState(next);
    }
}

} // namespace ottla::cluster
