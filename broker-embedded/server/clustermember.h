// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ottla::server {

/// A process of a local cluster, the registry or a broker, while it runs and between two runs.
/// Belongs to the one thread that runs its io_context.
class ClusterMember
{
public:
    struct Events
    {
        std::function<void(const std::string& line)> output; ///< Of its standard output.
        std::function<void(const std::string& line)> log; ///< Of its standard error.
        /// It has ended, and everything it wrote was passed on.
        std::function<void(int status)> ended;
    };

    ClusterMember(asio::io_context& context, std::string name, Events events);
    ~ClusterMember();
    ClusterMember(const ClusterMember&) = delete;
    ClusterMember& operator=(const ClusterMember&) = delete;

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] Result<void> start(const std::filesystem::path& program,
                                     const std::vector<std::string>& arguments);
    /// From start() until `ended`.
    [[nodiscard]] bool isRunning() const { return m_pid > 0; }
    [[nodiscard]] int pid() const { return m_pid; }
    /// Nothing happens when it does not run.
    void signal(int number);
    /// To be called when some child of this process has ended.
    void reap();
    /// The last line of its log: where it could not start, why.
    [[nodiscard]] const std::string& lastLogLine() const { return m_lastLogLine; }

private:
    using Stream = asio::posix::stream_descriptor;
    struct Lines
    {
        explicit Lines(asio::io_context& context)
            : stream(context)
        { }
        Stream stream;
        std::string buffer;
    };

    void readLines(Lines& lines, void (ClusterMember::*take)(const std::string&));
    void takeOutput(const std::string& line);
    void takeLogLine(const std::string& line);
    void endWhenAllIsRead();

    const std::string m_name;
    const Events m_events;
    Stream m_input;
    Lines m_output;
    Lines m_log;
    std::string m_lastLogLine;
    int m_pid = -1;
    std::optional<int> m_status; ///< Once reaped.
};

} // namespace ottla::server
