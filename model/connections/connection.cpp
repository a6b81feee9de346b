// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/connections/connection.h"

#include <QJsonArray>

namespace ottla {

bool Connection::isSecret(const QString& property)
{
    const QString name = property.trimmed().toLower();
    return name.endsWith(QStringLiteral("password"))
        || name.endsWith(QStringLiteral("client.secret")) || name == QStringLiteral("ssl.key.pem")
        || name == QStringLiteral("sasl.oauthbearer.config"); // may hold a token's secret
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
