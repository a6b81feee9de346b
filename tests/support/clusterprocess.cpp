// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/clusterprocess.h"

#include <QElapsedTimer>
#include <QFile>

namespace ottla::test {

namespace {

constexpr int patienceMs = 30'000;

} // namespace

ClusterProcess::ClusterProcess() = default;

ClusterProcess::~ClusterProcess()
{
    if (m_process.state() != QProcess::NotRunning) {
        terminate();
    }
}

bool ClusterProcess::start(int brokers, const QStringList& options)
{
    const QString registryPort = QStringLiteral("--registry-port");
    m_output.clear();
    m_errors.clear();
    m_read = 0;
    m_noted = 0;
    m_process.start(qEnvironmentVariable("OTTLA_BROKER"),
                    QStringList{QStringLiteral("cluster"), QStringLiteral("--brokers"),
                                QString::number(brokers), QStringLiteral("--data"), m_folder.path(),
                                QStringLiteral("--port"), QStringLiteral("0"),
                                QStringLiteral("--exit-with-stdin")}
                        + options
                        + (options.contains(registryPort)
                               ? QStringList()
                               : QStringList{registryPort, QStringLiteral("0")}));
    return !nextLine("bootstrap ", patienceMs).isEmpty();
}

void ClusterProcess::command(const QByteArray& line)
{
    m_process.write(line + '\n');
    m_process.waitForBytesWritten(patienceMs);
}

QByteArray ClusterProcess::nextLine(const QByteArray& beginning, int timeoutMs)
{
    QElapsedTimer timer;
    timer.start();
    while (true) {
        take();
        for (auto end = m_output.indexOf('\n', m_read); end >= 0;
             end = m_output.indexOf('\n', m_read)) {
            const QByteArray line = m_output.mid(m_read, end - m_read);
            m_read = end + 1;
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        const auto left = timeoutMs - static_cast<int>(timer.elapsed());
        if (left <= 0 || m_process.state() == QProcess::NotRunning
            || !m_process.waitForReadyRead(left)) {
            take();
            if (m_output.indexOf('\n', m_read) < 0) {
                return {};
            }
        }
    }
}

void ClusterProcess::take()
{
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
    for (auto end = m_output.indexOf('\n', m_noted); end >= 0;
         end = m_output.indexOf('\n', m_noted)) {
        note(m_output.mid(m_noted, end - m_noted));
        m_noted = end + 1;
    }
}

void ClusterProcess::note(const QByteArray& line)
{
    const auto words = QString::fromUtf8(line).split(u' ');
    if (words.size() == 5 && words[0] == u"broker" && words[2] == u"pid") {
        m_pids[words[1].toInt()] = words[3].toLongLong();
        m_addresses[words[1].toInt()] = words[4];
    } else if (words.size() == 2 && words[0] == u"bootstrap") {
        m_bootstrap = words[1];
    } else if (words.size() == 2 && words[0] == u"registry") {
        m_registry = words[1];
    }
}

int ClusterProcess::terminate()
{
    m_process.terminate();
    return waitForEnd() ? m_process.exitCode() : -1;
}

void ClusterProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished(patienceMs);
}

bool ClusterProcess::waitForEnd(int timeoutMs)
{
    const bool ended =
        m_process.state() == QProcess::NotRunning || m_process.waitForFinished(timeoutMs);
    take();
    return ended;
}

QByteArray ClusterProcess::output()
{
    take();
    return m_output;
}

QByteArray ClusterProcess::errorOutput()
{
    take();
    return m_errors;
}

bool processRuns(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QByteArray stat = file.readAll();
    return stat.mid(stat.lastIndexOf(')') + 2, 1) != "Z";
}

} // namespace ottla::test
