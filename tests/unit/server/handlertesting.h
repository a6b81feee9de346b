// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/livebrokers.h"
#include "cluster/localmetadatastore.h"
#include "cluster/partitions.h"
#include "cluster/producerids.h"
#include "ensemble.h"
#include "group/groupcoordinator.h"
#include "server/broker.h"
#include "server/config.h"
#include "server/handler.h"
#include "support/faultyfilesystem.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

namespace ottla::test {

/// A broker without a network whose metadata are in its own log or in a registry: handlers must not
/// tell which. A test program has a global row for each, and begins anew in its init().
class HandlerBroker
{
    // First, since what is below uses them to the end.
    const Clock& m_clock;
    const group::GroupConfig m_groupConfig;
    std::optional<Ensemble> m_ensemble;
    cluster::LiveBrokers m_live;

public:
    /// For initTestCase_data().
    static void addStores()
    {
        QTest::addColumn<bool>("inRegistry");
        QTest::newRow("local log") << false;
        QTest::newRow("registry") << true;
    }

    HandlerBroker(const Clock& clock, group::GroupConfig groupConfig)
        : m_clock(clock)
        , m_groupConfig(groupConfig)
    { }
    /// A cluster of nothing yet, on the store of the row. False with a message in QtTest's log.
    [[nodiscard]] bool begin()
    {
        QFETCH_GLOBAL(bool, inRegistry);
        broker.reset();
        groups.reset();
        ids.reset();
        partitions.reset();
        topics.reset();
        store.reset();
        logs.reset();
        config = {};
        files = std::make_unique<FaultyFileSystem>();
        logs = std::move(log::LogDirectory::open(*files, m_clock, "/data").value());
        store = inRegistry ? openRegistry() : openLog();
        if (!store) {
            return false;
        }
        topics = std::make_unique<cluster::Topics>(*store, NodeId{1});
        partitions = std::make_unique<cluster::Partitions>(
            *logs, *topics, NodeId{1}, m_clock, [this](const cluster::Topic& topic) {
                return server::logConfigFor(config, topic.config);
            });
        ids = std::make_unique<cluster::ProducerIds>(*store, NodeId{1});
        groups = std::make_unique<group::GroupCoordinator>(context.get_executor(), m_clock, *topics,
                                                           *partitions, m_groupConfig);
        broker = std::make_unique<server::Broker>(server::Broker{config,
                                                                 m_clock,
                                                                 NodeId{1},
                                                                 "cluster",
                                                                 {{"PLAINTEXT", "here", 9092}},
                                                                 context.get_executor(),
                                                                 *store,
                                                                 m_live,
                                                                 *topics,
                                                                 *partitions,
                                                                 *ids,
                                                                 *logs,
                                                                 *groups});
        return true;
    }
    /// Calls a handler and waits for its answer, which may come on the context or on a thread.
    template <typename Response, typename Request>
    [[nodiscard]] std::optional<Response> call(void (*handler)(server::Broker&,
                                                               const server::RequestContext&,
                                                               Request, server::Reply<Response>),
                                               Request request, std::int16_t version)
    {
        // Shared with an answer that comes too late.
        const auto got = std::make_shared<std::optional<Response>>();
        handler(*broker, {version, "test", "127.0.0.1", "PLAINTEXT"}, std::move(request),
                [this, got](Response response) {
                    asio::post(context, [got, response = std::move(response)]() mutable {
                        *got = std::move(response);
                    });
                });
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        const auto waits = asio::make_work_guard(context);
        while (!*got && std::chrono::steady_clock::now() < end) {
            context.restart();
            context.run_one_until(end);
        }
        return std::move(*got);
    }

    asio::io_context context;
    server::BrokerConfig config;
    std::unique_ptr<FaultyFileSystem> files;
    std::unique_ptr<log::LogDirectory> logs;
    std::unique_ptr<cluster::MetadataStore> store;
    std::unique_ptr<cluster::Topics> topics;
    std::unique_ptr<cluster::Partitions> partitions;
    std::unique_ptr<cluster::ProducerIds> ids;
    std::unique_ptr<group::GroupCoordinator> groups;
    std::unique_ptr<server::Broker> broker;

private:
    std::unique_ptr<cluster::MetadataStore> openLog()
    {
        return std::move(cluster::LocalMetadataStore::open(*files, "/data/metadata.log").value());
    }
    /// One registry for all tests of a program, in which each has a root of its own.
    std::unique_ptr<cluster::MetadataStore> openRegistry()
    {
        if (!m_ensemble) {
            m_ensemble.emplace(Ensemble::Kind::Registry);
            if (!m_ensemble->start()) {
                return nullptr;
            }
        }
        return openStore(m_ensemble->address() + "/test" + std::to_string(++m_roots), 10'000);
    }

    int m_roots = 0;
};

} // namespace ottla::test
