// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace ottla::test {

/// The real `ottla-broker` (named by the environment's OTTLA_BROKER) as a child process on a port
/// of its own choice and a data folder that goes with the object. It ends when the test does. GUI
/// thread or the test's main thread only.
class BrokerProcess
{
public:
    BrokerProcess();
    ~BrokerProcess();
    BrokerProcess(const BrokerProcess&) = delete;
    BrokerProcess& operator=(const BrokerProcess&) = delete;

    /// Whether there is an executable to start.
    [[nodiscard]] static bool isAvailable();

    /// To be called before start(); the folder is then the caller's to remove.
    void setDataFolder(const QString& folder) { m_dataFolder = folder; }
    /// A file of Kafka's properties; to be called before start().
    void setProperties(const QStringList& lines);

    /// Starts it and waits until it serves requests; false with errorOutput() when it does not.
    [[nodiscard]] bool start();
    /// SIGKILL, and waits for the end.
    void kill();
    /// SIGTERM, and waits for the end; the exit status.
    int terminate();
    /// Starts it again on the same data and the same port.
    [[nodiscard]] bool restart();

    [[nodiscard]] QString bootstrap() const;
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    [[nodiscard]] QString dataFolder() const { return m_dataFolder; }
    /// All of its log so far.
    [[nodiscard]] QString errorOutput();

private:
    bool launch(quint16 port);

    QTemporaryDir m_folder;
    QString m_dataFolder;
    QString m_configFile;
    QProcess m_process;
    QByteArray m_errors;
    quint16 m_port = 0;
};

} // namespace ottla::test
