// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/readprogress.h"
#include "model/client/readrequest.h"
#include "model/formats/message.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace ottla {

/// librdkafka properties, by its own names, in order.
using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

/// A message in the client library's memory, valid during MessageSink::add only.
struct MessageView
{
    std::uint16_t topic = 0; ///< Its place in ReadRequest::topics.
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::int64_t timestamp = 0;
    TimestampType timestampType = TimestampType::None;
    std::int32_t leaderEpoch = -1;
    std::optional<std::string_view> key = {};
    std::optional<std::string_view> value = {};
    std::span<const std::pair<std::string_view, std::optional<std::string_view>>> headers = {};
};

/// Takes messages on the reader's thread. An error stops the read with it.
class MessageSink
{
public:
    virtual ~MessageSink() = default;
    /// True where the message was kept.
    [[nodiscard]] virtual Result<bool> add(const MessageView& message) = 0;
    /// After each batch: what was added may be shown.
    virtual void batchAdded() = 0;
};

/// Reads topics on a thread of its own, with librdkafka's simple consumer: no group, no
/// coordinator, no committed offsets, only the rights to describe and read the topic.
///
/// A read ends by itself when each partition has been read up to the high watermark that it had
/// at the start, however long that takes: silence is never taken for the end. What cannot be read
/// (deleted meanwhile, damaged, without a leader) is passed over and accounted for. Back-pressure
/// is the sink's: while it works nothing more is taken from the library, whose own queue is
/// bounded.
class MessageReader
{
public:
    MessageReader(KafkaProperties properties, ReadRequest request, MessageSink& sink);
    MessageReader(const MessageReader&) = delete;
    MessageReader& operator=(const MessageReader&) = delete;
    /// Stops and waits for the thread.
    ~MessageReader();

    void start();
    /// Asks the thread to end; returns at once.
    void stop() noexcept { m_stop = true; }
    /// From any thread.
    void setLive(bool live) noexcept { m_live = live; }
    [[nodiscard]] ReadProgress progress() const;

private:
    const KafkaProperties m_properties;
    const ReadRequest m_request;
    MessageSink& m_sink;
    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_live = false;
    mutable std::mutex m_mutex; ///< Guards m_progress.
    ReadProgress m_progress;
    std::thread m_thread;
};

} // namespace ottla
