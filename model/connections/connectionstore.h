// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/connections/connection.h"
#include "model/connections/secretstore.h"
#include "model/schemas/registryhttp.h"
#include "model/settings/settings.h"

#include <QObject>

#include <functional>
#include <optional>
#include <vector>

namespace ottla {

/// The connections, in the person's order, kept between runs. GUI thread.
class ConnectionStore : public QObject
{
    Q_OBJECT

public:
    ConnectionStore(Settings& settings, SecretStore& secrets, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Connection>& connections() const { return m_connections; }
    [[nodiscard]] std::optional<Connection> find(const QString& id) const;

    /// Secrets come in with the properties and go to the SecretStore. Returns the new id.
    QString add(Connection connection);
    void update(Connection connection);
    void remove(const QString& id);

    /// Keeps the value of a connection's secret property: what a person was asked for.
    void keepSecret(const QString& id, const QString& property, const QString& value);

    /// What librdkafka is given for a connection, its secrets filled in. Errc::InvalidArgument: the
    /// connection contradicts itself. Errc::NotFound: a secret must be asked for; the error's
    /// context is its property. `done` comes at once or later (a secret may be asked for
    /// first), and not at all when `context` is gone by then; so with the next.
    void resolve(QObject* context, const Connection& connection,
                 std::function<void(Result<KafkaProperties>)> done);
    /// Where its schema registry is and how to be let in; the certificates that the connection
    /// trusts are trusted there as well. Nothing when it has none. A secret that is not kept is
    /// empty, and the registry will say so.
    void resolveSchemaRegistry(QObject* context, const Connection& connection,
                               std::function<void(std::optional<SchemaRegistrySettings>)> done);

Q_SIGNALS:
    void added(const QString& id);
    void updated(const QString& id);
    void removed(const QString& id);

private:
    void takeSecrets(Connection& connection);
    void resolveNext(std::shared_ptr<KafkaProperties> properties, Connection connection,
                     qsizetype at, std::function<void(Result<KafkaProperties>)> done);
    void save();

    Settings& m_settings;
    SecretStore& m_secrets;
    std::vector<Connection> m_connections;
};

} // namespace ottla
