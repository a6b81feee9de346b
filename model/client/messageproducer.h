// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"
#include "model/formats/message.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ottla {

/// A message to be written.
struct NewMessage
{
    std::string topic = {};
    std::optional<std::int32_t> partition =
        {}; ///< Nothing: chosen by the key, as the Java client does.
    std::optional<std::string> key = {};
    std::optional<std::string> value = {}; ///< Null is a tombstone.
    std::vector<Header> headers = {};
};

/// Where a message was stored.
struct StoredAt
{
    std::int32_t partition = 0;
    std::int64_t offset = 0;

    friend bool operator==(const StoredAt&, const StoredAt&) = default;
};

/// Writes messages, each acknowledged by all in-sync replicas. Blocks: not for the GUI thread.
class MessageProducer
{
public:
    static Result<std::unique_ptr<MessageProducer>> create(const KafkaProperties& properties);
    MessageProducer(const MessageProducer&) = delete;
    MessageProducer& operator=(const MessageProducer&) = delete;
    ~MessageProducer();

    /// Waits for the acknowledgement, at most `timeout`. An error whose code is TimedOut leaves
    /// open whether the message was stored.
    [[nodiscard]] Result<StoredAt> send(const NewMessage& message,
                                        std::chrono::milliseconds timeout);

private:
    class Impl;
    explicit MessageProducer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace ottla
