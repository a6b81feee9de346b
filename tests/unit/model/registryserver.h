// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>

#include <type_traits>
#include <utility>

namespace ottla::test {

/// A server of HTTP that answers as a schema registry would, or as badly as it is told to. Runs in
/// the event loop of its thread. `Server` is QTcpServer or QSslServer.
template <typename Server>
class RegistryServerOn : public Server
{
public:
    struct Answer
    {
        int status = 200;
        QByteArray body;
        bool silent = false; ///< Never answers.
        QByteArray header = {}; ///< One more line.
    };

    RegistryServerOn()
    {
        this->listen(QHostAddress::LocalHost);
        QObject::connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket* socket = this->nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::readyRead, this,
                                 [this, socket] { read(socket); });
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    [[nodiscard]] QString url() const
    {
        return QStringLiteral("%1://127.0.0.1:%2")
            .arg(std::is_same_v<Server, QTcpServer> ? QStringLiteral("http")
                                                    : QStringLiteral("https"))
            .arg(this->serverPort());
    }
    void answer(const QByteArray& path, const Answer& with) { m_answers[path] = with; }
    /// Paths that were asked for, in order.
    [[nodiscard]] const QList<QByteArray>& asked() const { return m_asked; }
    /// The Authorization header of the last request.
    [[nodiscard]] const QByteArray& authorization() const { return m_authorization; }

private:
    void read(QTcpSocket* socket)
    {
        QByteArray& request = m_requests[socket];
        request += socket->readAll();
        if (!request.contains("\r\n\r\n")) {
            return;
        }
        const QByteArray head = std::exchange(request, {});
        const QByteArray path = head.mid(4, head.indexOf(' ', 4) - 4);
        m_asked.append(path);
        m_authorization.clear();
        for (const QByteArray& line : head.split('\n')) {
            if (line.toLower().startsWith("authorization: ")) {
                m_authorization = line.mid(15).trimmed();
            }
        }
        const Answer with =
            m_answers.value(path, {404, R"({"error_code":40403,"message":"Schema not found"})"});
        if (with.silent) {
            return;
        }
        socket->write("HTTP/1.1 " + QByteArray::number(with.status)
                      + " Status\r\nContent-Length: " + QByteArray::number(with.body.size())
                      + "\r\nConnection: close\r\n" + with.header + "\r\n" + with.body);
        socket->disconnectFromHost();
    }

    QHash<QByteArray, Answer> m_answers;
    QHash<QTcpSocket*, QByteArray> m_requests;
    QList<QByteArray> m_asked;
    QByteArray m_authorization;
};

using RegistryServer = RegistryServerOn<QTcpServer>;

} // namespace ottla::test
