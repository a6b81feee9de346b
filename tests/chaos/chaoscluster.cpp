// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "chaoscluster.h"

#include <QStringList>
#include <QTcpServer>
#include <csignal>

namespace ottla::chaos {

namespace {

constexpr int patienceMs = 30'000;

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

ChaosCluster::ChaosCluster(QString executable, QString folder, const QString& zookeeper,
                           Access access)
    : m_executable(std::move(executable))
    , m_folder(std::move(folder))
    , m_access(access)
    , m_zookeeperPort(zookeeper.section(u':', -1).toUShort())
    , m_registryPort(m_zookeeperPort != 0 ? m_zookeeperPort : freePort())
{ }

ChaosCluster::~ChaosCluster()
{
    for (auto& [id, broker] : m_brokers) {
        kill(id);
    }
    killRegistry();
}

QString ChaosCluster::dataFolder(int id) const
{
    return QStringLiteral("%1/broker-%2").arg(m_folder).arg(id);
}

void ChaosCluster::launch(QProcess& process, const QStringList& arguments, const QString& log)
{
    process.setStandardErrorFile(log, QIODevice::Append);
    process.start(m_executable, arguments);
    QByteArray output;
    while (!output.contains('\n') && process.waitForReadyRead(patienceMs)) {
        output += process.readAllStandardOutput();
    }
}

bool ChaosCluster::start(int brokers)
{
    launchRegistry();
    for (int id = 1; id <= brokers; ++id) {
        Broker& broker = m_brokers[id];
        broker.process = std::make_unique<QProcess>();
        broker.port = freePort();
        broker.toRegistry = std::make_unique<test::CuttableProxy>(m_registryPort);
        broker.fromClients = std::make_unique<test::CuttableProxy>(broker.port);
        launch(id);
        if (broker.process->state() != QProcess::Running) {
            return false;
        }
    }
    return true;
}

std::string ChaosCluster::bootstrap() const
{
    std::string list;
    for (const auto& [id, broker] : m_brokers) {
        list += (list.empty() ? "127.0.0.1:" : ",127.0.0.1:") + std::to_string(port(broker));
    }
    return list;
}

std::vector<std::uint16_t> ChaosCluster::ports() const
{
    std::vector<std::uint16_t> list;
    for (const auto& [id, broker] : m_brokers) {
        list.push_back(port(broker));
    }
    return list;
}

quint16 ChaosCluster::port(const Broker& broker) const
{
    return m_access == Access::Direct ? broker.port : broker.fromClients->port();
}

void ChaosCluster::kill(int id)
{
    Broker& broker = m_brokers.at(id);
    broker.process->kill();
    broker.process->waitForFinished(patienceMs);
    broker.paused = false;
}

void ChaosCluster::beginTerminate(int id)
{
    resume(id);
    m_brokers.at(id).process->terminate();
}

void ChaosCluster::terminate(int id)
{
    beginTerminate(id);
    m_brokers.at(id).process->waitForFinished(patienceMs);
}

void ChaosCluster::launch(int id)
{
    Broker& broker = m_brokers.at(id);
    broker.process->waitForFinished(0); // takes note of an end
    if (broker.process->state() == QProcess::Running) {
        return;
    }
    const auto set = [](const char* name, const QString& value) {
        return QStringList{QStringLiteral("--set"),
                           QStringLiteral("%1=%2").arg(QLatin1String(name), value)};
    };
    QStringList arguments{QStringLiteral("node"),
                          QStringLiteral("--data"),
                          dataFolder(id),
                          QStringLiteral("--id"),
                          QString::number(id),
                          QStringLiteral("--port"),
                          QString::number(broker.port),
                          QStringLiteral("--zookeeper"),
                          QStringLiteral("127.0.0.1:%1").arg(broker.toRegistry->port())};
    arguments << set("advertised.listeners",
                     QStringLiteral("PLAINTEXT://127.0.0.1:%1").arg(port(broker)))
              << set("replica.lag.time.max.ms", QStringLiteral("3000"))
              << set("offsets.topic.num.partitions", QStringLiteral("5"));
    launch(*broker.process, arguments, QStringLiteral("%1/broker-%2.log").arg(m_folder).arg(id));
}

void ChaosCluster::pause(int id)
{
    Broker& broker = m_brokers.at(id);
    if (broker.process->state() == QProcess::Running) {
        ::kill(static_cast<pid_t>(broker.process->processId()), SIGSTOP);
        broker.paused = true;
    }
}

void ChaosCluster::resume(int id)
{
    Broker& broker = m_brokers.at(id);
    if (broker.paused) {
        ::kill(static_cast<pid_t>(broker.process->processId()), SIGCONT);
        broker.paused = false;
    }
}

void ChaosCluster::cut(int id)
{
    m_brokers.at(id).fromClients->cut();
}

void ChaosCluster::cutRegistry(int id)
{
    m_brokers.at(id).toRegistry->cut();
}

void ChaosCluster::heal(int id)
{
    m_brokers.at(id).fromClients->heal();
    m_brokers.at(id).toRegistry->heal();
}

void ChaosCluster::killRegistry()
{
    m_registry.kill();
    m_registry.waitForFinished(patienceMs);
}

void ChaosCluster::launchRegistry()
{
    if (!hasOwnRegistry() || m_registry.state() == QProcess::Running) {
        return;
    }
    const QString set = QStringLiteral("--set");
    launch(m_registry,
           {QStringLiteral("registry"), QStringLiteral("--data"), m_folder + u"/registry",
            QStringLiteral("--port"), QString::number(m_registryPort), set,
            QStringLiteral("tickTime=100"), set, QStringLiteral("maxSessionTimeout=60000")},
           m_folder + u"/registry.log");
}

void ChaosCluster::healAll()
{
    launchRegistry();
    for (auto& [id, broker] : m_brokers) {
        resume(id);
        heal(id);
        launch(id);
    }
}

} // namespace ottla::chaos
