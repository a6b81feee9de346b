// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QStringList>

class QLocalSocket;

namespace ottla {

/// One application per profile: the first one holds a lock and listens; a later one asks it to
/// show its window and to open its files.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    /// `folder` is the profile's, where the lock is kept.
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);

    /// True for the first. For a later one the first has been asked to come to the front, and to
    /// open these files.
    [[nodiscard]] bool claim(const QStringList& files);

Q_SIGNALS:
    /// Another one was started.
    void raiseRequested();
    /// It was given these files, by their whole paths.
    void openRequested(const QStringList& files);

private:
    void listenTo(QLocalSocket* socket);

    const QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace ottla
