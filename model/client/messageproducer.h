// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"
#include "model/client/writegate.h"
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
    /// Milliseconds since 1970 UTC; nothing, and also 0 in librdkafka, is the time of writing. A
    /// topic that stamps messages itself (LogAppendTime) ignores it.
    std::optional<std::int64_t> timestamp = {};
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
    /// Every message passes the gate: Errc::ReadOnly is what send() then gives.
    static Result<std::unique_ptr<MessageProducer>> create(const KafkaProperties& properties,
                                                           WriteGate gate);
    MessageProducer(const MessageProducer&) = delete;
    MessageProducer& operator=(const MessageProducer&) = delete;
    ~MessageProducer();

    /// Waits for the acknowledgement, at most `timeout`. An error whose code is TimedOut leaves
    /// open whether the message was stored.
    [[nodiscard]] Result<StoredAt> send(const NewMessage& message,
                                        std::chrono::milliseconds timeout);

private:
    class Impl;
    MessageProducer(std::unique_ptr<Impl> impl, WriteGate gate);
    const std::unique_ptr<Impl> m_impl;
    const WriteGate m_gate;
};

} // namespace ottla
