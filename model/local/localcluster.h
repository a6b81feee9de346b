// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace ottla {

/// The cluster that comes with the application: one `ottla-broker` as a child process. It is
/// reached like any other, by its bootstrap address. It ends when the application does, however
/// that ends: the child watches its standard input. Its data stay. GUI thread; nothing waits but
/// the destructor.
class LocalCluster : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Stopped,
        Starting,
        Running,
        Stopping,
        Failed
    };

    /// `folder` keeps its data. The executable is the one beside the application's, or the one that
    /// OTTLA_BROKER names.
    explicit LocalCluster(QString folder, QObject* parent = nullptr);
    ~LocalCluster() override;

    [[nodiscard]] State state() const { return m_state; }
    /// host:port while it runs; empty otherwise.
    [[nodiscard]] QString bootstrap() const { return m_bootstrap; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    [[nodiscard]] QString folder() const { return m_folder; }
    /// Why it failed, in one sentence, and what to do about it.
    [[nodiscard]] QString failure() const { return m_failure; }
    /// The newest lines of the broker's own log.
    [[nodiscard]] QStringList logLines() const { return m_log; }

    /// On the port that it had last time, or 9092, where that is free; else on any other.
    void start(quint16 preferredPort);
    void stop();

Q_SIGNALS:
    void stateChanged();
    void logLine(const QString& line);

private:
    void launch(quint16 port);
    void readOutput();
    void readLog();
    void finished(int status, QProcess::ExitStatus how);
    void setState(State state);

    const QString m_folder;
    QProcess m_process;
    State m_state = State::Stopped;
    QString m_bootstrap;
    QString m_failure;
    QStringList m_log;
    bool m_mayUseOtherPort = false;
};

} // namespace ottla
