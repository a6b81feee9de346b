// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

namespace ottla {

namespace {
constexpr int patienceMs = 2000;

QString serverName(const QString& folder)
{
    const QByteArray path = QDir(folder).absolutePath().toUtf8();
    return QStringLiteral("ottla-")
        + QString::fromLatin1(
               QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(24));
}

QString lockPath(const QString& folder)
{
    QDir().mkpath(folder);
    return folder + QStringLiteral("/ottla.lock");
}

} // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent)
    , m_name(serverName(folder))
    , m_lock(lockPath(folder))
{
    // It is held for days; that a holder has died is told from its process id.
    m_lock.setStaleLockTime(0);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            Q_EMIT raiseRequested();
        }
    });
}

bool SingleInstance::claim()
{
    if (!m_lock.tryLock(0) && m_lock.error() == QLockFile::LockFailedError) {
        QLocalSocket socket;
        socket.connectToServer(m_name);
        socket.waitForConnected(patienceMs);
        return false;
    }
    QLocalServer::removeServer(m_name); // left behind by one that crashed
    m_server.listen(m_name);
    return true;
}

} // namespace ottla
