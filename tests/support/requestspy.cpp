// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/requestspy.h"

#include <QTcpSocket>
#include <QtEndian>

#include <memory>

namespace ottla::test {

RequestSpy::RequestSpy()
{
    m_server.listen(QHostAddress::LocalHost);
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        while (QTcpSocket* client = m_server.nextPendingConnection()) {
            relay(client);
        }
    });
}

void RequestSpy::relay(QTcpSocket* client)
{
    auto* broker = new QTcpSocket(client);
    broker->connectToHost(QHostAddress::LocalHost, m_broker);
    auto unread = std::make_shared<QByteArray>();
    QObject::connect(client, &QTcpSocket::readyRead, broker, [this, client, broker, unread] {
        const QByteArray bytes = client->readAll();
        unread->append(bytes);
        note(*unread);
        broker->write(bytes);
    });
    QObject::connect(broker, &QTcpSocket::readyRead, client,
                     [client, broker] { client->write(broker->readAll()); });
    QObject::connect(broker, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    QObject::connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
}

// A request is its size (four bytes), and begins with its API key (two).
void RequestSpy::note(QByteArray& unread)
{
    constexpr qsizetype head = 6;
    while (unread.size() >= head) {
        const auto size = qFromBigEndian<qint32>(unread.constData());
        if (unread.size() < size + 4) {
            return;
        }
        m_apiKeys.insert(qFromBigEndian<qint16>(unread.constData() + 4));
        unread.remove(0, size + 4);
    }
}

} // namespace ottla::test
