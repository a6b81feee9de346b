// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QSet>
#include <QTcpServer>

class QTcpSocket;

namespace ottla::test {

/// A TCP relay on 127.0.0.1 between Kafka clients and a broker that notes which requests pass.
/// Works while the event loop of the test's thread runs.
class RequestSpy
{
public:
    RequestSpy();

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    /// To be called before a client connects.
    void setBroker(quint16 port) { m_broker = port; }
    /// API keys, as Kafka numbers them.
    [[nodiscard]] const QSet<int>& apiKeys() const { return m_apiKeys; }
    void forget() { m_apiKeys.clear(); }

private:
    void relay(QTcpSocket* client);
    void note(QByteArray& unread);

    QTcpServer m_server;
    quint16 m_broker = 0;
    QSet<int> m_apiKeys;
};

} // namespace ottla::test
