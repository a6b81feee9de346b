// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/clustermember.h"

#include "server/childprocess.h"

#include <asio/buffer.hpp>
#include <asio/read_until.hpp>
#include <csignal>

namespace ottla::server {

namespace {

constexpr std::size_t longestLine = 64U << 10U; // bytes

} // namespace

ClusterMember::ClusterMember(asio::io_context& context, std::string name, Events events)
    : m_name(std::move(name))
    , m_events(std::move(events))
    , m_input(context)
    , m_output(context)
    , m_log(context)
{ }

ClusterMember::~ClusterMember()
{
    if (isRunning() && !m_status) {
        signal(SIGKILL);
    }
}

Result<void> ClusterMember::start(const std::filesystem::path& program,
                                  const std::vector<std::string>& arguments)
{
    const auto child = startChild(program, arguments);
    if (!child) {
        return child.error();
    }
    m_pid = child->pid;
    m_status.reset();
    m_lastLogLine.clear();
    m_input.assign(child->input);
    m_output.stream.assign(child->output);
    m_log.stream.assign(child->errors);
    readLines(m_output, &ClusterMember::takeOutput);
    readLines(m_log, &ClusterMember::takeLogLine);
    return {};
}

void ClusterMember::signal(int number)
{
    if (isRunning() && !m_status) {
        ::kill(m_pid, number);
    }
}

void ClusterMember::reap()
{
    if (isRunning() && !m_status) {
        m_status = exitStatus(m_pid);
        endWhenAllIsRead();
    }
}

void ClusterMember::readLines(Lines& lines, void (ClusterMember::*take)(const std::string&))
{
    asio::async_read_until(lines.stream, asio::dynamic_buffer(lines.buffer, longestLine), '\n',
                           [this, &lines, take](const std::error_code& error, std::size_t) {
                               if (error == asio::error::operation_aborted) {
                                   return;
                               }
                               for (auto end = lines.buffer.find('\n'); end != std::string::npos;
                                    end = lines.buffer.find('\n')) {
                                   const std::string line = lines.buffer.substr(0, end);
                                   lines.buffer.erase(0, end + 1);
                                   (this->*take)(line);
                               }
                               if (!error || error == asio::error::not_found) {
                                   if (lines.buffer.size() >= longestLine) {
                                       (this->*take)(std::exchange(lines.buffer, {}));
                                   }
                                   readLines(lines, take);
                                   return;
                               }
                               if (!lines.buffer.empty()) {
                                   (this->*take)(std::exchange(lines.buffer, {}));
                               }
                               lines.stream.close();
                               endWhenAllIsRead();
                           });
}

void ClusterMember::takeOutput(const std::string& line)
{
    m_events.output(line);
}

void ClusterMember::takeLogLine(const std::string& line)
{
    m_lastLogLine = line;
    m_events.log(line);
}

void ClusterMember::endWhenAllIsRead()
{
    if (!m_status || m_output.stream.is_open() || m_log.stream.is_open()) {
        return;
    }
    m_input.close();
    m_pid = -1;
    m_events.ended(*m_status);
}

} // namespace ottla::server
