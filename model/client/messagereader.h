// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/formats/message.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
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

/// What to read.
struct ReadRequest
{
    enum class Start
    {
        Beginning,
        Newest, ///< The newest `count` messages, shared out evenly among the partitions.
        Offset, ///< From `offset` in each partition, or from its nearest end where it has no such
                ///< offset.
        Time, ///< From the first message not older than `time`.
        End, ///< Only what arrives from now on.
        Positions, ///< From `positions`, by partition.
    };

    static constexpr std::size_t maxTopics = std::size_t{1} << 14U;

    std::vector<std::string> topics = {};
    std::vector<std::int32_t> partitions = {}; ///< Of each topic; empty means all.
    Start start = Start::Newest;
    std::int64_t count = 1000;
    std::int64_t offset = 0;
    std::int64_t time = 0; ///< Milliseconds since 1970 UTC.
    std::map<std::int32_t, std::int64_t> positions = {};
    bool live = false; ///< Goes on after the end that the partitions had when reading began.
};

/// How far a partition has been read. What lies in [start, next) has been looked at: every
/// message there was delivered. Offsets without a message (compacted, control records) count too.
struct PartitionProgress
{
    std::uint16_t topic = 0; ///< Its place in ReadProgress::topics.
    std::int32_t partition = 0;
    std::int64_t start = 0;
    std::int64_t next = 0;
    std::int64_t end = 0; ///< The high watermark when reading began.
    bool done = false;
    std::string error; ///< Why this partition ended early; empty while all is well.
};

/// A truthful account of a read, at one moment.
struct ReadProgress
{
    enum class State
    {
        Idle,
        Connecting, ///< Asking for partitions and watermarks.
        Reading,
        Live, ///< At the end, waiting for more.
        Finished, ///< Every partition was read to its end as of the start.
        Stopped, ///< By the user, before the end.
        Failed, ///< See `error`.
    };

    State state = State::Idle;
    std::vector<std::string> topics = {}; ///< As they were asked for.
    std::vector<PartitionProgress> partitions = {};
    std::int64_t delivered = 0; ///< Messages handed to the sink.
    std::int64_t kept = 0; ///< Of them, those that the sink kept.
    std::chrono::system_clock::time_point watermarksAt; ///< When the ends were asked for.
    std::optional<Error> error; ///< Failed: why.
    std::string trouble; ///< What the client library last complained about; empty when all is well.

    [[nodiscard]] bool active() const
    {
        return state == State::Connecting || state == State::Reading || state == State::Live;
    }
    [[nodiscard]] std::size_t partitionsDone() const;
};

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

/// Reads a topic on a thread of its own, with librdkafka's simple consumer: no group, no
/// coordinator, no committed offsets, only the rights to describe and read the topic.
///
/// A read ends by itself when each partition has been read up to the high watermark that it had
/// at the start, however long that takes: silence is never taken for the end. Back-pressure is the
/// sink's: while it works nothing more is taken from the library, whose own queue is bounded.
/// Uncommitted messages of transactions are delivered as well.
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
    void run();

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
