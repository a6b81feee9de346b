// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

struct rd_kafka_s;
struct rd_kafka_topic_s;
struct rd_kafka_queue_s;
struct rd_kafka_message_s;

namespace ottla {

/// librdkafka's simple consumer of some topics, all their partitions in one queue, or each in its
/// own. For one thread.
class SimpleConsumer
{
public:
    using Place = ReadRequest::Place;

    struct Leader
    {
        Place place;
        std::int32_t broker = -1; ///< -1: none at the moment.
    };
    struct Event
    {
        enum class Kind
        {
            Message,
            AtEnd, ///< `offset` is the end of the partition as the broker sees it now.
            OutOfRange, ///< The log has no such offset as was asked for; nothing more comes.
            Undecodable, ///< The batch at `offset` is damaged or unknown; nothing more comes.
            Ended, ///< The partition gives no more messages, because of `error`.
            Hindered, ///< `error`; the library tries again.
        };

        Kind kind = Kind::Message;
        Place place;
        std::int64_t offset = -1;
        std::string error = {};
        MessageView message = {};
    };

    static Result<std::unique_ptr<SimpleConsumer>> open(const KafkaProperties& properties,
                                                        const std::vector<std::string>& topics,
                                                        bool committedOnly);
    SimpleConsumer(const SimpleConsumer&) = delete;
    SimpleConsumer& operator=(const SimpleConsumer&) = delete;
    /// Waits for what brokers still owe it, at most for a second or so.
    ~SimpleConsumer();

    /// All partitions of all topics, ascending.
    Result<std::vector<Leader>> leaders();
    /// ListOffsets, one answer for each of `of`: the first offset with a timestamp of at least
    /// `time`, -1 where there is none; or one of the two below. What one leader does not answer is
    /// Errc::Network for its partitions alone.
    std::vector<Result<std::int64_t>> offsets(std::span<const Leader> of, std::int64_t time);
    static constexpr std::int64_t logEnd = -1; ///< With committedOnly, the last stable offset.
    static constexpr std::int64_t logStart = -2;

    /// Whether partitions that are started from here on have queues of their own, for takeFrom().
    void setSeparate(bool separate) { m_separate = separate; }
    Result<void> startPartition(Place place, std::int64_t offset);
    void stopPartition(Place place);
    [[nodiscard]] bool started(Place place) const { return m_started.count(place) > 0; }
    /// The first offset behind the batch at `offset` that the library cannot decode. The partition
    /// must be stopped. Asks by trying: some ten fetches. Errc::Network when nobody answers.
    Result<std::int64_t> firstBehind(Place place, std::int64_t offset);
    /// Hands over what has arrived, waiting for a moment when there is nothing; the count.
    std::size_t take(const std::function<void(const Event&)>& handle);
    /// The same of one partition that has a queue of its own; a few messages at a time.
    std::size_t takeFrom(Place place, std::chrono::milliseconds patience,
                         const std::function<void(const Event&)>& handle);

    /// What the library complained about since it was last asked.
    [[nodiscard]] std::vector<ReadTrouble> takeTroubles();
    [[nodiscard]] std::string describe(Place place) const;

private:
    SimpleConsumer() = default;
    Result<std::vector<std::int64_t>> askOffsets(std::span<const Leader> of, std::int64_t time,
                                                 int timeoutMs);
    void awaitFetches();
    void note(int code, const char* reason);
    void prefetch(std::size_t i, std::size_t taken) const;
    std::size_t handBatch(std::int64_t count, const std::function<void(const Event&)>& handle);
    Event eventOf(rd_kafka_message_s* message);
    void readMessage(rd_kafka_message_s* message, Event& event);
    void keepFetching();

    std::vector<std::string> m_names;
    rd_kafka_s* m_kafka = nullptr;
    std::vector<rd_kafka_topic_s*> m_topics;
    rd_kafka_queue_s* m_queue = nullptr;
    std::set<Place> m_started;
    std::set<Place> m_fetched; ///< All that were ever started.
    bool m_separate = false;
    std::vector<Leader> m_oneOfEach; // a partition of each leader
    std::uint64_t m_queueBytes = 0; // where librdkafka stops to fetch
    std::uint64_t m_takenBytes = 0; // since the leaders' threads were last woken
    std::uint64_t m_taken = 0; // messages, likewise
    std::vector<rd_kafka_message_s*> m_batch;
    std::vector<std::pair<std::string_view, std::optional<std::string_view>>> m_headers;
    std::mutex m_mutex; // guards m_troubles, which librdkafka's callback fills
    std::vector<ReadTrouble> m_troubles;
};

} // namespace ottla
