// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace ottla::test {

/// The real `ottla-broker registry` (named by the environment's OTTLA_BROKER) as a child process on
/// a port of its own choice and a data folder that goes with the object. It ends when the test
/// does. The test's main thread only.
class RegistryProcess
{
public:
    RegistryProcess();
    ~RegistryProcess();
    RegistryProcess(const RegistryProcess&) = delete;
    RegistryProcess& operator=(const RegistryProcess&) = delete;

    /// Lines of a zoo.cfg; to be called before start().
    void setConfig(const QStringList& lines);
    /// Starts it, or starts it again on the same data and the same port, and waits until it serves
    /// requests; false with errorOutput() when it does not.
    [[nodiscard]] bool start();
    /// SIGKILL, and waits for the end.
    void kill();
    /// SIGTERM, and waits for the end; the exit status.
    int terminate();
    /// Closes its standard input, and waits for the end; the exit status.
    int closeInput();

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    [[nodiscard]] QString dataFolder() const { return m_folder.filePath(QStringLiteral("data")); }
    /// All of its standard output since the last start, all of its log.
    [[nodiscard]] QString output() const { return QString::fromUtf8(m_output); }
    [[nodiscard]] QString errorOutput();

private:
    int ended();

    QTemporaryDir m_folder;
    QString m_configFile;
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
    quint16 m_port = 0;
};

} // namespace ottla::test
