// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
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
            listenTo(socket);
            Q_EMIT raiseRequested();
        }
    });
}

// The files are all that is said: their names with a zero behind each.
void SingleInstance::listenTo(QLocalSocket* socket)
{
    const auto take = [this, socket] {
        QStringList files;
        for (const QByteArray& name : socket->readAll().split('\0')) {
            if (!name.isEmpty()) {
                files << QFile::decodeName(name);
            }
        }
        socket->deleteLater();
        if (!files.isEmpty()) {
            Q_EMIT openRequested(files);
        }
    };
    connect(socket, &QLocalSocket::disconnected, this, take);
    if (socket->state() == QLocalSocket::UnconnectedState) {
        take();
    }
}

bool SingleInstance::claim(const QStringList& files)
{
    if (!m_lock.tryLock(0) && m_lock.error() == QLockFile::LockFailedError) {
        QLocalSocket socket;
        socket.connectToServer(m_name);
        if (socket.waitForConnected(patienceMs)) {
            for (const QString& file : files) {
                socket.write(QFile::encodeName(QFileInfo(file).absoluteFilePath()) + '\0');
            }
            socket.disconnectFromServer(); // once all is written
            if (socket.state() != QLocalSocket::UnconnectedState) {
                socket.waitForDisconnected(patienceMs);
            }
        }
        return false;
    }
    QLocalServer::removeServer(m_name); // left behind by one that crashed
    m_server.listen(m_name);
    return true;
}

} // namespace ottla
