// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/erroroutput.h"

#include <algorithm>
#include <climits>
#include <poll.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <utility>

namespace ottla::server {

namespace {

constexpr std::size_t mostKept = 256U << 10U; // bytes

/// The descriptor is shared with others and stays blocking, so it is asked before each piece.
bool takesAPiece(int descriptor)
{
    pollfd asked{.fd = descriptor, .events = POLLOUT, .revents = 0};
    return ::poll(&asked, 1, 0) == 1;
}

class Sink : public spdlog::sinks::base_sink<spdlog::details::null_mutex>
{
public:
    explicit Sink(ErrorOutput& output)
        : m_output(output)
    { }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t text;
        formatter_->format(message, text);
        const std::string_view line(text.data(), text.size());
        m_output.write(line.substr(0, line.find_last_not_of('\n') + 1));
    }
    void flush_() override { }

private:
    ErrorOutput& m_output;
};

} // namespace

ErrorOutput::ErrorOutput(asio::io_context& context)
    : m_stream(context, ::dup(STDERR_FILENO))
    , m_formerLogger(spdlog::default_logger())
{
    auto logger = std::make_shared<spdlog::logger>("standard error", std::make_shared<Sink>(*this));
    spdlog::initialize_logger(logger);
    spdlog::set_default_logger(std::move(logger));
}

ErrorOutput::~ErrorOutput()
{
    spdlog::set_default_logger(m_formerLogger);
    flush();
}

void ErrorOutput::write(std::string_view line)
{
    if (m_dropped > 0 || m_kept.size() + line.size() >= mostKept) {
        ++m_dropped;
    } else {
        m_kept.append(line).push_back('\n');
    }
    flush();
}

void ErrorOutput::flush()
{
    while (!m_kept.empty() && takesAPiece(m_stream.native_handle())) {
        // So much fits into a pipe that takes anything.
        const auto written = ::write(m_stream.native_handle(), m_kept.data(),
                                     std::min<std::size_t>(m_kept.size(), PIPE_BUF));
        if (written < 0) {
            m_kept.clear(); // its reader is gone
            return;
        }
        m_kept.erase(0, static_cast<std::size_t>(written));
        if (m_kept.empty() && m_dropped > 0) {
            m_kept = "(" + std::to_string(std::exchange(m_dropped, 0))
                + " lines were dropped: nobody read them)\n";
        }
    }
    if (!m_kept.empty() && !m_waiting) {
        flushWhenRead();
    }
}

void ErrorOutput::flushWhenRead()
{
    m_waiting = true;
    m_stream.async_wait(asio::posix::stream_descriptor::wait_write,
                        [this](const std::error_code& error) {
                            if (!error) {
                                m_waiting = false;
                                flush();
                            }
                        });
}

} // namespace ottla::server
