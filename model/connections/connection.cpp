// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/connections/connection.h"

#include <QJsonArray>
#include <QStringList>

namespace ottla {

namespace {

const QString schemeEnd = QStringLiteral("://");

/// What stands before :// in each of the servers that has it, once.
QStringList schemesOf(const QString& servers)
{
    QStringList schemes;
    for (const QString& server : servers.split(u',', Qt::SkipEmptyParts)) {
        if (server.contains(schemeEnd)) {
            schemes.append(server.section(schemeEnd, 0, 0).trimmed().toUpper());
        }
    }
    schemes.removeDuplicates();
    return schemes;
}

} // namespace

bool Connection::isSecret(const QString& property)
{
    const QString name = property.trimmed().toLower();
    return name.endsWith(QStringLiteral("password"))
        || name == QStringLiteral("sasl.jaas.config") // Java's: a password is in it
        || name.endsWith(QStringLiteral("client.secret")) || name == QStringLiteral("ssl.key.pem")
        || name == QStringLiteral("sasl.oauthbearer.config"); // may hold a token's secret
}

QString Connection::plainServers() const
{
    if (!bootstrapServers.contains(schemeEnd)) {
        return bootstrapServers;
    }
    QStringList plain;
    for (const QString& server : bootstrapServers.split(u',', Qt::SkipEmptyParts)) {
        plain.append(server.section(schemeEnd, -1).trimmed());
    }
    return plain.join(u',');
}

QString Connection::serversProtocol() const
{
    return schemesOf(bootstrapServers).value(0);
}

QString Connection::contradiction() const
{
    static const QStringList protocols{QStringLiteral("PLAINTEXT"), QStringLiteral("SSL"),
                                       QStringLiteral("SASL_PLAINTEXT"),
                                       QStringLiteral("SASL_SSL")};
    const QStringList schemes = schemesOf(bootstrapServers);
    for (const QString& scheme : schemes) {
        if (!protocols.contains(scheme)) {
            return tr("%1:// is no protocol of Kafka's: leave it out, or write one of %2.")
                .arg(scheme.toLower(), protocols.join(QStringLiteral(", ")));
        }
    }
    if (schemes.size() > 1) {
        return tr("The servers are written with different protocols (%1): a connection has one.")
            .arg(schemes.join(QStringLiteral(", ")));
    }
    for (const auto& [property, value] : properties) {
        const QString key = property.trimmed().toLower();
        if (key == QStringLiteral("security.protocol") && !schemes.isEmpty()
            && value.trimmed().toUpper() != schemes.first()) {
            return tr("The servers say %1, and security.protocol says %2: make them agree.")
                .arg(schemes.first(), value.trimmed());
        }
        if (key == QStringLiteral("sasl.jaas.config")) {
            return tr("sasl.jaas.config is for Java clients: write sasl.mechanism, sasl.username "
                      "and sasl.password instead.");
        }
    }
    return {};
}

QJsonObject Connection::toJson() const
{
    QJsonArray list;
    for (const auto& [property, value] : properties) {
        list.append(QJsonObject{{QStringLiteral("name"), property},
                                {QStringLiteral("value"), isSecret(property) ? QString() : value}});
    }
    return {{QStringLiteral("id"), id},
            {QStringLiteral("name"), name},
            {QStringLiteral("bootstrapServers"), bootstrapServers},
            {QStringLiteral("registry"), registry},
            {QStringLiteral("schemaRegistry"), schemaRegistry},
            {QStringLiteral("schemaRegistryUser"), schemaRegistryUser},
            {QStringLiteral("properties"), list},
            {QStringLiteral("colour"), colour.isValid() ? colour.name() : QString()},
            {QStringLiteral("readOnly"), readOnly},
            {QStringLiteral("production"), production}};
}

Connection Connection::fromJson(const QJsonObject& json)
{
    Connection connection;
    connection.id = json[u"id"].toString();
    connection.name = json[u"name"].toString();
    connection.bootstrapServers = json[u"bootstrapServers"].toString();
    connection.registry = json[u"registry"].toString();
    connection.schemaRegistry = json[u"schemaRegistry"].toString();
    connection.schemaRegistryUser = json[u"schemaRegistryUser"].toString();
    for (const QJsonValue& entry : json[u"properties"].toArray()) {
        connection.properties.append({entry[u"name"].toString(), entry[u"value"].toString()});
    }
    const QString colour = json[u"colour"].toString();
    if (!colour.isEmpty()) {
        connection.colour = QColor(colour);
    }
    connection.readOnly = json[u"readOnly"].toBool();
    connection.production = json[u"production"].toBool();
    return connection;
}

} // namespace ottla
