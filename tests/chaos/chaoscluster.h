// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/cuttableproxy.h"

#include <QProcess>
#include <QString>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ottla::chaos {

/// A registry and brokers 1 to N as processes that can be killed, stopped and cut off. Each broker
/// reaches the registry through a proxy of its own, and clients and other brokers reach it through
/// another. The main thread only.
class ChaosCluster
{
public:
    enum class Access
    {
        Proxied,
        Direct ///< Clients and brokers reach brokers without a proxy: cut() does nothing.
    };

    /// `zookeeper` is host:port of a real one, or empty for the embedded registry.
    ChaosCluster(QString executable, QString folder, const QString& zookeeper,
                 Access access = Access::Proxied);
    ~ChaosCluster();

    [[nodiscard]] bool start(int brokers);
    [[nodiscard]] std::string bootstrap() const;
    [[nodiscard]] std::vector<std::uint16_t>
    ports() const; ///< Of the brokers, as clients see them.
    [[nodiscard]] int brokers() const { return static_cast<int>(m_brokers.size()); }
    [[nodiscard]] QString dataFolder(int id) const;

    void kill(int id); ///< SIGKILL.
    void beginTerminate(int id); ///< SIGTERM.
    void terminate(int id); ///< The same, and waits for the end.
    void launch(int id); ///< Unless it runs; waits until it serves.
    void pause(int id); ///< SIGSTOP.
    void resume(int id); ///< SIGCONT.
    void cut(int id); ///< From clients and from the other brokers that ask it for something.
    void cutRegistry(int id);
    void heal(int id); ///< Both.
    [[nodiscard]] bool hasOwnRegistry() const { return m_zookeeperPort == 0; }
    void killRegistry();
    void launchRegistry();
    /// Everything as it was at the start.
    void healAll();

private:
    struct Broker
    {
        std::unique_ptr<QProcess> process;
        quint16 port = 0;
        std::unique_ptr<test::CuttableProxy> toRegistry;
        std::unique_ptr<test::CuttableProxy> fromClients;
        bool paused = false;
    };

    /// Where clients find a broker.
    [[nodiscard]] quint16 port(const Broker& broker) const;
    void launch(QProcess& process, const QStringList& arguments, const QString& log);

    const QString m_executable;
    const QString m_folder;
    const Access m_access;
    quint16 m_zookeeperPort = 0; ///< 0: the registry is ours.
    quint16 m_registryPort = 0;
    QProcess m_registry;
    std::map<int, Broker> m_brokers;
};

} // namespace ottla::chaos
