// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/local/localbroker.h"
#include "model/local/localdata.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QSet>
#include <QString>
#include <QStringList>

#include <vector>

namespace ottla {

/// The cluster that comes with the application: `ottla-broker cluster` as a child process, which
/// runs a registry and one broker or several as processes of their own. It is reached like any
/// other, by its bootstrap address. It ends when the application does, however that ends: the child
/// watches its standard input. Its data stay, in a folder that use() can change. GUI thread;
/// nothing waits but the destructor.
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
    /// What a single broker can be told.
    enum class Order
    {
        Start,
        Stop,
        Restart, ///< A clean end and a new start.
        Kill,
        Pause,
        Resume
    };
    static constexpr int mostBrokers = 5;

    /// Data lie in `folder`, or in one beside it. The executable is the one beside the
    /// application's, or the one that OTTLA_BROKER names.
    explicit LocalCluster(QString folder, QObject* parent = nullptr);
    ~LocalCluster() override;

    [[nodiscard]] State state() const { return m_state; }
    /// host:port, with commas between, while it runs; empty otherwise.
    [[nodiscard]] QString bootstrap() const { return m_bootstrap; }
    /// host:port of the registry while it runs; empty otherwise.
    [[nodiscard]] QString registry() const { return m_registry; }
    /// By id; empty while the cluster does not run.
    [[nodiscard]] const std::vector<LocalBroker>& brokers() const { return m_brokers; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// Where the data are of the cluster that runs, or would be started.
    [[nodiscard]] const QString& folder() const { return m_folder; }
    /// What there is in that folder, as it was before the cluster began to run.
    [[nodiscard]] const LocalData& kept() const { return m_kept; }
    /// The clusters of other folders that have data.
    [[nodiscard]] std::vector<LocalData> others() const;
    /// Takes another folder, one of others(); nothing while the cluster runs.
    void use(const QString& folder);
    /// Why it failed, in one sentence, and what to do about it.
    [[nodiscard]] QString failure() const { return m_failure; }
    /// The newest lines of the brokers' own log.
    [[nodiscard]] QStringList logLines() const { return m_log; }

    /// With as many brokers as have data, if `brokers` is less; else those that it lacks are added.
    /// On `preferredPort` and those after it where they are free; else on any others.
    void start(int brokers, quint16 preferredPort);
    void stop();
    /// Whether single brokers can be told something.
    [[nodiscard]] bool takesOrders() const { return m_state == State::Running; }
    /// brokersChanged() follows when it is done. Nothing happens where `broker` is not there or
    /// orders are not taken.
    void order(int broker, Order order);

Q_SIGNALS:
    void stateChanged();
    /// A broker began, ended, was paused or resumed.
    void brokersChanged();
    void logLine(const QString& line);

private:
    void launch(quint16 port);
    void readOutput();
    void takeLine(const QString& line);
    void brokerStarted(int id, qint64 pid, const QString& address);
    void brokerEnded(int id, int status);
    [[nodiscard]] LocalBroker* find(int id);
    void send(const QString& command, int broker);
    void readLog();
    void finished(int status, QProcess::ExitStatus how);
    /// What a person can do about a start that failed for this reason, in the cluster's own words.
    [[nodiscard]] QString advice(const QString& reason) const;
    void setState(State state);

    const QString m_base;
    QString m_folder;
    LocalData m_kept;
    QProcess m_process;
    State m_state = State::Stopped;
    int m_count = 1; ///< Brokers asked for.
    QString m_bootstrap;
    QString m_registry;
    std::vector<LocalBroker> m_brokers;
    QSet<int> m_restarting; ///< Are to begin again when they have ended.
    QString m_failure;
    QStringList m_log;
    bool m_mayUseOtherPort = false;
    quint16 m_port = 0; ///< Of the last launch.
    QElapsedTimer m_sinceStart;
    bool m_wasKilled = false; ///< The last run ended so.
};

} // namespace ottla
