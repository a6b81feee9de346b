// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connections/connection.h"
#include "model/connections/secretstore.h"
#include "model/settings/settings.h"

#include <QObject>

#include <optional>
#include <vector>

namespace ottla {

/// The connections, kept in the settings; their secrets in the SecretStore. GUI thread.
class ConnectionStore : public QObject
{
    Q_OBJECT

public:
    /// Property name → secret.
    using Secrets = QMap<QString, QString>;

    ConnectionStore(Settings& settings, SecretStore& secrets, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Connection>& connections() const { return m_connections; }
    [[nodiscard]] const Connection* find(const QString& id) const;
    [[nodiscard]] int indexOf(const QString& id) const;

    /// Adds it, or replaces that of the same id; the id. Secrets among its properties go to the
    /// secret store, so that they never reach the settings.
    QString put(Connection connection);
    /// Its secrets go, too.
    void remove(const QString& id);
    void move(int from, int to);

    /// Fetches what the connection's secretRefs name. NotFound names the properties that have to
    /// be asked for; answer with setSecret() and ask again.
    void fetchSecrets(const QString& id, QObject* context,
                      std::function<void(Result<Secrets>)> done);
    void setSecret(const QString& id, const QString& property, const QString& secret);
    /// The properties of the connection that need a secret.
    [[nodiscard]] QStringList secretProperties(const QString& id) const;

Q_SIGNALS:
    void added(int index);
    void updated(int index);
    void aboutToBeRemoved(int index);
    void removed(int index, const QString& id);
    void moved(int from, int to);
    /// A secret could not be kept: a sentence for a person.
    void secretFailed(const QString& message);

private:
    void save();

    Settings& m_settings;
    SecretStore& m_secrets;
    std::vector<Connection> m_connections;
};

} // namespace ottla
