// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/clustersupervisor.h"

#include <asio/buffer.hpp>
#include <asio/read_until.hpp>
#include <charconv>
#include <csignal>
#include <spdlog/spdlog.h>
#include <unistd.h>

// How a running cluster is told what to do: signals, and lines on standard input.

namespace ottla::server {

void ClusterSupervisor::waitForSignal()
{
    m_signals.async_wait([this](const std::error_code& error, int number) {
        if (error) {
            return;
        }
        waitForSignal();
        if (number != SIGCHLD) {
            end();
            return;
        }
        if (m_registry.member) {
            m_registry.member->reap();
        }
        for (Process& broker : m_brokers) {
            broker.member->reap();
        }
    });
}

void ClusterSupervisor::readCommands()
{
    if (!m_input.is_open()) {
        // In the background of a terminal a read would stop this process; ignored, it fails.
        std::signal(SIGTTIN, SIG_IGN);
        m_input.assign(::dup(STDIN_FILENO));
    }
    constexpr std::size_t longestLine = 4096;
    asio::async_read_until(m_input, asio::dynamic_buffer(m_inputBuffer, longestLine), '\n',
                           [this](const std::error_code& error, std::size_t length) {
                               if (!error) {
                                   const std::string line = m_inputBuffer.substr(0, length - 1);
                                   m_inputBuffer.erase(0, length);
                                   obey(line);
                                   if (!m_ending) {
                                       readCommands();
                                   }
                                   return;
                               }
                               if (error != asio::error::operation_aborted
                                   && m_arguments.exitWithStdin) {
                                   end();
                               }
                           });
}

void ClusterSupervisor::obey(const std::string& command)
{
    const auto space = command.find(' ');
    const std::string what = command.substr(0, space);
    const std::string who = space == std::string::npos ? "" : command.substr(space + 1);
    if (who == "registry" && m_registry.member) {
        order(m_registry, what);
        return;
    }
    std::size_t id = 0;
    const auto [end, error] = std::from_chars(who.data(), who.data() + who.size(), id);
    if (error != std::errc() || end != who.data() + who.size() || id >= m_brokers.size()) {
        spdlog::error("\"{}\": there is no broker \"{}\"; known are start, stop, kill, pause and"
                      " resume, each with 0 to {} or registry",
                      command, who, m_brokers.size() - 1);
        return;
    }
    order(m_brokers[id], what);
}

void ClusterSupervisor::order(Process& process, const std::string& what)
{
    ClusterMember& member = *process.member;
    if (what == "start") {
        if (member.isRunning()) {
            spdlog::warn("{} runs already", member.name());
        } else {
            begin(process);
        }
        return;
    }
    const bool known = what == "stop" || what == "kill" || what == "pause" || what == "resume";
    if (!known) {
        spdlog::error("\"{}\" is no command; known are start, stop, kill, pause and resume", what);
    } else if (!member.isRunning()) {
        process.restartTimer->cancel();
        spdlog::warn("{} does not run", member.name());
    } else if (what == "stop") {
        member.signal(SIGTERM);
        member.signal(SIGCONT); // where it is paused
    } else {
        member.signal(what == "kill" ? SIGKILL : what == "pause" ? SIGSTOP : SIGCONT);
    }
}

} // namespace ottla::server
