// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/configfile.h"

#include <charconv>
#include <functional>
#include <limits>
#include <optional>
#include <unordered_map>

namespace ottla::registry {

namespace {

/// Sets one property; what the value should be when it is not that.
using Setter = std::function<std::optional<std::string>(RegistryConfig&, std::string_view)>;

std::optional<std::int64_t> parseNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return value;
}

template <typename Field>
Setter number(Field RegistryConfig::*field, std::int64_t least, std::int64_t most)
{
    return [=](RegistryConfig& config, std::string_view text) -> std::optional<std::string> {
        const auto value = parseNumber(text);
        if (!value || *value < least || *value > most) {
            return "a number from " + std::to_string(least) + " to " + std::to_string(most);
        }
        config.*field = static_cast<Field>(*value);
        return std::nullopt;
    };
}

Setter text(std::string RegistryConfig::*field)
{
    return [=](RegistryConfig& config, std::string_view value) -> std::optional<std::string> {
        config.*field = value;
        return std::nullopt;
    };
}

std::optional<std::string> setForceSync(RegistryConfig& config, std::string_view value)
{
    if (value != "yes" && value != "no" && value != "true" && value != "false") {
        return "yes or no";
    }
    config.forceSync = value == "yes" || value == "true";
    return std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\f");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t\r\f") - begin + 1);
}

std::optional<std::string> setCommands(RegistryConfig& config, std::string_view value)
{
    config.commands.clear();
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        if (const auto command = trimmed(value.substr(0, comma)); !command.empty()) {
            config.commands.emplace_back(command);
        }
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
    }
    return std::nullopt;
}

const std::unordered_map<std::string_view, Setter>& setters()
{
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    using C = RegistryConfig;
    static const std::unordered_map<std::string_view, Setter> known{
        {"dataDir", text(&C::dataDir)},
        {"clientPort", number(&C::clientPort, 0, 65535)},
        {"clientPortAddress", text(&C::clientPortAddress)},
        {"tickTime", number(&C::tickTime, 1, most / 20)},
        {"minSessionTimeout", number(&C::minSessionTimeout, -1, most)},
        {"maxSessionTimeout", number(&C::maxSessionTimeout, -1, most)},
        {"maxClientCnxns", number(&C::maxClientCnxns, 0, most)},
        {"maxCnxns", number(&C::maxCnxns, 0, most)},
        {"sessionlessCnxnTimeout", number(&C::sessionlessCnxnTimeout, 1, most)},
        {"globalOutstandingLimit", number(&C::globalOutstandingLimit, 1, most)},
        {"jute.maxbuffer", number(&C::juteMaxBuffer, 1024, 1 << 30)},
        {"snapCount", number(&C::snapCount, 2, most)},
        {"autopurge.snapRetainCount", number(&C::snapRetainCount, 1, most)},
        {"preAllocSize", number(&C::preAllocSize, 0, 1 << 20)},
        {"maxWatches", number(&C::maxWatches, 0, most)},
        {"forceSync", setForceSync},
        {"znode.container.checkIntervalMs", number(&C::containerCheckInterval, 1, most)},
        {"znode.container.maxNeverUsedIntervalMs", number(&C::containerMaxNeverUsed, 0, most)},
        {"DigestAuthenticationProvider.superDigest", text(&C::superDigest)},
        {"4lw.commands.whitelist", setCommands},
    };
    return known;
}

} // namespace

Result<LoadedRegistryConfig> parseRegistryConfig(std::string_view content, const std::string& file)
{
    LoadedRegistryConfig loaded;
    for (int number = 1; !content.empty(); ++number) {
        const std::size_t end = content.find('\n');
        const std::string_view line = trimmed(content.substr(0, end));
        content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
        if (line.empty() || line[0] == '#' || line[0] == '!') {
            continue;
        }
        const std::string place = file + ":" + std::to_string(number) + ": ";
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) {
            return Error{Errc::InvalidArgument,
                         place + "\"" + std::string(line) + "\" is not name=value"};
        }
        std::string_view name = trimmed(line.substr(0, equals));
        const std::string_view value = trimmed(line.substr(equals + 1));
        if (name.starts_with("zookeeper.")) {
            name.remove_prefix(std::string_view("zookeeper.").size());
        }
        const auto setter = setters().find(name);
        if (setter == setters().end()) {
            loaded.warnings.push_back(place + std::string(name) + " is not known and is ignored");
            continue;
        }
        if (const auto expected = setter->second(loaded.config, value)) {
            return Error{Errc::InvalidArgument,
                         place + std::string(name) + " must be " + *expected + ", not \""
                             + std::string(value) + "\""};
        }
    }
    if (loaded.config.minTimeout() > loaded.config.maxTimeout()) {
        return Error{Errc::InvalidArgument,
                     file + ": minSessionTimeout is above maxSessionTimeout"};
    }
    return loaded;
}

} // namespace ottla::registry
