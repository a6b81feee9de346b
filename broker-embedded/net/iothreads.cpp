// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/iothreads.h"

namespace ottla::net {

IoThreads::IoThreads(std::size_t count)
    : m_context(static_cast<int>(count))
    , m_work(asio::make_work_guard(m_context))
{
    for (std::size_t i = 0; i < count; ++i) {
        m_threads.emplace_back([this] { m_context.run(); });
    }
}

IoThreads::~IoThreads()
{
    stop();
}

void IoThreads::stop()
{
    m_context.stop();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
    m_threads.clear();
}

} // namespace ottla::net
