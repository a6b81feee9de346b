// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/file.h"
#include "base/result.h"
#include "registry/registryconfig.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace ottla::registry {

/// A ZooKeeper server in this process: its data folder, its port, its threads. One thread owns the
/// object; it must not be one of those.
class RegistryServer
{
public:
    struct Options
    {
        std::filesystem::path data;
        RegistryConfig config;
        /// Called at most once, in a thread of the server, when the disk fails: nothing is
        /// acknowledged any more, connections are closed, and all that is left is stop().
        std::function<void(const Error&)> onFailure;
    };

    /// Opens the data and serves requests when it returns. Errors say what to do: Errc::Busy for a
    /// port or a folder in use, Errc::Corrupt with file and offset for damaged data.
    /// `files` and `clock` must outlive the server.
    [[nodiscard]] static Result<std::unique_ptr<RegistryServer>>
    start(FileSystem& files, const Clock& clock, Options options);
    /// Calls stop() where that was not done.
    ~RegistryServer();
    RegistryServer(const RegistryServer&) = delete;
    RegistryServer& operator=(const RegistryServer&) = delete;

    /// Where it listens, in numbers: the first of several addresses.
    [[nodiscard]] const std::string& address() const;
    [[nodiscard]] std::uint16_t port() const;
    /// Looks at the clock at once: a test has moved it. Returns when what is due has been done and
    /// its output let out.
    void lookAtClock();
    /// Closes the connections, not the sessions, and joins the threads. What was answered is
    /// durable even where forceSync is off.
    [[nodiscard]] Result<void> stop();

private:
    class Loop;
    explicit RegistryServer(std::unique_ptr<Loop> loop);

    std::unique_ptr<Loop> m_loop;
};

} // namespace ottla::registry
