// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/zookeeperserver.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

namespace ottla::test {

namespace {

constexpr int patienceMs = 30'000;
/// Between two tries to connect to a server that is starting.
constexpr int retryMs = 10;
constexpr int answerMs = 500;

const QString jar = QStringLiteral("/usr/share/java/zookeeper.jar");

QString registryExecutable()
{
    return qEnvironmentVariable("OTTLA_BROKER");
}

/// Below the ports that the kernel gives to outgoing connections: who tries to connect to one of
/// those until a server listens there may end up connected to himself.
quint16 freePort()
{
    QTcpServer probe;
    quint16 port = 0;
    do {
        port = static_cast<quint16>(QRandomGenerator::global()->bounded(20'000, 30'000));
    } while (!probe.listen(QHostAddress::LocalHost, port));
    return port;
}

void write(const QString& path, const QByteArray& text)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(text);
    }
}

} // namespace

ZooKeeperServer::ZooKeeperServer(Kind kind)
    : m_kind(kind)
{ }

ZooKeeperServer::~ZooKeeperServer()
{
    m_process.kill();
    m_process.waitForFinished(patienceMs);
}

bool ZooKeeperServer::isAvailable(Kind kind)
{
    if (kind == Kind::Registry) {
        return QFileInfo(registryExecutable()).isExecutable();
    }
    return QFile::exists(jar) && !QStandardPaths::findExecutable(QStringLiteral("java")).isEmpty();
}

void ZooKeeperServer::launch()
{
    const QByteArray common = "tickTime=500\n4lw.commands.whitelist=*\nextendedTypesEnabled=true\n"
                              "maxClientCnxns=0\nznode.container.checkIntervalMs=200\n";
    const QString config = m_folder.filePath(QStringLiteral("zoo.cfg"));
    if (m_kind == Kind::Registry) {
        write(config, common);
        m_process.start(registryExecutable(),
                        {QStringLiteral("registry"), QStringLiteral("--data"),
                         m_folder.filePath(QStringLiteral("data")), QStringLiteral("--port"),
                         QString::number(m_port), QStringLiteral("--config"), config,
                         QStringLiteral("--exit-with-stdin")});
        return;
    }
    if (m_port == 0) {
        m_port = freePort();
    }
    write(config,
          common + "clientPortAddress=127.0.0.1\nadmin.enableServer=false\nclientPort="
              + QByteArray::number(m_port)
              + "\ndataDir=" + m_folder.filePath(QStringLiteral("data")).toUtf8() + '\n');
    // The reaper's interval is a system property of ZooKeeper, not a key of its file.
    m_process.start(QStringLiteral("java"),
                    {QStringLiteral("-Xshare:auto"), QStringLiteral("-XX:TieredStopAtLevel=1"),
                     QStringLiteral("-XX:+UseSerialGC"),
                     QStringLiteral("-Dznode.container.checkIntervalMs=200"), QStringLiteral("-cp"),
                     jar, QStringLiteral("org.apache.zookeeper.server.ZooKeeperServerMain"),
                     config});
}

bool ZooKeeperServer::waitUntilReady()
{
    return m_kind == Kind::Registry ? readPort() : waitForConnection();
}

bool ZooKeeperServer::restart()
{
    m_process.kill();
    m_process.waitForFinished(patienceMs);
    launch();
    return waitUntilReady();
}

bool ZooKeeperServer::readPort()
{
    QByteArray output;
    while (!output.contains('\n')) {
        if (!m_process.waitForReadyRead(patienceMs)) {
            return false;
        }
        output += m_process.readAllStandardOutput();
    }
    // registry 127.0.0.1:PORT
    m_port = output.trimmed().split(':').last().toUShort();
    return output.startsWith("registry 127.0.0.1:") && m_port != 0;
}

bool ZooKeeperServer::waitForConnection()
{
    const QDeadlineTimer deadline(patienceMs);
    while (!deadline.hasExpired()) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (socket.waitForConnected(patienceMs)) {
            // "ruok" would be answered before it takes sessions, and while it starts, ZooKeeper may
            // leave a connection without any answer.
            socket.write("srvr");
            if (socket.waitForReadyRead(answerMs) && socket.readAll().contains("Mode: ")) {
                return true;
            }
        }
        if (m_process.waitForFinished(retryMs)) {
            return false;
        }
    }
    return false;
}

QString ZooKeeperServer::address() const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_port);
}

QString ZooKeeperServer::errorOutput()
{
    m_process.waitForReadyRead(retryMs);
    m_errors += m_process.readAllStandardError();
    return QString::fromUtf8(m_errors);
}

} // namespace ottla::test
