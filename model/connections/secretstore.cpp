// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/connections/secretstore.h"

#include "model/async/guarded.h"

#include <QMetaObject>

#include <qt6keychain/keychain.h>

namespace ottla {

namespace {
const QString service = QStringLiteral("Ottla");
}

SecretStore::SecretStore(Keeping keeping, QObject* parent)
    : QObject(parent)
    , m_keeping(keeping)
{ }

void SecretStore::write(const QString& key, const QString& secret)
{
    write(this, key, secret, [](Keeping) {});
}

void SecretStore::write(QObject* context, const QString& key, const QString& secret,
                        std::function<void(Keeping)> done)
{
    // Known at once, so that a connection can be opened while the keychain still asks.
    m_session.insert(key, secret);
    if (m_keeping == Keeping::Session) {
        QMetaObject::invokeMethod(
            context, [done] { done(Keeping::Session); }, Qt::QueuedConnection);
        return;
    }
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(key);
    job->setTextData(secret);
    connect(job, &QKeychain::Job::finished, context, [done](QKeychain::Job* finished) {
        done(finished->error() == QKeychain::NoError ? Keeping::Keychain : Keeping::Session);
    });
    job->start();
}

void SecretStore::read(QObject* context, const QString& key,
                       std::function<void(Result<QString>)> done)
{
    const auto known = m_session.constFind(key);
    if (known != m_session.constEnd() || m_keeping == Keeping::Session) {
        Result<QString> found = known != m_session.constEnd()
            ? Result<QString>(known.value())
            : Error{Errc::NotFound, "The password is not kept", key.toStdString()};
        QMetaObject::invokeMethod(
            context, [done, found] { done(found); }, Qt::QueuedConnection);
        return;
    }
    auto* job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(key);
    const auto answer = guarded(context, std::move(done));
    // What was found is remembered even when nobody waits for it any more.
    connect(job, &QKeychain::Job::finished, this, [this, job, key, answer](QKeychain::Job*) {
        if (job->error() == QKeychain::NoError) {
            m_session.insert(key, job->textData());
            answer(job->textData());
        } else {
            answer(Error{Errc::NotFound,
                         "The keychain has no password: " + job->errorString().toStdString(),
                         key.toStdString()});
        }
    });
    job->start();
}

void SecretStore::remove(const QString& key)
{
    m_session.remove(key);
    if (m_keeping == Keeping::Keychain) {
        auto* job = new QKeychain::DeletePasswordJob(service, this);
        job->setKey(key);
        job->start();
    }
}

} // namespace ottla
