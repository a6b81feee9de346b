// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/client/newestmessages.h"
#include "model/client/readplan.h"
#include "model/client/simpleconsumer.h"
#include "model/client/timemerge.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace ottla {

/// One read, from the first question to the last message. Lives on the reader's thread.
class ReadRun
{
public:
    using Publish = std::function<void(const ReadProgress&)>;

    /// `publish` is called with each step forward. All references must outlive the run.
    ReadRun(const KafkaProperties& properties, const ReadRequest& request, MessageSink& sink,
            const std::atomic<bool>& stop, const std::atomic<bool>& live, Publish publish);
    /// Returns when the read has ended, and why is in what was published last.
    void run();

private:
    using Clock = std::chrono::steady_clock;
    using Event = SimpleConsumer::Event;

    /// Where each partition begins and ends; tries until somebody answers. False when it ended.
    bool connect();
    void readNewest();
    /// What was found so far, and not handed before.
    void handNewest();
    /// Several topics, to their limits.
    void readMerged();
    /// Reads all partitions to their limits, and goes on behind them while it is live.
    void readThrough();
    void conclude();

    /// There is no more to read; or, of the newest, nothing but what is waited for, while some
    /// that were found can be handed.
    [[nodiscard]] bool over() const;
    [[nodiscard]] bool allEnded() const;
    /// What was asked for with an end ends there.
    [[nodiscard]] bool isLive() const
    {
        return m_live && !m_newest && !m_merge && !m_request.endOffset && !m_request.endTime;
    }
    void startWhatIsDue();
    std::size_t takeBatch();
    std::size_t takeFromAll();
    [[nodiscard]] bool awaited(const PartitionProgress& partition) const;
    void handMerged();
    void handle(const Event& event);
    void deliver(PartitionProgress& partition, const MessageView& message);
    void hand(PartitionProgress& partition, const MessageView& message);
    void advance(PartitionProgress& partition, std::int64_t next);
    [[nodiscard]] PartitionProgress* find(ReadRequest::Place place);
    [[nodiscard]] bool isOutsideOfTimes(const MessageView& message) const;

    void recover();
    [[nodiscard]] Result<void> goOnBehindDeleted(PartitionProgress& partition);
    [[nodiscard]] Result<void> goOnBehindDamage(PartitionProgress& partition, const Event& mishap);
    void passOver(PartitionProgress& partition, UnreadOffsets gap);
    void lookForLeaders();
    void giveUpWaiting();
    void noteTroubles(bool flowing);
    void noteTrouble(ReadTrouble trouble);

    void publish(ReadProgress::State state);
    void fail(const Error& error);

    const KafkaProperties& m_properties;
    const ReadRequest& m_request;
    MessageSink& m_sink;
    const std::atomic<bool>& m_stop;
    const std::atomic<bool>& m_live;
    const Publish m_publish;
    std::unique_ptr<SimpleConsumer> m_consumer;
    std::optional<ReadPlan> m_plan;
    std::unique_ptr<NewestMessages> m_newest; ///< While the newest are looked for.
    bool m_newestHanded = false; ///< Those of all that could be read.
    std::unique_ptr<TimeMerge> m_merge; ///< While several topics are brought into one order.
    ReadProgress m_progress;
    PartitionProgress* m_last = nullptr; ///< Of the last event.
    /// Partitions that stopped because of this, until they go on behind it.
    std::map<ReadRequest::Place, Event> m_mishaps;
    std::optional<Error> m_failure;
    bool m_added = false; ///< Something in this batch.
    Clock::time_point m_heard; ///< When something last arrived.
    Clock::time_point m_asked; ///< When leaders were last asked for.
    std::optional<Clock::time_point> m_waitingSince; ///< For leaders alone.
};

} // namespace ottla
