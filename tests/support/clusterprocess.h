// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace ottla::test {

/// The real `ottla-broker cluster` as a child process, on ports of its own choice and in a data
/// folder that goes with the object. It ends when the test does. The test's main thread only.
class ClusterProcess
{
public:
    ClusterProcess();
    ~ClusterProcess();
    ClusterProcess(const ClusterProcess&) = delete;
    ClusterProcess& operator=(const ClusterProcess&) = delete;

    /// Starts it and waits until all serve requests; false with errorOutput() when they do not.
    [[nodiscard]] bool start(int brokers, const QStringList& options = {});
    /// A line for its standard input, such as "kill 1".
    void command(const QByteArray& line);
    /// Waits for the next line on standard output, from where the last call ended, that begins with
    /// `beginning`, and returns it; empty when none comes in time.
    [[nodiscard]] QByteArray nextLine(const QByteArray& beginning, int timeoutMs = 20'000);
    /// SIGTERM, and waits for the end; the exit status.
    int terminate();
    /// SIGKILL to the parent alone, and waits for its end.
    void kill();
    /// To be called before start(): its log goes to this file, and not to errorOutput().
    void logTo(const QString& path) { m_process.setStandardErrorFile(path); }
    /// Closes its standard input.
    void closeInput() { m_process.closeWriteChannel(); }
    [[nodiscard]] bool waitForEnd(int timeoutMs = 20'000);

    [[nodiscard]] QString bootstrap() const { return m_bootstrap; }
    [[nodiscard]] QString registry() const { return m_registry; }
    [[nodiscard]] qint64 brokerPid(int id) const { return m_pids.value(id); }
    /// host:port
    [[nodiscard]] QString brokerAddress(int id) const { return m_addresses.value(id); }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    [[nodiscard]] QString dataFolder() const { return m_folder.path(); }
    [[nodiscard]] int status() const { return m_process.exitCode(); }
    /// Everything it printed so far.
    [[nodiscard]] QByteArray output();
    [[nodiscard]] QByteArray errorOutput();

private:
    void take();
    void note(const QByteArray& line);

    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
    qsizetype m_read = 0; ///< How much of the output nextLine() has passed.
    qsizetype m_noted = 0;
    QString m_bootstrap;
    QString m_registry;
    QHash<int, qint64> m_pids;
    QHash<int, QString> m_addresses;
};

/// Whether a process of this id is there (a zombie is not).
[[nodiscard]] bool processRuns(qint64 pid);

} // namespace ottla::test
