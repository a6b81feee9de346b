// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/fourletterwords.h"

#include <algorithm>
#include <array>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <iterator>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace ottla::registry {

namespace {

/// What tools read for ZooKeeper's version, to know what this server can do.
constexpr std::string_view versionText = "3.8.0-ottla-" OTTLA_VERSION ", built on n/a";

std::string endpoint(const Client& client)
{
    if (client.address.find(':') != std::string::npos) {
        return fmt::format("/[{}]:{}", client.address, client.port);
    }
    return fmt::format("/{}:{}", client.address, client.port);
}

/// As Java prints a double.
std::string decimal(double value)
{
    const std::string text = fmt::format("{:.4f}", value);
    const std::size_t last = text.find_last_not_of('0');
    return text.substr(0, text[last] == '.' ? last + 2 : last + 1);
}

std::string describe(const Client& client, bool brief)
{
    std::string line = fmt::format(" {}[{}](queued={},recved={},sent={}", endpoint(client),
                                   client.connected ? 1 : 0, client.output.unanswered(),
                                   client.packetsReceived, client.packetsSent);
    if (!brief && client.session != 0) {
        fmt::format_to(std::back_inserter(line), ",sid={:#x},lop={},est={},to={}", client.session,
                       client.lastOperation, client.establishedMs, client.timeout.count());
        if (client.lastCxid >= 0) {
            fmt::format_to(std::back_inserter(line), ",lcxid={:#x}", client.lastCxid);
        }
        fmt::format_to(std::back_inserter(line),
                       ",lzxid={:#x},lresp={},llat={},minlat={},avglat={},maxlat={}",
                       client.lastSeenZxid, client.lastAnswerMs, client.lastLatencyMs,
                       client.latency.shownLeast(),
                       static_cast<std::int64_t>(client.latency.average()), client.latency.most);
    }
    return line + ")\n";
}

std::string environment()
{
    utsname system{};
    ::uname(&system);
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
    };
    std::error_code ignored;
    return fmt::format("Environment:\nzookeeper.version={}\nhost.name={}\nos.name={}\nos.arch={}\n"
                       "os.version={}\nuser.name={}\nuser.home={}\nuser.dir={}\n",
                       versionText, system.nodename, system.sysname, system.machine, system.release,
                       variable("USER"), variable("HOME"),
                       std::filesystem::current_path(ignored).string());
}

std::int64_t openDescriptors()
{
    std::error_code failure;
    const std::filesystem::directory_iterator open("/proc/self/fd", failure);
    return failure ? -1 : std::distance(begin(open), end(open));
}

std::int64_t mostDescriptors()
{
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<std::int64_t>(limit.rlim_cur) : -1;
}

} // namespace

FourLetterWords::FourLetterWords(const ServerState& state, FileSystem& files,
                                 std::filesystem::path data)
    : m_state(state)
    , m_files(files)
    , m_data(std::move(data))
{ }

bool FourLetterWords::isKnown(std::string_view letters)
{
    static constexpr std::array<std::string_view, 18> known = {
        "conf", "cons", "crst", "dirs", "dump", "envi", "gtmk", "hash", "isro",
        "mntr", "ruok", "srst", "srvr", "stat", "stmk", "wchc", "wchp", "wchs"};
    return std::find(known.begin(), known.end(), letters) != known.end();
}

std::string FourLetterWords::run(std::string_view command) const
{
    const auto& allowed = m_state.config.commands;
    const bool all = std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
    if (!all && std::find(allowed.begin(), allowed.end(), command) == allowed.end()) {
        return fmt::format("{} is not executed because it is not in the whitelist.\n", command);
    }
    if (command == "ruok") {
        return "imok";
    }
    if (command == "isro") {
        return "rw";
    }
    if (command == "srvr" || command == "stat") {
        return srvr(command == "stat");
    }
    if (command == "mntr") {
        return mntr();
    }
    if (command == "cons") {
        return cons();
    }
    if (command == "dump") {
        return dump();
    }
    if (command == "wchs") {
        return watchSummary();
    }
    if (command == "wchp") {
        return watchesByPath();
    }
    if (command == "wchc") {
        return watchesBySession();
    }
    if (command == "conf") {
        return conf();
    }
    if (command == "envi") {
        return environment();
    }
    return fmt::format("{} is not executed because it is not in the whitelist.\n", command);
}

/// ZooKeeper counts its root twice.
std::size_t FourLetterWords::nodeCount() const
{
    return m_state.database.tree().nodeCount() + 1;
}

std::string FourLetterWords::srvr(bool withClients) const
{
    std::string text = fmt::format("Zookeeper version: {}\n", versionText);
    if (withClients) {
        text += "Clients:\n";
        for (const Client* client : m_state.clients) {
            text += describe(*client, true);
        }
        text += "\n";
    }
    const ServerStats& stats = m_state.stats;
    fmt::format_to(std::back_inserter(text),
                   "Latency min/avg/max: {}/{}/{}\nReceived: {}\nSent: {}\nConnections: {}\n"
                   "Outstanding: {}\nZxid: {:#x}\nMode: standalone\nNode count: {}\n",
                   stats.latency.shownLeast(), decimal(stats.latency.average()), stats.latency.most,
                   stats.packetsReceived, stats.packetsSent, m_state.clients.size(),
                   stats.outstanding, m_state.database.lastZxid(), nodeCount());
    return text;
}

std::string FourLetterWords::mntr() const
{
    const ServerStats& stats = m_state.stats;
    const DataTree& tree = m_state.database.tree();
    std::string text;
    const auto add = [&text](std::string_view key, const auto& value) {
        fmt::format_to(std::back_inserter(text), "zk_{}\t{}\n", key, value);
    };
    add("version", versionText);
    add("server_state", "standalone");
    add("ephemerals_count", tree.ephemeralCount());
    add("avg_latency", decimal(stats.latency.average()));
    add("min_latency", stats.latency.shownLeast());
    add("max_latency", stats.latency.most);
    add("packets_received", stats.packetsReceived);
    add("packets_sent", stats.packetsSent);
    add("num_alive_connections", m_state.clients.size());
    add("outstanding_requests", stats.outstanding);
    add("uptime", m_state.clock.wallMs() - m_state.startedMs);
    add("znode_count", nodeCount());
    add("watch_count", m_state.watches.count());
    add("approximate_data_size", tree.dataBytes());
    add("global_sessions", m_state.database.sessions().size());
    add("local_sessions", 0);
    add("open_file_descriptor_count", openDescriptors());
    add("max_file_descriptor_count", mostDescriptors());
    add("connection_drop_probability", decimal(0));
    add("last_client_response_size", stats.lastAnswerBytes);
    add("max_client_response_size", stats.mostAnswerBytes);
    add("min_client_response_size", stats.leastAnswerBytes);
    add("outstanding_tls_handshake", 0);
    add("auth_failed_count", stats.authFailures);
    return text;
}

std::string FourLetterWords::cons() const
{
    std::string text;
    for (const Client* client : m_state.clients) {
        text += describe(*client, false);
    }
    return text + "\n";
}

std::string FourLetterWords::date(Clock::TimePoint time) const
{
    const auto ahead =
        std::chrono::duration_cast<std::chrono::milliseconds>(time - m_state.clock.now());
    return fmt::format("{:%a %b %d %H:%M:%S UTC %Y}",
                       fmt::gmtime((m_state.clock.wallMs() + ahead.count()) / 1000));
}

std::string FourLetterWords::dump() const
{
    const auto ends = m_state.sessions.byEnd();
    std::string text = fmt::format("SessionTracker dump:\nSession Sets ({})/({}):\n", ends.size(),
                                   m_state.sessions.count());
    std::string connections;
    std::size_t sets = 0;
    for (const auto& [end, sessions] : ends) {
        fmt::format_to(std::back_inserter(text), "{} expire at {}:\n", sessions.size(), date(end));
        std::string attached;
        std::size_t count = 0;
        for (const std::int64_t session : sessions) {
            fmt::format_to(std::back_inserter(text), "\t{:#x}\n", session);
            if (const auto it = m_state.attached.find(session); it != m_state.attached.end()) {
                fmt::format_to(std::back_inserter(attached), "\tip: {} sessionId: {:#x}\n",
                               endpoint(*it->second), session);
                ++count;
            }
        }
        if (count > 0) {
            fmt::format_to(std::back_inserter(connections), "{} expire at {}:\n{}", count,
                           date(end), attached);
            ++sets;
        }
    }
    const auto& ephemerals = m_state.database.tree().ephemerals();
    fmt::format_to(std::back_inserter(text),
                   "ephemeral nodes dump:\nSessions with Ephemerals ({}):\n", ephemerals.size());
    for (const auto& [session, nodes] : ephemerals) {
        fmt::format_to(std::back_inserter(text), "{:#x}:\n", session);
        for (const Znode* node : nodes) {
            fmt::format_to(std::back_inserter(text), "\t{}\n", node->path);
        }
    }
    fmt::format_to(std::back_inserter(text), "Connections dump:\nConnections Sets ({})/({}):\n{}",
                   sets, m_state.attached.size(), connections);
    return text;
}

// As in ZooKeeper, the three commands below tell of watches on data and existence only.

std::string FourLetterWords::watchSummary() const
{
    const WatchTable& table = m_state.watches.data;
    return fmt::format("{} connections watching {} paths\nTotal watches:{}\n",
                       table.byWatcher().size(), table.byPath().size(), table.count());
}

std::string FourLetterWords::watchesByPath() const
{
    std::string text;
    for (const auto& [path, entries] : m_state.watches.data.byPath()) {
        fmt::format_to(std::back_inserter(text), "{}\n", path);
        for (const WatchTable::Entry& entry : entries) {
            fmt::format_to(std::back_inserter(text), "\t{:#x}\n", entry.watcher->sessionId());
        }
    }
    return text + "\n";
}

std::string FourLetterWords::watchesBySession() const
{
    std::string text;
    for (const auto& [watcher, paths] : m_state.watches.data.byWatcher()) {
        fmt::format_to(std::back_inserter(text), "{:#x}\n", watcher->sessionId());
        for (const std::string* path : paths) {
            fmt::format_to(std::back_inserter(text), "\t{}\n", *path);
        }
    }
    return text + "\n";
}

std::int64_t FourLetterWords::folderBytes() const
{
    std::int64_t total = 0;
    const auto names = m_files.list(m_data);
    for (const std::string& name : names.valueOr({})) {
        if (const auto file = m_files.open(m_data / name, OpenMode::Read)) {
            total += static_cast<std::int64_t>((*file)->size().valueOr(0));
        }
    }
    return total;
}

std::string FourLetterWords::conf() const
{
    const RegistryConfig& config = m_state.config;
    const std::string folder = std::filesystem::absolute(m_data).string();
    const std::int64_t bytes = folderBytes();
    return fmt::format("clientPort={}\nsecureClientPort=-1\ndataDir={}\ndataDirSize={}\n"
                       "dataLogDir={}\ndataLogSize={}\ntickTime={}\nmaxClientCnxns={}\n"
                       "minSessionTimeout={}\nmaxSessionTimeout={}\nclientPortListenBacklog=-1\n"
                       "serverId=0\n",
                       m_state.port, folder, bytes, folder, bytes, config.tickTime.count(),
                       config.maxClientCnxns, config.minTimeout().count(),
                       config.maxTimeout().count());
}

} // namespace ottla::registry
