// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/registryserver.h"
#include "registry/zkerror.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"
#include "support/zkclient.h"

#include <QTest>

namespace ottla::test {

using registry::RegistryConfig;
using registry::RegistryServer;
using registry::ZkError;

constexpr std::int32_t code(ZkError error)
{
    return static_cast<std::int32_t>(error);
}

/// Flags of a create.
constexpr std::int32_t ephemeral = 1;
constexpr std::int32_t sequential = 2;
constexpr std::int32_t containerFlag = 4;
constexpr std::int32_t ttlFlag = 5;

// Types of events.
constexpr std::int32_t eventCreated = 1;
constexpr std::int32_t eventDeleted = 2;
constexpr std::int32_t eventChanged = 3;
constexpr std::int32_t eventChildren = 4;

/// A server in this process, on a disk in memory and with a clock that stands still.
struct TestServer
{
    TestServer() { config.clientPort = 0; }

    void start()
    {
        auto started = RegistryServer::start(files, clock, {"/registry", config, {}});
        QVERIFY2(started.ok(), started.ok() ? "" : started.error().describe().c_str());
        server = std::move(*started);
    }
    void restart()
    {
        const auto stopped = server->stop();
        QVERIFY(stopped.ok());
        server.reset();
        start();
    }
    [[nodiscard]] std::uint16_t port() const { return server->port(); }
    void advance(std::chrono::milliseconds by)
    {
        clock.advance(by);
        server->lookAtClock();
    }

    FaultyFileSystem files;
    ManualClock clock;
    RegistryConfig config;
    std::unique_ptr<RegistryServer> server;
};

} // namespace ottla::test

/// For values that QCOMPARE cannot show.
#define OTTLA_EVENTS(actual, ...)                                                                  \
    do {                                                                                           \
        const std::vector<ottla::test::ZkClient::Event> got = (actual);                            \
        const std::vector<ottla::test::ZkClient::Event> wanted = __VA_ARGS__;                      \
        std::string shown;                                                                         \
        for (const auto& event : got) {                                                            \
            shown += std::to_string(event.type) + " " + event.path + "; ";                         \
        }                                                                                          \
        QVERIFY2(got == wanted, shown.c_str());                                                    \
    } while (false)
