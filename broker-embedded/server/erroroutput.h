// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace ottla::server {

/// Lines for standard error from a process that must not wait for their reader: what a full pipe
/// does not take is kept, and beyond a bound dropped and counted. The count is written when
/// somebody reads again. Belongs to the one thread that runs its io_context.
class ErrorOutput
{
public:
    /// While it lives spdlog's default logger writes here, in the old one's form.
    explicit ErrorOutput(asio::io_context& context);
    /// Writes what can be written without waiting.
    ~ErrorOutput();
    ErrorOutput(const ErrorOutput&) = delete;
    ErrorOutput& operator=(const ErrorOutput&) = delete;

    /// `line` is without its end.
    void write(std::string_view line);

private:
    void flush();
    void flushWhenRead();

    asio::posix::stream_descriptor m_stream; ///< Standard error's duplicate.
    std::string m_kept;
    std::size_t m_dropped = 0; ///< Lines.
    bool m_waiting = false;
    std::shared_ptr<spdlog::logger> m_formerLogger;
};

} // namespace ottla::server
