// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connections/connectionstore.h"
#include "model/settings/locations.h"

#include <QObject>
#include <QProcess>
#include <QStringList>

#include <optional>

namespace ottla {

/// The cluster inside: one `ottla-broker node` as a child process, its data kept between runs. It
/// ends with this object, and by itself when the application dies. GUI thread.
class LocalCluster : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Stopped,
        Starting,
        Running,
        Failed,
    };
    Q_ENUM(State)

    LocalCluster(ConnectionStore& store, Settings& settings, const Locations& locations,
                 QString name = QStringLiteral("local"), QObject* parent = nullptr);
    /// Ends the broker: stdin closed, then SIGTERM, then SIGKILL after a while.
    ~LocalCluster() override;

    [[nodiscard]] State state() const { return m_state; }
    /// "127.0.0.1:9092" while it runs, else empty.
    [[nodiscard]] const QString& bootstrap() const { return m_bootstrap; }
    [[nodiscard]] QString dataFolder() const { return m_folder; }
    /// The connection that it made for itself; empty before the first start.
    [[nodiscard]] QString connectionId() const;
    /// Why it failed and what to do.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    /// The last lines that the broker wrote, the newest last.
    [[nodiscard]] const QStringList& log() const { return m_log; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// The executable: $OTTLA_BROKER, else ottla-broker beside the application's own.
    [[nodiscard]] static QString executable();

    void start();
    void stop();

Q_SIGNALS:
    void stateChanged();
    void logChanged();

private:
    void launch(quint16 port);
    void readOutput();
    void readLog();
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void onError(QProcess::ProcessError error);
    void running(const QString& bootstrap);
    void fail(const QString& what);
    void setState(State state);

    ConnectionStore& m_store;
    Settings& m_settings;
    const QString m_name;
    const QString m_folder;
    State m_state = State::Stopped;
    QString m_bootstrap;
    std::optional<Error> m_error;
    QStringList m_log;
    QByteArray m_output;
    QByteArray m_partOfLine;
    QProcess m_process;
    bool m_stopping = false;
};

} // namespace ottla
