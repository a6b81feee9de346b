// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/connections/connectionstore.h"

#include "model/async/guarded.h"

#include <QJsonArray>
#include <QUuid>

#include <algorithm>

namespace ottla {

namespace {
const QString key = QStringLiteral("connections");
}

ConnectionStore::ConnectionStore(Settings& settings, SecretStore& secrets, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_secrets(secrets)
{
    for (const QJsonValue& entry : m_settings.value(key).toArray()) {
        m_connections.push_back(Connection::fromJson(entry.toObject()));
    }
}

std::optional<Connection> ConnectionStore::find(const QString& id) const
{
    const auto found = std::find_if(m_connections.begin(), m_connections.end(),
                                    [&](const Connection& each) { return each.id == id; });
    return found == m_connections.end() ? std::nullopt : std::optional(*found);
}

void ConnectionStore::takeSecrets(Connection& connection)
{
    for (auto& [property, value] : connection.properties) {
        if (Connection::isSecret(property) && !value.isEmpty()) {
            m_secrets.write(connection.secretKey(property), value);
            value.clear();
        }
    }
    if (!connection.schemaRegistrySecret.isEmpty()) {
        m_secrets.write(connection.schemaRegistryKey(), connection.schemaRegistrySecret);
        connection.schemaRegistrySecret.clear();
    }
}

QString ConnectionStore::add(Connection connection)
{
    connection.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    takeSecrets(connection);
    m_connections.push_back(connection);
    save();
    Q_EMIT added(connection.id);
    return connection.id;
}

void ConnectionStore::update(Connection connection)
{
    const auto found =
        std::find_if(m_connections.begin(), m_connections.end(),
                     [&](const Connection& each) { return each.id == connection.id; });
    if (found == m_connections.end()) {
        return;
    }
    takeSecrets(connection);
    if (*found == connection) {
        return;
    }
    *found = connection;
    save();
    Q_EMIT updated(connection.id);
}

void ConnectionStore::remove(const QString& id)
{
    const auto connection = find(id);
    if (!connection) {
        return;
    }
    for (const auto& [property, value] : connection->properties) {
        if (Connection::isSecret(property)) {
            m_secrets.remove(connection->secretKey(property));
        }
    }
    if (!connection->schemaRegistry.isEmpty()) {
        m_secrets.remove(connection->schemaRegistryKey());
    }
    std::erase_if(m_connections, [&](const Connection& each) { return each.id == id; });
    save();
    Q_EMIT removed(id);
}

void ConnectionStore::keepSecret(const QString& id, const QString& property, const QString& value)
{
    if (const auto connection = find(id)) {
        m_secrets.write(connection->secretKey(property), value);
    }
}

void ConnectionStore::resolve(QObject* context, const Connection& connection,
                              std::function<void(Result<KafkaProperties>)> done)
{
    if (const QString wrong = connection.contradiction(); !wrong.isEmpty()) {
        done(Error{Errc::InvalidArgument, wrong.toStdString()});
        return;
    }
    auto properties = std::make_shared<KafkaProperties>();
    properties->emplace_back("bootstrap.servers", connection.plainServers().toStdString());
    if (const QString protocol = connection.serversProtocol(); !protocol.isEmpty()) {
        properties->emplace_back("security.protocol", protocol.toLower().toStdString());
    }
    resolveNext(std::move(properties), connection, 0, guarded(context, std::move(done)));
}

void ConnectionStore::resolveNext(std::shared_ptr<KafkaProperties> properties,
                                  Connection connection, qsizetype at,
                                  std::function<void(Result<KafkaProperties>)> done)
{
    for (; at < connection.properties.size(); ++at) {
        const auto& [property, value] = connection.properties[at];
        if (Connection::isSecret(property) && value.isEmpty()) {
            m_secrets.read(this, connection.secretKey(property),
                           [this, properties, connection, at, done,
                            property = property](const Result<QString>& secret) {
                               if (!secret) {
                                   done(Error{Errc::NotFound,
                                              "The value of " + property.toStdString()
                                                  + " is not kept: it has to be entered",
                                              property.toStdString()});
                                   return;
                               }
                               properties->emplace_back(property.toStdString(),
                                                        secret->toStdString());
                               resolveNext(properties, connection, at + 1, done);
                           });
            return;
        }
        properties->emplace_back(property.toStdString(), value.toStdString());
    }
    done(*properties);
}

void ConnectionStore::resolveSchemaRegistry(
    QObject* context, const Connection& connection,
    std::function<void(std::optional<SchemaRegistrySettings>)> done)
{
    if (connection.schemaRegistry.isEmpty()) {
        done(std::nullopt);
        return;
    }
    SchemaRegistrySettings settings{.url = connection.schemaRegistry,
                                    .user = connection.schemaRegistryUser,
                                    .secret = connection.schemaRegistrySecret};
    for (const auto& [property, value] : connection.properties) {
        if (property.trimmed() == QStringLiteral("ssl.ca.location")) {
            settings.caFile = value;
        }
    }
    if (!settings.secret.isEmpty()) {
        done(settings);
        return;
    }
    m_secrets.read(context, connection.schemaRegistryKey(),
                   [settings, done = std::move(done)](const Result<QString>& secret) mutable {
                       settings.secret = secret.valueOr(QString());
                       done(settings);
                   });
}

void ConnectionStore::save()
{
    QJsonArray list;
    for (const Connection& connection : m_connections) {
        list.append(connection.toJson());
    }
    m_settings.setValue(key, list);
}

} // namespace ottla
