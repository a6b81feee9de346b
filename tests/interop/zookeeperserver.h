// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace ottla::test {

/// A server of ZooKeeper's protocol as a child process on a free port of 127.0.0.1, with a data
/// folder that goes with the object: `ottla-broker registry` (named by the environment's
/// OTTLA_BROKER) or ZooKeeper itself, of Debian's package. Both have the same configuration: a tick
/// of 500 ms, every four-letter word allowed, container and TTL nodes looked after five times a
/// second. The test's main thread only.
class ZooKeeperServer
{
public:
    enum class Kind
    {
        Registry,
        ZooKeeper
    };

    explicit ZooKeeperServer(Kind kind);
    ~ZooKeeperServer();
    ZooKeeperServer(const ZooKeeperServer&) = delete;
    ZooKeeperServer& operator=(const ZooKeeperServer&) = delete;

    /// Whether it is installed.
    [[nodiscard]] static bool isAvailable(Kind kind);

    /// Starts the process without waiting for it.
    void launch();
    /// Waits until it serves clients; false with errorOutput() when it does not.
    [[nodiscard]] bool waitUntilReady();

    /// SIGKILL, and a start on the same data and port; false as with waitUntilReady().
    [[nodiscard]] bool restart();

    /// `127.0.0.1:PORT`, once it is ready.
    [[nodiscard]] QString address() const;
    /// All of its standard error so far.
    [[nodiscard]] QString errorOutput();

private:
    bool readPort();
    bool waitForConnection();

    Kind m_kind;
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_errors;
    quint16 m_port = 0;
};

} // namespace ottla::test
