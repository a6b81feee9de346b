// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/local/localcluster.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <algorithm>

namespace ottla {

namespace {

constexpr int keptLines = 200;
constexpr int patienceMs = 5000;
constexpr int retryMs = 100;
constexpr quint16 zookeeperPort = 2181;

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
    , m_base(std::move(folder))
    , m_folder(m_base)
    , m_kept(LocalData::in(m_folder))
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

std::vector<LocalData> LocalCluster::others() const
{
    std::vector<LocalData> all = LocalData::all(m_base);
    std::erase_if(all, [name = QFileInfo(m_folder).fileName()](const LocalData& each) {
        return QFileInfo(each.folder).fileName() == name;
    });
    return all;
}

void LocalCluster::use(const QString& folder)
{
    if (m_state == State::Stopped || m_state == State::Failed) {
        m_folder = folder;
        m_kept = LocalData::in(folder);
        setState(State::Stopped);
    }
}

void LocalCluster::start(int brokers, quint16 preferredPort)
{
    if (m_state == State::Starting || m_state == State::Running || m_state == State::Stopping) {
        return;
    }
    m_kept = LocalData::in(m_folder);
    m_count = std::max(m_kept.brokers, std::clamp(brokers, 1, mostBrokers));
    m_mayUseOtherPort = preferredPort != 0;
    m_sinceStart.start();
    launch(preferredPort);
}

void LocalCluster::launch(quint16 port)
{
    QDir().mkpath(m_folder);
    m_log.clear();
    m_failure.clear();
    m_port = port;
    m_process.start(executable(),
                    {QStringLiteral("cluster"), QStringLiteral("--brokers"),
                     QString::number(m_count), QStringLiteral("--registry-port"),
                     QString::number(port == 0 ? 0 : zookeeperPort), QStringLiteral("--data"),
                     m_folder, QStringLiteral("--port"), QString::number(port),
                     QStringLiteral("--exit-with-stdin")});
    setState(State::Starting);
}

void LocalCluster::stop()
{
    if (m_process.state() == QProcess::NotRunning) {
        if (m_state == State::Starting) { // it was about to try again
            setState(State::Stopped);
        }
        return;
    }
    setState(State::Stopping);
    m_process.closeWriteChannel();
    // It closes its files and ends; one that hangs is ended all the same.
    QTimer::singleShot(patienceMs, this, [this, pid = m_process.processId()] {
        if (m_state == State::Stopping && m_process.processId() == pid) {
            m_process.kill();
        }
    });
}

void LocalCluster::readOutput()
{
    while (m_process.canReadLine()) {
        takeLine(QString::fromUtf8(m_process.readLine()).trimmed());
    }
}

void LocalCluster::takeLine(const QString& line)
{
    const QStringList words = line.split(u' ');
    if (words.size() == 2 && words[0] == u"bootstrap") {
        m_bootstrap = words[1];
        m_wasKilled = false;
        setState(State::Running);
    } else if (words.size() == 2 && words[0] == u"registry") {
        m_registry = words[1];
    } else if (words.size() == 5 && words[0] == u"broker" && words[2] == u"pid") {
        brokerStarted(words[1].toInt(), words[3].toLongLong(), words[4]);
    } else if (words.size() == 4 && words[0] == u"broker" && words[2] == u"exited") {
        brokerEnded(words[1].toInt(), words[3].toInt());
    }
}

void LocalCluster::brokerStarted(int id, qint64 pid, const QString& address)
{
    LocalBroker* broker = find(id);
    if (broker == nullptr) {
        const auto next = std::find_if(m_brokers.begin(), m_brokers.end(),
                                       [id](const LocalBroker& each) { return each.id > id; });
        broker = &*m_brokers.insert(next, LocalBroker{});
    }
    *broker = {id, pid, address, LocalBroker::State::Running, 0};
    Q_EMIT brokersChanged();
}

void LocalCluster::brokerEnded(int id, int status)
{
    if (LocalBroker* broker = find(id)) {
        broker->state = LocalBroker::State::Ended;
        broker->status = status;
        if (m_restarting.remove(id)) {
            send(QStringLiteral("start"), id);
        }
        Q_EMIT brokersChanged();
    }
}

LocalBroker* LocalCluster::find(int id)
{
    const auto found = std::find_if(m_brokers.begin(), m_brokers.end(),
                                    [id](const LocalBroker& each) { return each.id == id; });
    return found == m_brokers.end() ? nullptr : &*found;
}

void LocalCluster::send(const QString& command, int broker)
{
    m_process.write(QStringLiteral("%1 %2\n").arg(command).arg(broker).toUtf8());
}

void LocalCluster::order(int id, Order order)
{
    LocalBroker* broker = takesOrders() ? find(id) : nullptr;
    if (broker == nullptr) {
        return;
    }
    switch (order) {
    case Order::Start:
        send(QStringLiteral("start"), id);
        break;
    case Order::Restart:
        m_restarting.insert(id);
        send(QStringLiteral("stop"), id);
        break;
    case Order::Stop:
        send(QStringLiteral("stop"), id);
        break;
    case Order::Kill:
        send(QStringLiteral("kill"), id);
        break;
    case Order::Pause:
        send(QStringLiteral("pause"), id);
        broker->state = LocalBroker::State::Paused;
        Q_EMIT brokersChanged();
        break;
    case Order::Resume:
        send(QStringLiteral("resume"), id);
        broker->state = LocalBroker::State::Running;
        Q_EMIT brokersChanged();
        break;
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
    m_registry.clear();
    m_restarting.clear();
    m_brokers.clear();
    const bool wasStarting = m_state == State::Starting;
    if (m_state == State::Stopping) {
        setState(State::Stopped);
        return;
    }
    const QString last = m_log.isEmpty() ? QString() : m_log.last();
    if (wasStarting && last.contains(QStringLiteral("in use"))) {
        const bool isData = last.contains(m_folder);
        if (isData && m_wasKilled && m_sinceStart.elapsed() < patienceMs) {
            // The brokers of the one that was killed are about to end.
            QTimer::singleShot(retryMs, this, [this] {
                if (m_state == State::Starting && m_process.state() == QProcess::NotRunning) {
                    launch(m_port);
                }
            });
            return;
        }
        if (!isData && std::exchange(m_mayUseOtherPort, false)) {
            launch(0);
            return;
        }
    }
    m_wasKilled = !wasStarting && how == QProcess::CrashExit;
    const QString ended = how == QProcess::CrashExit
        ? tr("The cluster's process was killed or crashed.")
        : tr("The cluster's process ended with status %1.").arg(status);
    m_failure = wasStarting
        ? tr("The local cluster could not be started. %1\n%2").arg(last, advice(last))
        : tr("%1 Start it again: its data are kept.").arg(ended);
    setState(State::Failed);
}

QString LocalCluster::advice(const QString& reason) const
{
    const auto says = [&reason](const char* words) {
        return reason.contains(QLatin1String(words), Qt::CaseInsensitive);
    };
    if (says("in use") && reason.contains(m_folder)) {
        return tr("Another Ottla or ottla-broker works on these data: end it, and start again.");
    }
    if (says("permission denied") || says("not a directory") || says("read-only")) {
        return tr("Ottla must be able to write to %1: change that, or run it with --profile and a "
                  "folder of your own.")
            .arg(m_folder);
    }
    if (says("no space")) {
        return tr("The disk that holds %1 is full: make room, and start again.").arg(m_folder);
    }
    return tr("Start it again; if that fails, too, its log has more. The data are in %1.")
        .arg(m_folder);
}

void LocalCluster::setState(State state)
{
    if (state == State::Stopped || state == State::Failed) {
        m_kept = LocalData::in(m_folder);
    }
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace ottla
