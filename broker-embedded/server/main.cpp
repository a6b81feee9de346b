// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/brokerserver.h"
#include "server/clustersupervisor.h"
#include "server/connectzookeeper.h"
#include "server/endsignal.h"
#include "server/registrycommand.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <malloc.h>
#include <optional>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace ottla;
using namespace ottla::server;

struct NodeArguments
{
    std::string data;
    std::optional<std::uint16_t> port;
    std::string config;
    std::string zookeeper;
    std::optional<std::int32_t> id;
    std::vector<std::string> settings; ///< NAME=VALUE
    bool exitWithStdin = false;
};

int fail(const std::string& why)
{
    std::fprintf(stderr, "ottla-broker: %s\n", why.c_str());
    return 1;
}

/// Standard output carries the contract's lines only. A reader that is gone is no reason to end.
void say(const std::string& line)
{
    const std::string text = line + "\n";
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) {
        spdlog::debug("nobody reads standard output");
    }
}

/// Partitions and connections take descriptors. The soft limit protects programs that use
/// select(2), which this one does not.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
            spdlog::warn("the limit of open files stays as low as it was");
        }
    }
}

std::string shown(const std::string& host)
{
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

Result<BrokerConfig> loadConfig(FileSystem& files, const NodeArguments& arguments)
{
    BrokerConfig config;
    if (!arguments.config.empty()) {
        const auto content = files.readAll(arguments.config);
        if (!content) {
            return content.error();
        }
        auto loaded = parseConfig(asText(*content), arguments.config);
        if (!loaded) {
            return loaded.error();
        }
        for (const std::string& warning : loaded->warnings) {
            spdlog::warn("{}", warning);
        }
        config = std::move(loaded->config);
    }
    for (const std::string& setting : arguments.settings) {
        const auto equals = setting.find('=');
        if (equals == std::string::npos) {
            return Error{Errc::InvalidArgument, "--set " + setting + ": NAME=VALUE is expected"};
        }
        if (auto set = config.set(setting.substr(0, equals), setting.substr(equals + 1)); !set) {
            return Error{set.error().code, "--set " + setting + ": " + set.error().message};
        }
    }
    if (arguments.id) {
        if (auto set = config.set("broker.id", std::to_string(*arguments.id)); !set) {
            return set.error();
        }
    }
    if (auto set = config.set("log.dirs", arguments.data); !set) { // which wins over the file's
        return set.error();
    }
    if (!arguments.zookeeper.empty()) {
        if (auto set = config.set("zookeeper.connect", arguments.zookeeper); !set) {
            return set.error();
        }
    }
    if (arguments.port) {
        const auto endpoints = parseEndpoints(config.text("listeners"));
        if (!endpoints) {
            return endpoints.error();
        }
        if (endpoints->size() != 1) {
            return Error{Errc::InvalidArgument,
                         "--port needs a configuration with one listener, not with "
                             + std::to_string(endpoints->size())};
        }
        const Endpoint& only = endpoints->front();
        const auto set = config.set("listeners",
                                    only.name + "://" + shown(only.host) + ":"
                                        + std::to_string(*arguments.port));
        if (!set) {
            return set.error();
        }
    }
    return config;
}

int runNode(const NodeArguments& arguments)
{
    EndSignal end(arguments.exitWithStdin);
    const auto files = posixFileSystem();
    const SystemClock clock;
    auto config = loadConfig(*files, arguments);
    if (!config) {
        return fail(config.error().describe());
    }
    BrokerServer::Options options{arguments.data, std::move(*config)};
    if (options.config.isSet("zookeeper.connect")) {
        options.makeMetadata = &connectToZookeeper;
    }
    options.storageFailed = [&end] {
        end.request();
    };
    auto started = BrokerServer::start(*files, clock, std::move(options));
    if (!started) {
        return fail(started.error().describe());
    }
    BrokerServer& broker = **started;
    for (const AdvertisedListener& listener : broker.listeners()) {
        say("listening " + listener.name + "://"
            + shown(listener.boundTo.empty() ? listener.host : listener.boundTo) + ":"
            + std::to_string(listener.port));
    }
    end.wait();
    if (auto stopped = broker.stop(); !stopped) {
        return fail(stopped.error().describe());
    }
    spdlog::info("stopped");
    return 0;
}

CLI::App* addClusterCommand(CLI::App& app, ClusterArguments& arguments)
{
    CLI::App* command =
        app.add_subcommand("cluster", "Run several brokers and their registry as child processes");
    command->set_version_flag("--version", std::string("ottla-broker ") + OTTLA_VERSION);
    command->add_option("--brokers", arguments.brokers, "How many")
        ->type_name("N")
        ->check(CLI::Range(1, 100))
        ->required();
    command
        ->add_option("--data", arguments.data,
                     "Holds a data directory for each process; made when missing")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--port", arguments.port,
                     "Port of broker 0, the others' follow; 0 is any free one for each "
                     "(default 9092)")
        ->type_name("N");
    command
        ->add_option("--registry-port", arguments.registryPort,
                     "Port of the registry; 0 is any free one (default 2181)")
        ->type_name("N");
    command
        ->add_option("--zookeeper", arguments.zookeeper,
                     "Use this ZooKeeper instead of starting a registry")
        ->type_name("HOST:PORT[/chroot]");
    command
        ->add_option("--config", arguments.config,
                     "A file of Kafka's server.properties, common to all brokers")
        ->type_name("FILE");
    command
        ->add_option("--set", arguments.settings,
                     "A property for all brokers, or for one: NAME=VALUE or ID:NAME=VALUE")
        ->type_name("[ID:]NAME=VALUE")
        ->take_all();
    const std::map<std::string, RestartPolicy> policies{{"never", RestartPolicy::Never},
                                                        {"on-failure", RestartPolicy::OnFailure}};
    command->add_option("--restart", arguments.restart, "When to start again what has ended")
        ->type_name("never|on-failure")
        ->transform(CLI::CheckedTransformer(policies).description(""));
    command->add_flag("--exit-with-stdin", arguments.exitWithStdin,
                      "End cleanly when standard input closes");
    return command;
}

} // namespace

int main(int argc, char** argv)
{
    spdlog::set_default_logger(spdlog::stderr_logger_mt("ottla-broker"));
    spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %l %v");
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 2); // an arena per thread costs more than two threads gain from it
#endif
    CLI::App app("Ottla's embedded Kafka cluster", "ottla-broker");
    app.set_version_flag("--version", std::string("ottla-broker ") + OTTLA_VERSION);
    app.require_subcommand(1);
    NodeArguments node;
    CLI::App* nodeCommand = app.add_subcommand("node", "Run one broker");
    nodeCommand->set_version_flag("--version", std::string("ottla-broker ") + OTTLA_VERSION);
    nodeCommand->add_option("--data", node.data, "Data directory; made when missing")
        ->type_name("DIR")
        ->required();
    nodeCommand
        ->add_option("--port", node.port, "Port to listen on; 0 is any free one (default 9092)")
        ->type_name("N");
    nodeCommand->add_option("--config", node.config, "A file of Kafka's server.properties")
        ->type_name("FILE");
    nodeCommand->add_option("--id", node.id, "Broker id (default 0)")->type_name("N");
    nodeCommand
        ->add_option("--zookeeper", node.zookeeper,
                     "The registry, or a ZooKeeper, whose cluster the broker joins; without it a "
                     "node is a cluster of one")
        ->type_name("HOST:PORT[/chroot]");
    nodeCommand->add_option("--set", node.settings, "A property, over those of the file")
        ->type_name("NAME=VALUE")
        ->take_all();
    nodeCommand->add_flag("--exit-with-stdin", node.exitWithStdin,
                          "End cleanly when standard input closes");
    RegistryArguments registry;
    CLI::App* registryCommand = app.add_subcommand(
        "registry", "Run the registry, a server that speaks ZooKeeper's protocol");
    registryCommand->set_version_flag("--version", std::string("ottla-broker ") + OTTLA_VERSION);
    registryCommand->add_option("--data", registry.data, "Data directory; made when missing")
        ->type_name("DIR")
        ->required();
    registryCommand
        ->add_option("--port", registry.port, "Port to listen on; 0 is any free one (default 2181)")
        ->type_name("N");
    registryCommand->add_option("--config", registry.config, "A file of ZooKeeper's zoo.cfg")
        ->type_name("FILE");
    registryCommand->add_option("--set", registry.settings, "A setting, over those of the file")
        ->type_name("NAME=VALUE")
        ->take_all();
    registryCommand->add_flag("--exit-with-stdin", registry.exitWithStdin,
                              "End cleanly when standard input closes");
    ClusterArguments cluster;
    CLI::App* clusterCommand = addClusterCommand(app, cluster);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) { // --help, --version
            return app.exit(error);
        }
        fail(error.what());
        return 2;
    }
    raiseDescriptorLimit();
    if (registryCommand->parsed()) {
        const auto ended = runRegistry(registry, say);
        return ended ? 0 : fail(ended.error().describe());
    }
    if (clusterCommand->parsed()) {
        const auto ended = ClusterSupervisor(cluster, say).run();
        return ended ? 0 : fail(ended.error().describe());
    }
    return runNode(node);
}
