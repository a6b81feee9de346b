// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "log/logconfig.h"

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::server {

/// Types of a property; the numbers are those of DescribeConfigs' answer.
enum class PropertyType : std::int8_t
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Short = 4,
    Long = 5,
    Double = 6,
    List = 7,
};

/// The largest values of properties of the types Int and Long.
inline constexpr std::int64_t maxInt = std::numeric_limits<std::int32_t>::max();
inline constexpr std::int64_t maxLong = std::numeric_limits<std::int64_t>::max();

/// Values of compression.type.
inline constexpr std::string_view compressionTypes = "producer,uncompressed,gzip,snappy,lz4,zstd";

/// A property of server.properties that this broker knows.
struct Property
{
    std::string_view name; ///< Kafka's.
    PropertyType type;
    std::string_view defaultValue; ///< As text; where `hasDefault` is false there is none (null).
    std::string_view doc; ///< One sentence.
    std::int64_t least = std::numeric_limits<std::int64_t>::min(); ///< Of a number.
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string_view choices = {}; ///< Allowed values with commas between; empty: any.
    bool hasDefault = true;
};

/// Every property that is known, sorted by name.
[[nodiscard]] std::span<const Property> brokerProperties();
/// Null for a name that is not known.
[[nodiscard]] const Property* findProperty(std::string_view name);
/// Errc::InvalidArgument says what the value should be.
[[nodiscard]] Result<void> checkValue(const Property& property, std::string_view value);

/// An address out of `listeners`, such as PLAINTEXT://127.0.0.1:9092 or PLAINTEXT://[::1]:9092.
struct Endpoint
{
    std::string name; ///< Listener's name, upper case.
    std::string host; ///< Without brackets; empty is every interface.
    std::uint16_t port = 0;
};
[[nodiscard]] Result<std::vector<Endpoint>> parseEndpoints(std::string_view list);

/// The broker's configuration: what was set, over the defaults. Constant once the broker runs.
struct BrokerConfig
{
    /// Explicitly set properties, all known and valid. Use set().
    std::map<std::string, std::string, std::less<>> values;

    /// Errc::NotFound for an unknown name, Errc::InvalidArgument for a bad value.
    [[nodiscard]] Result<void> set(std::string_view name, std::string_view value);
    [[nodiscard]] bool isSet(std::string_view name) const { return values.contains(name); }

    // The effective value of a known property; asking for an unknown one is a bug and asserts.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::int64_t number(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;

    /// log.retention.ms, .minutes or .hours, the finest that is set; -1 is for ever.
    [[nodiscard]] std::int64_t retentionMs() const;
    /// log.roll.ms or .hours.
    [[nodiscard]] std::int64_t segmentMs() const;
    /// What a topic without settings of its own gets.
    [[nodiscard]] log::LogConfig logDefaults() const;
};

/// What reading a file gave beside the values.
struct LoadedConfig
{
    BrokerConfig config;
    std::vector<std::string> warnings; ///< Unknown names, one sentence each.
};

/// Reads the text of a server.properties (Java's properties format: comments, `=`, `:` or white
/// space between name and value, continued lines, escapes). `file` is for messages only.
/// Errc::InvalidArgument names file and line of the first bad value.
[[nodiscard]] Result<LoadedConfig> parseConfig(std::string_view content, const std::string& file);

/// The settings of a topic's log: the broker's defaults under the topic's own properties
/// (retention.ms, segment.bytes, …). What is not about the log is passed over; values are valid.
[[nodiscard]] log::LogConfig logConfigFor(const BrokerConfig& config,
                                          const std::map<std::string, std::string>& topicConfig);

} // namespace ottla::server
