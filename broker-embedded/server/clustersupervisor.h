// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "server/clustermember.h"
#include "server/erroroutput.h"

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ottla::server {

enum class RestartPolicy
{
    Never,
    OnFailure, ///< Whatever ended otherwise than with status 0.
};

struct ClusterArguments
{
    int brokers = 3;
    std::string data; ///< Holds a folder for the registry and for each broker.
    std::optional<std::uint16_t> port; ///< Of broker 0, the others' follow; 0 is any for each.
    std::optional<std::uint16_t> registryPort;
    std::string zookeeper; ///< A foreign one; empty: the registry is started.
    std::string config; ///< A server.properties common to all brokers; empty is none.
    std::vector<std::string> settings; ///< NAME=VALUE, or ID:NAME=VALUE for one broker.
    RestartPolicy restart = RestartPolicy::Never;
    bool exitWithStdin = false;
};

/// Runs a cluster on this machine: the registry and brokers as child processes, which end with this
/// process however it ends. Commands come by standard input, a line each: start, stop, kill, pause,
/// resume and a broker's id, or `registry`. One thread; one object a process.
class ClusterSupervisor
{
public:
    /// `say` gets the lines for standard output.
    ClusterSupervisor(ClusterArguments arguments, std::function<void(const std::string&)> say);

    /// Returns when SIGTERM, SIGINT or SIGHUP came (or standard input ended, if so asked), and all
    /// children have ended. An error: what kept the cluster from starting.
    [[nodiscard]] Result<void> run();

private:
    struct Process
    {
        std::unique_ptr<ClusterMember> member;
        std::uint16_t port = 0; ///< To listen on; once it was up, the one that it got.
        std::string address; ///< host:port; empty until it is up for the first time.
        bool up = false;
        std::vector<std::string> settings = {};
        std::chrono::steady_clock::time_point started = {};
        std::chrono::milliseconds restartDelay{};
        std::unique_ptr<asio::steady_timer> restartTimer = {};
    };

    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> shareOutSettings();
    void begin(Process& process);
    void startBrokers();
    [[nodiscard]] std::vector<std::string> argumentsOf(const Process& process) const;
    [[nodiscard]] bool isRegistry(const Process& process) const { return &process == &m_registry; }
    void takeOutput(Process& process, const std::string& line);
    void registryIsUp(const std::string& address);
    void brokerIsUp(Process& broker, const std::string& address);
    void memberEnded(Process& process, int status);
    void restartLater(Process& process);

    void waitForSignal();
    void readCommands();
    void obey(const std::string& command);
    void order(Process& process, const std::string& what);

    void fail(Error error);
    void end();
    void endRegistryAfterBrokers();

    const ClusterArguments m_arguments;
    const std::function<void(const std::string&)> m_say;
    std::filesystem::path m_program;
    asio::io_context m_context;
    ErrorOutput m_log; ///< Before all that logs.
    asio::signal_set m_signals;
    asio::posix::stream_descriptor m_input;
    std::string m_inputBuffer;
    asio::steady_timer m_patience; ///< Children that do not end in time are killed.
    Process m_registry; ///< Without a member when the registry is foreign.
    std::vector<Process> m_brokers;
    bool m_complete = false; ///< All were up.
    bool m_ending = false;
    Result<void> m_result;
};

} // namespace ottla::server
