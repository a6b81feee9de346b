// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <memory>

namespace ottla::test {

/// A real `ottla-broker node` as a child process: the executable that OTTLA_BROKER names, on a free
/// port, in a temporary folder unless told otherwise. Ends with the object. One thread.
class BrokerProcess
{
public:
    BrokerProcess();
    ~BrokerProcess();
    BrokerProcess(const BrokerProcess&) = delete;
    BrokerProcess& operator=(const BrokerProcess&) = delete;

    /// Before start().
    void setDataFolder(const QString& folder) { m_dataFolder = folder; }
    /// Lines of a server.properties, such as "num.partitions=3". Before start() or restart().
    void setConfig(const QStringList& lines) { m_config = lines; }

    /// Starts it and waits until it listens; false when it does not (see errorOutput()).
    [[nodiscard]] bool start();
    /// Starts it again, on the same data and port.
    [[nodiscard]] bool restart();
    /// SIGKILL, and waits.
    void kill();
    /// SIGTERM, and waits for the end; its exit status, -1 when it crashed or hung.
    int stop();
    [[nodiscard]] bool isRunning() const;

    /// host:port
    [[nodiscard]] QString bootstrap() const;
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] qint64 processId() const;
    [[nodiscard]] QString dataFolder() const { return m_dataFolder; }
    /// All that it wrote to standard error so far, over restarts.
    [[nodiscard]] QString errorOutput();

private:
    bool launch(quint16 port);

    QTemporaryDir m_folder;
    QString m_dataFolder;
    QStringList m_config;
    quint16 m_port = 0;
    QString m_errors;
    std::unique_ptr<QProcess> m_process;
};

} // namespace ottla::test
