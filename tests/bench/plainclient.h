// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ottla::bench {

/// A client with no habits of its own: it asks who leads, and writes there, again and again until a
/// write is acknowledged, and waits for no answer longer than `patience`. What it measures is the
/// cluster's time. One thread.
class PlainClient
{
public:
    /// `ports` of the brokers on 127.0.0.1.
    PlainClient(std::vector<std::uint16_t> ports, std::chrono::milliseconds patience)
        : m_ports(std::move(ports))
        , m_patience(patience)
    { }

    /// Milliseconds to the acknowledgement, with acks=all, of a message to partition 0.
    [[nodiscard]] double untilAcknowledged(const std::string& topic) const;

private:
    /// Answers of broker `port`; none when it is not there, or not in time.
    template <typename Response, typename Request>
    [[nodiscard]] std::optional<Response> call(std::uint16_t port, const Request& request,
                                               std::int16_t version) const;
    [[nodiscard]] std::optional<std::uint16_t> leader(std::uint16_t asked,
                                                      const std::string& topic) const;
    [[nodiscard]] bool write(std::uint16_t port, const std::string& topic) const;

    const std::vector<std::uint16_t> m_ports;
    const std::chrono::milliseconds m_patience;
};

} // namespace ottla::bench
