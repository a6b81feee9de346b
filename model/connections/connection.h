// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QCoreApplication>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QString>

namespace ottla {

/// A cluster that a person has told the application of. Values of secret properties (passwords) are
/// not in it: they are with the SecretStore under secretKey().
struct Connection
{
    Q_DECLARE_TR_FUNCTIONS(Connection)

public:
    QString id; ///< Never changes; chosen by the store.
    QString name;
    QString bootstrapServers; ///< host:port, with commas between.
    QString registry; ///< host:port[/chroot] of its ZooKeeper, to be looked at; may be empty.
    QString schemaRegistry; ///< http or https address of its schema registry; may be empty.
    QString schemaRegistryUser; ///< Empty: the secret is a bearer token, or there is none.
    /// On its way to the SecretStore only, under schemaRegistryKey; empty leaves what is kept
    /// there.
    QString schemaRegistrySecret;
    QList<QPair<QString, QString>>
        properties; ///< librdkafka's, in order; a secret's value is empty.
    QColor colour; ///< Invalid: none.
    bool readOnly = false;
    bool production = false;

    /// Whether a property's value is a secret, to be kept out of files.
    [[nodiscard]] static bool isSecret(const QString& property);
    /// The bootstrap servers without the protocol that people write before them as listeners have
    /// it (SSL://host:port).
    [[nodiscard]] QString plainServers() const;
    /// That protocol, as security.protocol has it; empty where none is written.
    [[nodiscard]] QString serversProtocol() const;
    /// What can be said to be wrong without asking anybody, in one sentence; empty: nothing.
    [[nodiscard]] QString contradiction() const;
    /// Under what the SecretStore keeps the value of a secret property.
    [[nodiscard]] QString secretKey(const QString& property) const { return id + u'/' + property; }

    [[nodiscard]] QString schemaRegistryKey() const
    {
        return secretKey(QStringLiteral("schema.registry.secret"));
    }

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Connection fromJson(const QJsonObject& json);
    bool operator==(const Connection&) const = default;
};

} // namespace ottla
