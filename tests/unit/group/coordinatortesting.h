// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/localmetadatastore.h"
#include "cluster/partitions.h"
#include "group/groupcoordinator.h"
#include "grouptesting.h"
#include "support/faultyfilesystem.h"
#include "wire/kafka/deletegroups.h"
#include "wire/kafka/describegroups.h"
#include "wire/kafka/leavegroup.h"
#include "wire/kafka/listgroups.h"
#include "wire/kafka/offsetcommit.h"
#include "wire/kafka/offsetfetch.h"

#include <asio/io_context.hpp>

namespace ottla::test {

/// A store that shows one topic only when it was asked to catch up, as a mirror of a registry may.
class LaggingStore final : public cluster::MetadataStore
{
public:
    LaggingStore(cluster::MetadataStore& store, std::string unseen, bool reachable)
        : m_store(store)
        , m_unseen(std::move(unseen))
        , m_reachable(reachable)
    { }

    [[nodiscard]] std::optional<cluster::Znode> get(const std::string& path) const override
    {
        return isHidden(path) ? std::nullopt : m_store.get(path);
    }
    [[nodiscard]] std::vector<std::string> children(const std::string& path) const override
    {
        auto names = m_store.children(path);
        std::erase_if(names, [&](const auto& name) { return isHidden(path + "/" + name); });
        return names;
    }
    [[nodiscard]] Result<void>
    apply(const std::vector<cluster::MetadataOperation>& operations) override
    {
        return m_store.apply(operations);
    }
    void setListener(Listener listener) override { m_listener = std::move(listener); }
    bool catchUp(const std::string& path) override
    {
        if (m_reachable && path == root) {
            m_unseen.clear();
            m_listener({root});
        }
        return m_reachable;
    }

private:
    static constexpr const char* root = "/brokers/topics";

    [[nodiscard]] bool isHidden(const std::string& path) const
    {
        return !m_unseen.empty() && path == std::string(root) + "/" + m_unseen;
    }

    cluster::MetadataStore& m_store;
    Listener m_listener;
    std::string m_unseen; ///< Empty: none.
    const bool m_reachable;
};

/// A coordinator over a broker's storage, on a file system in memory. Its owner loop runs within
/// call() and waitFor().
class CoordinatorRig
{
public:
    explicit CoordinatorRig(const Clock& clock, group::GroupConfig config = {})
        : m_clock(clock)
        , m_config(config)
        , files(std::make_unique<FaultyFileSystem>())
    {
        (void)files->createDirectories("/data");
        (void)files->syncDirectory("/");
        start();
    }
    ~CoordinatorRig() { halt(); }

    /// As after kill -9, or with the disk that `loss` leaves.
    void restart(Loss loss = Loss::Nothing)
    {
        halt();
        files = files->afterCrash(loss, 1);
        start();
    }
    /// As the broker does for CreateTopics.
    void createTopic(const std::string& name, std::int32_t count = 2)
    {
        (void)topics->create({.name = name, .partitions = count});
        (void)partitions->refresh(name);
    }
    /// As the broker does for DeleteTopics.
    void deleteTopic(const std::string& name)
    {
        (void)topics->remove(name);
        coordinator->topicDeleted(name);
        run();
        (void)partitions->refresh(name);
    }
    /// Carries out what is due.
    void run()
    {
        m_context.restart();
        m_context.poll();
    }
    template <typename Response>
    void waitFor(const Pending<Response>& pending)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!*pending && std::chrono::steady_clock::now() < end) {
            m_context.restart();
            m_context.run_one_until(end);
        }
    }
    /// `function` of the coordinator with its arguments but the last, answered at once.
    template <typename Response, typename... Parameters, typename... Arguments>
    Pending<Response> post(void (group::GroupCoordinator::*function)(Parameters...),
                           Arguments... arguments)
    {
        auto [pending, reply] = awaiting<Response>();
        (coordinator.get()->*function)(std::move(arguments)..., reply);
        run();
        return pending;
    }

    wire::ErrorCode commit(const std::string& group, const std::string& topic,
                           std::int32_t partition, std::int64_t offset,
                           const std::string& metadata = {}, const std::string& memberId = {},
                           std::int32_t generation = -1)
    {
        wire::OffsetCommitRequest request;
        request.groupId = group;
        request.memberId = memberId;
        request.generationIdOrMemberEpoch = generation;
        auto& asked = request.topics.emplace_back();
        asked.name = topic;
        asked.partitions.push_back({partition, offset, 3, -1, metadata});
        return post<wire::OffsetCommitResponse>(&group::GroupCoordinator::commit, request)
            ->value()
            .topics.at(0)
            .partitions.at(0)
            .errorCode;
    }
    /// All that the group committed.
    std::vector<wire::OffsetFetchResponse::OffsetFetchResponseTopic>
    committed(const std::string& group)
    {
        wire::OffsetFetchRequest request;
        request.groupId = group;
        request.topics.reset();
        return post<wire::OffsetFetchResponse>(&group::GroupCoordinator::fetch,
                                               group::ClientInfo{7, "client", "127.0.0.1"}, request)
            ->value()
            .topics;
    }
    /// The offset committed for a partition; -1 when there is none.
    std::int64_t committed(const std::string& group, const std::string& topic,
                           std::int32_t partition)
    {
        for (const auto& each : committed(group)) {
            for (const auto& entry : each.partitions) {
                if (each.name == topic && entry.partitionIndex == partition) {
                    return entry.committedOffset;
                }
            }
        }
        return -1;
    }
    Pending<wire::JoinGroupResponse> join(wire::JoinGroupRequest request, std::int16_t version = 9)
    {
        return post<wire::JoinGroupResponse>(&group::GroupCoordinator::join,
                                             group::ClientInfo{version, "client", "127.0.0.1"},
                                             std::move(request));
    }
    Pending<wire::SyncGroupResponse> sync(const std::string& group, const std::string& memberId,
                                          std::int32_t generation)
    {
        wire::SyncGroupRequest request;
        request.groupId = group;
        request.memberId = memberId;
        request.generationId = generation;
        request.assignments.push_back({memberId, bytesOf("all")});
        return post<wire::SyncGroupResponse>(&group::GroupCoordinator::sync, request);
    }
    wire::ErrorCode heartbeat(const std::string& group, const std::string& memberId,
                              std::int32_t generation)
    {
        wire::HeartbeatRequest request;
        request.groupId = group;
        request.memberId = memberId;
        request.generationId = generation;
        return post<wire::HeartbeatResponse>(&group::GroupCoordinator::heartbeat, request)
            ->value()
            .errorCode;
    }
    wire::JoinGroupRequest joinRequest(const std::string& group) const
    {
        wire::JoinGroupRequest request;
        request.groupId = group;
        request.sessionTimeoutMs = 10'000;
        request.rebalanceTimeoutMs = 60'000;
        request.protocolType = "consumer";
        request.protocols.push_back({"range", bytesOf("topics")});
        return request;
    }
    /// A stable group of one member, whose id this is.
    std::string makeStable(const std::string& group)
    {
        const auto joined = join(joinRequest(group), 3);
        waitFor(joined);
        (void)sync(group, joined->value().memberId, joined->value().generationId);
        return joined->value().memberId;
    }
    /// Id, state and protocol type of each group.
    std::vector<wire::ListGroupsResponse::ListedGroup> list(wire::ListGroupsRequest request = {})
    {
        return post<wire::ListGroupsResponse>(&group::GroupCoordinator::list, request)
            ->value()
            .groups;
    }
    wire::DescribeGroupsResponse::DescribedGroup describe(const std::string& group)
    {
        wire::DescribeGroupsRequest request;
        request.groups = {group};
        return post<wire::DescribeGroupsResponse>(&group::GroupCoordinator::describe, request)
            ->value()
            .groups.at(0);
    }
    wire::ErrorCode remove(const std::string& group)
    {
        wire::DeleteGroupsRequest request;
        request.groupsNames = {group};
        return post<wire::DeleteGroupsResponse>(&group::GroupCoordinator::remove, request)
            ->value()
            .results.at(0)
            .errorCode;
    }

private:
    void halt()
    {
        coordinator->stop();
        run();
        coordinator.reset();
        partitions.reset();
        topics.reset();
        m_view.reset();
        m_store.reset();
        m_directory.reset();
    }
    void start()
    {
        m_directory = std::move(log::LogDirectory::open(*files, m_clock, "/data").value());
        m_store =
            std::move(cluster::LocalMetadataStore::open(*files, "/data/metadata.log").value());
        m_view = std::make_unique<LaggingStore>(*m_store, unseenTopic, registryAnswers);
        topics = std::make_unique<cluster::Topics>(*m_view, NodeId{1});
        m_view->setListener(
            [this](const std::vector<std::string>& paths) { topics->reload(paths); });
        partitions = std::make_unique<cluster::Partitions>(
            *m_directory, *topics, NodeId{1}, m_clock,
            [](const cluster::Topic&) { return log::LogConfig{}; });
        opened = partitions->openAll();
        coordinator = std::make_unique<group::GroupCoordinator>(m_context.get_executor(), m_clock,
                                                                *topics, *partitions, m_config);
        loaded = coordinator->load();
        run();
    }

    const Clock& m_clock;
    const group::GroupConfig m_config;
    asio::io_context m_context;

public:
    std::unique_ptr<FaultyFileSystem> files;
    Result<void> opened;
    Result<void> loaded;
    /// At the next start: a topic that the store does not show before it catches up, and whether it
    /// can.
    std::string unseenTopic;
    bool registryAnswers = true;

private:
    std::unique_ptr<log::LogDirectory> m_directory;
    std::unique_ptr<cluster::LocalMetadataStore> m_store;
    std::unique_ptr<LaggingStore> m_view; ///< Of m_store.

public:
    std::unique_ptr<cluster::Topics> topics;
    std::unique_ptr<cluster::Partitions> partitions;
    std::unique_ptr<group::GroupCoordinator> coordinator;
};

} // namespace ottla::test
