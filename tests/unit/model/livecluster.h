// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"
#include "model/client/messageproducer.h"
#include "model/connections/connectionstore.h"
#include "support/brokerprocess.h"

#include <QTemporaryDir>

namespace ottla::test {

/// A live broker of our own, and what the model needs to reach it.
class LiveCluster
{
public:
    [[nodiscard]] bool start()
    {
        if (!broker.start()) {
            return false;
        }
        Connection connection;
        connection.name = QStringLiteral("live");
        connection.bootstrapServers = broker.bootstrap();
        id = store.add(connection);
        return true;
    }
    [[nodiscard]] KafkaProperties properties() const
    {
        return {{"bootstrap.servers", broker.bootstrap().toStdString()}};
    }
    [[nodiscard]] std::shared_ptr<Client> client(bool readOnly = false) const
    {
        return Client::create(properties(), WriteGate(QStringLiteral("live"), readOnly)).value();
    }
    void produce(const std::string& topic, int count, std::int32_t partition = 0)
    {
        auto producer =
            MessageProducer::create(properties(), WriteGate(QStringLiteral("live"), false)).value();
        for (int i = 0; i < count; ++i) {
            NewMessage message;
            message.topic = topic;
            message.partition = partition;
            message.value = "v" + std::to_string(i);
            if (const auto sent = producer->send(message, std::chrono::seconds(10)); !sent) {
                qFatal("%s", sent.error().describe().c_str());
            }
        }
    }

    BrokerProcess broker;
    QTemporaryDir folder;
    Settings settings{folder.filePath(QStringLiteral("settings.json"))};
    SecretStore secrets{SecretStore::Keeping::Session};
    ConnectionStore store{settings, secrets};
    QString id;
};

/// For QVERIFY2.
inline QByteArray why(const Result<void>& result)
{
    return result ? QByteArray() : QByteArray::fromStdString(result.error().describe());
}

} // namespace ottla::test
