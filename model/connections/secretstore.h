// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>

namespace ottla {

/// Keeps passwords, by key, in the desktop's secret service; where there is none, until the
/// application ends. Answers come on the GUI thread, later (the service may ask a person first),
/// and not at all when their `context` is gone by then. GUI thread.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class Keeping
    {
        Keychain,
        Session
    };

    explicit SecretStore(Keeping keeping, QObject* parent = nullptr);

    /// `done` gets how the secret is kept: the keychain, or only this session when that failed.
    void write(QObject* context, const QString& key, const QString& secret,
               std::function<void(Keeping)> done);
    /// The same where nobody asks how it is kept.
    void write(const QString& key, const QString& secret);
    /// Errc::NotFound when nothing is kept under the key: the person has to be asked.
    void read(QObject* context, const QString& key, std::function<void(Result<QString>)> done);
    void remove(const QString& key);

private:
    const Keeping m_keeping;
    QHash<QString, QString> m_session;
};

} // namespace ottla
