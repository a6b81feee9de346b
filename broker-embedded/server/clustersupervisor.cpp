// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/clustersupervisor.h"

#include "server/childprocess.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <spdlog/spdlog.h>

namespace ottla::server {

namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t defaultPort = 9092;
constexpr auto shortestRestartDelay = 200ms;
constexpr auto longestRestartDelay = 10s;
constexpr auto longEnoughUp = 30s; // the next failure is a new one
constexpr auto patience = 15s; // for a clean end

std::optional<std::size_t> number(std::string_view text)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

std::uint16_t portOf(const std::string& address)
{
    return static_cast<std::uint16_t>(number(address.substr(address.rfind(':') + 1)).value_or(0));
}

} // namespace

ClusterSupervisor::ClusterSupervisor(ClusterArguments arguments,
                                     std::function<void(const std::string&)> say)
    : m_arguments(std::move(arguments))
    , m_say(std::move(say))
    , m_log(m_context)
    , m_signals(m_context, SIGCHLD, SIGTERM, SIGINT)
    , m_input(m_context)
    , m_patience(m_context)
{ }

Result<void> ClusterSupervisor::run()
{
    if (auto prepared = prepare(); !prepared) {
        return prepared;
    }
    m_signals.add(SIGHUP);
    waitForSignal();
    readCommands();
    if (m_registry.member) {
        begin(m_registry);
    } else {
        registryIsUp(m_arguments.zookeeper);
    }
    m_context.run();
    return m_result;
}

Result<void> ClusterSupervisor::prepare()
{
    auto program = ownExecutable();
    if (!program) {
        return program.error();
    }
    m_program = std::move(*program);
    const auto makeMember = [this](Process& process, std::string name) {
        const std::string before = "[" + name + "] ";
        process.member = std::make_unique<ClusterMember>(
            m_context, std::move(name),
            ClusterMember::Events{
                [this, &process](const std::string& line) { takeOutput(process, line); },
                [this, before](const std::string& line) { m_log.write(before + line); },
                [this, &process](int status) {
                    memberEnded(process, status);
                }});
        process.restartTimer = std::make_unique<asio::steady_timer>(m_context);
    };
    if (m_arguments.zookeeper.empty()) {
        makeMember(m_registry, "registry");
        m_registry.port = m_arguments.registryPort.value_or(2181);
    }
    m_brokers.resize(static_cast<std::size_t>(m_arguments.brokers));
    const std::uint16_t first = m_arguments.port.value_or(defaultPort);
    for (std::size_t id = 0; id < m_brokers.size(); ++id) {
        makeMember(m_brokers[id], "broker " + std::to_string(id));
        m_brokers[id].port = first == 0 ? first : static_cast<std::uint16_t>(first + id);
    }
    return shareOutSettings();
}

Result<void> ClusterSupervisor::shareOutSettings()
{
    for (const std::string& setting : m_arguments.settings) {
        const auto equals = setting.find('=');
        const auto colon = setting.find(':');
        if (equals == std::string::npos) {
            return Error{Errc::InvalidArgument, "--set " + setting + ": NAME=VALUE is expected"};
        }
        if (colon > equals) {
            for (Process& broker : m_brokers) {
                broker.settings.push_back(setting);
            }
            continue;
        }
        const auto id = number(std::string_view(setting).substr(0, colon));
        if (!id || *id >= m_brokers.size()) {
            return Error{Errc::InvalidArgument,
                         "--set " + setting + ": there is no broker " + setting.substr(0, colon)};
        }
        m_brokers[*id].settings.push_back(setting.substr(colon + 1));
    }
    return {};
}

std::vector<std::string> ClusterSupervisor::argumentsOf(const Process& process) const
{
    const std::filesystem::path data = m_arguments.data;
    if (isRegistry(process)) {
        // A short tick, so that a dead broker's session ends soon: see ARCHITECTURE.md.
        return {"registry",
                "--data",
                (data / "registry").string(),
                "--port",
                std::to_string(process.port),
                "--set",
                "tickTime=100",
                "--set",
                "maxSessionTimeout=60000",
                "--exit-with-stdin"};
    }
    const auto id = std::to_string(&process - m_brokers.data());
    std::vector<std::string> arguments{"node",
                                       "--data",
                                       (data / ("broker-" + id)).string(),
                                       "--id",
                                       id,
                                       "--port",
                                       std::to_string(process.port),
                                       "--zookeeper",
                                       m_registry.address,
                                       "--exit-with-stdin"};
    if (!m_arguments.config.empty()) {
        arguments.insert(arguments.end(), {"--config", m_arguments.config});
    }
    for (const std::string& setting : process.settings) {
        arguments.insert(arguments.end(), {"--set", setting});
    }
    return arguments;
}

void ClusterSupervisor::begin(Process& process)
{
    process.restartTimer->cancel();
    process.up = false;
    process.started = std::chrono::steady_clock::now();
    if (auto started = process.member->start(m_program, argumentsOf(process)); !started) {
        if (m_complete) {
            spdlog::error("{}: {}", process.member->name(), started.error().describe());
        } else {
            fail(started.error());
        }
    }
}

void ClusterSupervisor::startBrokers()
{
    for (Process& broker : m_brokers) {
        begin(broker);
    }
}

void ClusterSupervisor::takeOutput(Process& process, const std::string& line)
{
    constexpr std::string_view registryLine = "registry ";
    constexpr std::string_view brokerLine = "listening ";
    if (isRegistry(process) && line.starts_with(registryLine)) {
        registryIsUp(line.substr(registryLine.size()));
    } else if (!isRegistry(process) && line.starts_with(brokerLine) && !process.up) {
        // Of several listeners the first is the one that is told.
        const auto scheme = line.find("://");
        brokerIsUp(process,
                   line.substr(scheme == std::string::npos ? brokerLine.size() : scheme + 3));
    }
}

void ClusterSupervisor::registryIsUp(const std::string& address)
{
    const bool first = m_registry.address.empty();
    m_registry.up = true;
    m_registry.address = address;
    m_registry.port = portOf(address);
    m_say("registry " + address);
    if (first && !m_ending) {
        startBrokers();
    }
}

void ClusterSupervisor::brokerIsUp(Process& broker, const std::string& address)
{
    broker.up = true;
    broker.address = address;
    broker.port = portOf(address);
    m_say("broker " + std::to_string(&broker - m_brokers.data()) + " pid "
          + std::to_string(broker.member->pid()) + " " + address);
    if (m_complete || !std::all_of(m_brokers.begin(), m_brokers.end(), [](const Process& each) {
            return each.up;
        })) {
        return;
    }
    m_complete = true;
    std::string bootstrap;
    for (const Process& each : m_brokers) {
        bootstrap += (bootstrap.empty() ? "" : ",") + each.address;
    }
    m_say("bootstrap " + bootstrap);
}

void ClusterSupervisor::memberEnded(Process& process, int status)
{
    process.up = false;
    if (m_complete) {
        m_say(process.member->name() + " exited " + std::to_string(status));
    }
    if (m_ending) {
        endRegistryAfterBrokers();
    } else if (!m_complete) {
        const std::string why = process.member->lastLogLine();
        fail({Errc::InvalidState,
              process.member->name() + " ended with status " + std::to_string(status)
                  + (why.empty() ? std::string() : ": " + why)});
    } else if (status != 0 && m_arguments.restart == RestartPolicy::OnFailure) {
        restartLater(process);
    }
}

void ClusterSupervisor::restartLater(Process& process)
{
    const bool isNew = std::chrono::steady_clock::now() - process.started > longEnoughUp;
    process.restartDelay = isNew || process.restartDelay == 0ms
        ? shortestRestartDelay
        : std::min<std::chrono::milliseconds>(process.restartDelay * 2, longestRestartDelay);
    process.restartTimer->expires_after(process.restartDelay);
    process.restartTimer->async_wait([this, &process](const std::error_code& error) {
        if (!error && !m_ending && !process.member->isRunning()) {
            begin(process);
        }
    });
}

void ClusterSupervisor::fail(Error error)
{
    if (m_result) {
        m_result = std::move(error);
    }
    end();
}

void ClusterSupervisor::end()
{
    if (std::exchange(m_ending, true)) {
        return;
    }
    m_input.close();
    for (Process& broker : m_brokers) {
        broker.restartTimer->cancel();
        broker.member->signal(SIGTERM);
        broker.member->signal(SIGCONT); // one that is paused ends, too
    }
    m_patience.expires_after(patience);
    m_patience.async_wait([this](const std::error_code& error) {
        if (error) {
            return;
        }
        spdlog::error("not everything ended in time; what is left is killed");
        for (Process& broker : m_brokers) {
            broker.member->signal(SIGKILL);
        }
        if (m_registry.member) {
            m_registry.member->signal(SIGKILL);
        }
    });
    endRegistryAfterBrokers();
}

/// Brokers hand over and sign off in the registry before it goes.
void ClusterSupervisor::endRegistryAfterBrokers()
{
    const bool brokersRun = std::any_of(m_brokers.begin(), m_brokers.end(),
                                        [](const auto& each) { return each.member->isRunning(); });
    if (brokersRun) {
        return;
    }
    if (m_registry.member && m_registry.member->isRunning()) {
        m_registry.member->signal(SIGTERM);
        m_registry.member->signal(SIGCONT);
        return;
    }
    m_context.stop();
}

} // namespace ottla::server
