// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>

namespace ottla {

/// Keeps passwords. Answers come later on the calling thread, and not at all once `context` is
/// gone. GUI thread.
class SecretStore
{
public:
    using ReadDone = std::function<void(Result<QString>)>;
    using Done = std::function<void(Result<void>)>;

    virtual ~SecretStore() = default;
    /// Errc::NotFound when there is no such secret.
    virtual void read(const QString& key, QObject* context, ReadDone done) = 0;
    virtual void write(const QString& key, const QString& secret, QObject* context, Done done) = 0;
    virtual void remove(const QString& key, QObject* context, Done done) = 0;
};

/// The desktop's secret service, through QtKeychain.
class KeychainSecretStore : public SecretStore
{
public:
    void read(const QString& key, QObject* context, ReadDone done) override;
    void write(const QString& key, const QString& secret, QObject* context, Done done) override;
    void remove(const QString& key, QObject* context, Done done) override;
};

/// Secrets that were asked for and are forgotten at the end of the run.
class SessionSecretStore : public SecretStore
{
public:
    void read(const QString& key, QObject* context, ReadDone done) override;
    void write(const QString& key, const QString& secret, QObject* context, Done done) override;
    void remove(const QString& key, QObject* context, Done done) override;

private:
    QHash<QString, QString> m_secrets;
};

/// Keeps secrets in `lasting`, and where that fails (no secret service runs) in `session`.
class LayeredSecretStore : public SecretStore
{
public:
    LayeredSecretStore(SecretStore& lasting, SecretStore& session)
        : m_lasting(lasting)
        , m_session(session)
    { }
    void read(const QString& key, QObject* context, ReadDone done) override;
    void write(const QString& key, const QString& secret, QObject* context, Done done) override;
    void remove(const QString& key, QObject* context, Done done) override;

private:
    SecretStore& m_lasting;
    SecretStore& m_session;
};

} // namespace ottla
