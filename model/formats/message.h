// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla {

/// Where a message's timestamp comes from, as Kafka records it.
enum class TimestampType
{
    None, ///< Written before Kafka 0.10: no timestamp at all.
    Create, ///< Set by the producer.
    Append, ///< Set by the broker when it stored the message.
};

/// A header: names may repeat, order matters, a value may be null.
struct Header
{
    std::string name = {};
    std::optional<std::string> value = {};

    friend bool operator==(const Header&, const Header&) = default;
};

/// One message, with its bodies byte for byte. Null and empty are told apart everywhere.
struct Message
{
    std::string topic = {};
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::int64_t timestamp =
        0; ///< Milliseconds since 1970 UTC; without meaning for TimestampType::None.
    TimestampType timestampType = TimestampType::None;
    std::optional<std::int32_t> leaderEpoch = {};
    std::optional<std::string> key = {};
    std::optional<std::string> value = {}; ///< Null is a tombstone.
    std::vector<Header> headers = {};

    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace ottla
