// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interop/zookeeperserver.h"

#include <QString>
#include <QStringList>

namespace ottla::test {

/// Runs clients of ZooKeeper against the registry and against ZooKeeper itself. What a client says
/// is written down in `zookeeper/expected/`, as it was on ZooKeeper, and each server is held to
/// that; so both servers said the same, and the registry is still tested where ZooKeeper is not
/// installed. The test's main thread only.
class Transcript
{
public:
    /// Starts both servers, or the registry alone where ZooKeeper is missing. An empty string, or
    /// why that failed.
    [[nodiscard]] QString start();

    /// Adds the columns and a row for each of `scripts` and each server.
    static void addRows(const QStringList& scripts);

    /// Runs `program` with `arguments` (in which %1 stands for the server's address) and compares
    /// its output with `zookeeper/expected/<expected>.txt`. An empty string, or where it differs.
    [[nodiscard]] QString compare(ZooKeeperServer::Kind kind, const QString& program,
                                  const QStringList& arguments, const QString& expected);

    /// The same with a script that says `ready`, and that the server is then killed and started
    /// again on its data.
    [[nodiscard]] QString compareOverARestart(ZooKeeperServer::Kind kind, const QString& program,
                                              const QStringList& arguments,
                                              const QString& expected);

    /// Runs a program with the addresses of both servers for %1 and %2, which has to find no
    /// difference.
    [[nodiscard]] QString compareAtOnce(const QString& program, const QStringList& arguments);

private:
    ZooKeeperServer& server(ZooKeeperServer::Kind kind);

    ZooKeeperServer m_registry{ZooKeeperServer::Kind::Registry};
    ZooKeeperServer m_zooKeeper{ZooKeeperServer::Kind::ZooKeeper};
};

} // namespace ottla::test

Q_DECLARE_METATYPE(ottla::test::ZooKeeperServer::Kind)

/// In a test function with Transcript's rows: compares, and skips the rows of a ZooKeeper that is
/// not installed (or fails them, where it is required).
#define OTTLA_COMPARE_TRANSCRIPT(transcript, program, arguments, expected)                         \
    do {                                                                                           \
        QFETCH(ottla::test::ZooKeeperServer::Kind, server);                                        \
        OTTLA_NEED_TOOL(QStringLiteral("zookeeper"),                                               \
                        ottla::test::ZooKeeperServer::isAvailable(server));                        \
        const QString difference = (transcript).compare(server, program, arguments, expected);     \
        QVERIFY2(difference.isEmpty(), qPrintable(difference));                                    \
    } while (false)
