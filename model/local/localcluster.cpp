// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/local/localcluster.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTimer>

namespace ottla {

namespace {

constexpr int keptLines = 200;
constexpr int patienceMs = 5000;

QString executable()
{
    const QString named = qEnvironmentVariable("OTTLA_BROKER");
    return named.isEmpty()
        ? QCoreApplication::applicationDirPath() + QStringLiteral("/ottla-broker")
        : named;
}

} // namespace

LocalCluster::LocalCluster(QString folder, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &LocalCluster::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &LocalCluster::readLog);
    connect(&m_process, &QProcess::finished, this, &LocalCluster::finished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_failure =
                tr("%1 cannot be run: %2. It belongs beside the application's own executable.")
                    .arg(executable(), m_process.errorString());
            setState(State::Failed);
        }
    });
}

LocalCluster::~LocalCluster()
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    disconnect(&m_process, nullptr, this, nullptr);
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patienceMs)) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

void LocalCluster::start(quint16 preferredPort)
{
    if (m_state == State::Starting || m_state == State::Running || m_state == State::Stopping) {
        return;
    }
    m_mayUseOtherPort = preferredPort != 0;
    launch(preferredPort);
}

void LocalCluster::launch(quint16 port)
{
    QDir().mkpath(m_folder);
    m_log.clear();
    m_failure.clear();
    m_process.start(executable(),
                    {QStringLiteral("node"), QStringLiteral("--data"), m_folder,
                     QStringLiteral("--port"), QString::number(port),
                     QStringLiteral("--exit-with-stdin")});
    setState(State::Starting);
}

void LocalCluster::stop()
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    setState(State::Stopping);
    m_process.closeWriteChannel();
    // It closes its files and ends; one that hangs is ended all the same.
    QTimer::singleShot(patienceMs, &m_process, [this, pid = m_process.processId()] {
        if (m_state == State::Stopping && m_process.processId() == pid) {
            m_process.kill();
        }
    });
}

void LocalCluster::readOutput()
{
    static const QByteArray prefix = "listening PLAINTEXT://";
    while (m_process.canReadLine()) {
        const QByteArray line = m_process.readLine().trimmed();
        if (line.startsWith(prefix)) {
            m_bootstrap = QString::fromUtf8(line.mid(prefix.size()));
            setState(State::Running);
        }
    }
}

void LocalCluster::readLog()
{
    const QString text = QString::fromUtf8(m_process.readAllStandardError());
    for (const QString& line : text.split(u'\n', Qt::SkipEmptyParts)) {
        m_log.append(line);
        Q_EMIT logLine(line);
    }
    while (m_log.size() > keptLines) {
        m_log.removeFirst();
    }
}

void LocalCluster::finished(int status, QProcess::ExitStatus how)
{
    readLog();
    m_bootstrap.clear();
    const bool wasStarting = m_state == State::Starting;
    if (m_state == State::Stopping) {
        setState(State::Stopped);
        return;
    }
    const QString last = m_log.isEmpty() ? QString() : m_log.last();
    if (wasStarting && m_mayUseOtherPort && last.contains(QStringLiteral("in use"))
        && !last.contains(m_folder)) {
        m_mayUseOtherPort = false;
        launch(0);
        return;
    }
    const QString ended = how == QProcess::CrashExit
        ? tr("The broker was killed or crashed.")
        : tr("The broker ended with status %1.").arg(status);
    m_failure = wasStarting ? tr("The local cluster could not be started. %1").arg(last)
                            : tr("%1 Start it again: its data are kept.").arg(ended);
    setState(State::Failed);
}

void LocalCluster::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace ottla
