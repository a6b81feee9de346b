// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <cstddef>
#include <thread>
#include <vector>

namespace ottla::net {

/// An io_context and the threads that run it, from construction until stop().
class IoThreads
{
public:
    explicit IoThreads(std::size_t count);
    ~IoThreads();
    IoThreads(const IoThreads&) = delete;
    IoThreads& operator=(const IoThreads&) = delete;

    [[nodiscard]] asio::io_context& context() { return m_context; }
    /// Lets what runs finish, drops what waits, joins the threads. Not from one of them.
    void stop();

private:
    asio::io_context m_context;
    asio::executor_work_guard<asio::io_context::executor_type> m_work;
    std::vector<std::thread> m_threads;
};

} // namespace ottla::net
