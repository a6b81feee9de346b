// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/registrycommand.h"

#include "registry/configfile.h"
#include "registry/registryserver.h"
#include "server/endsignal.h"

#include <spdlog/spdlog.h>

namespace ottla::server {

namespace {

Result<registry::RegistryConfig> loadConfig(FileSystem& files, const RegistryArguments& arguments)
{
    registry::RegistryConfig config;
    std::string text;
    if (!arguments.config.empty()) {
        const auto content = files.readAll(arguments.config);
        if (!content) {
            return content.error();
        }
        text = asText(*content);
    }
    for (const std::string& setting : arguments.settings) {
        text += "\n" + setting;
    }
    if (!text.empty()) {
        auto loaded = registry::parseRegistryConfig(
            text, arguments.config.empty() ? "--set" : arguments.config);
        if (!loaded) {
            return loaded.error();
        }
        for (const std::string& warning : loaded->warnings) {
            spdlog::warn("{}", warning);
        }
        config = std::move(loaded->config);
    }
    if (arguments.port) {
        config.clientPort = *arguments.port;
    }
    return config;
}

std::string shown(const std::string& host)
{
    if (host.empty()) {
        return "0.0.0.0";
    }
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace

Result<void> runRegistry(const RegistryArguments& arguments,
                         const std::function<void(const std::string&)>& say)
{
    EndSignal end(arguments.exitWithStdin);
    const auto files = posixFileSystem();
    const SystemClock clock;
    auto config = loadConfig(*files, arguments);
    if (!config) {
        return config.error();
    }
    const std::string host = config->clientPortAddress;
    const bool synced = config->forceSync;
    auto started = registry::RegistryServer::start(
        *files, clock, {arguments.data, std::move(*config), [&end](const Error&) {
                            end.request();
                        }});
    if (!started) {
        return started.error();
    }
    if (!synced) {
        spdlog::warn("forceSync is off: a crash of the machine may take what was acknowledged");
    }
    registry::RegistryServer& server = **started;
    say("registry " + shown(host == "localhost" ? server.address() : host) + ":"
        + std::to_string(server.port()));
    end.wait();
    auto stopped = server.stop();
    spdlog::info("stopped");
    return stopped;
}

} // namespace ottla::server
