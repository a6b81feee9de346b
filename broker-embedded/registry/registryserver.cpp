// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/registryserver.h"

#include "registry/registryloop.h"

#include <spdlog/spdlog.h>

namespace ottla::registry {

RegistryServer::RegistryServer(std::unique_ptr<Loop> loop)
    : m_loop(std::move(loop))
{ }

Result<std::unique_ptr<RegistryServer>> RegistryServer::start(FileSystem& files, const Clock& clock,
                                                              Options options)
{
    auto loop = std::make_unique<Loop>(files, clock, std::move(options));
    if (auto opened = loop->open(); !opened) {
        return opened.error();
    }
    loop->start();
    return std::unique_ptr<RegistryServer>(new RegistryServer(std::move(loop)));
}

RegistryServer::~RegistryServer()
{
    if (m_loop) {
        if (const auto stopped = stop(); !stopped) {
            spdlog::error("stopping: {}", stopped.error().describe());
        }
    }
}

const std::string& RegistryServer::address() const
{
    return m_loop->address();
}

std::uint16_t RegistryServer::port() const
{
    return m_loop->port();
}

void RegistryServer::lookAtClock()
{
    m_loop->lookAtClock();
}

Result<void> RegistryServer::stop()
{
    auto stopped = m_loop->stop();
    m_loop.reset();
    return stopped;
}

} // namespace ottla::registry
