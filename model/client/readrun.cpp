// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/readrun.h"

#include <algorithm>

namespace ottla {

namespace {

constexpr std::size_t rowsAtOnce = 4096;
constexpr std::chrono::seconds askWhileFlowing{5};

bool ended(const PartitionProgress& partition)
{
    return partition.done || !partition.error.empty();
}

ReadRequest::Place placeOf(const PartitionProgress& partition)
{
    return {partition.topic, partition.partition};
}

} // namespace

ReadRun::ReadRun(const KafkaProperties& properties, const ReadRequest& request, MessageSink& sink,
                 const std::atomic<bool>& stop, const std::atomic<bool>& live, Publish publish)
    : m_properties(properties)
    , m_request(request)
    , m_sink(sink)
    , m_stop(stop)
    , m_live(live)
    , m_publish(std::move(publish))
{
    m_progress.topics = request.topics;
}

void ReadRun::run()
{
    if (m_request.topics.empty() || m_request.topics.size() > ReadRequest::maxTopics) {
        return fail(
            {Errc::InvalidArgument,
             "A read needs a topic, and has room for " + std::to_string(ReadRequest::maxTopics)});
    }
    publish(ReadProgress::State::Connecting);
    auto opened = SimpleConsumer::open(m_properties, m_request.topics, m_request.committedOnly);
    if (!opened) {
        return fail(opened.error());
    }
    m_consumer = std::move(*opened);
    m_plan.emplace(m_properties, m_request, *m_consumer);
    if (!connect()) {
        return;
    }
    publish(ReadProgress::State::Reading);
    m_heard = Clock::now();
    if (m_request.start == ReadRequest::Start::Newest) {
        readNewest();
    } else if (m_request.topics.size() > 1) {
        readMerged();
    }
    readThrough();
    conclude();
}

bool ReadRun::connect()
{
    for (;;) {
        auto planned = m_plan->make();
        if (planned) {
            m_progress.partitions = std::move(*planned);
            m_progress.watermarksAt = std::chrono::system_clock::now();
            m_progress.trouble.clear();
            return true;
        }
        if (planned.error().code != Errc::Network) {
            fail(planned.error());
            return false;
        }
        m_consumer->take([](const Event&) {}); // the library's own words, if it has any
        noteTroubles(false);
        if (m_progress.trouble.empty()) {
            m_progress.trouble = planned.error().message;
        }
        publish(ReadProgress::State::Connecting);
        if (m_stop) {
            fail({Errc::Cancelled, "Stopped"});
            return false;
        }
    }
}

void ReadRun::readNewest()
{
    m_newest = std::make_unique<NewestMessages>(m_request.count, m_progress.partitions.size());
    m_newest->include(m_progress.partitions);
    for (;;) {
        readThrough();
        if (m_stop || m_failure) {
            break;
        }
        if (m_newest->readFurtherBack(m_progress.partitions, *m_consumer)) {
            m_waitingSince.reset();
            continue;
        }
        m_newest->conclude(m_progress.partitions);
        handNewest();
        if (over()) {
            break;
        }
    }
    m_newest->endPieces();
    handNewest();
    m_newest.reset();
}

void ReadRun::handNewest()
{
    std::size_t handed = 0;
    for (const OwnedMessage& message : m_newest->take()) {
        if (m_failure || m_progress.enough) {
            break;
        }
        const MessageView& view = message.view();
        hand(*find({view.topic, view.partition}), view);
        if (++handed % rowsAtOnce == 0) {
            m_sink.batchAdded();
        }
    }
    m_sink.batchAdded();
    m_newestHanded = true;
}

bool ReadRun::allEnded() const
{
    return std::all_of(m_progress.partitions.begin(), m_progress.partitions.end(), ended);
}

bool ReadRun::over() const
{
    const bool canBeHanded = m_newest && m_waitingSince && !m_newestHanded;
    return m_failure || m_progress.enough || (allEnded() && !isLive()) || canBeHanded
        || std::all_of(m_progress.partitions.begin(), m_progress.partitions.end(),
                       [](const auto& p) { return !p.error.empty(); });
}

void ReadRun::readThrough()
{
    while (!m_stop && !over()) {
        startWhatIsDue();
        const bool flowing = takeBatch() > 0;
        recover();
        noteTroubles(flowing);
        if (flowing) {
            m_heard = Clock::now();
            m_waitingSince.reset();
        }
        if (!flowing || Clock::now() - m_asked >= askWhileFlowing) {
            lookForLeaders();
        }
        publish(isLive() && allEnded() ? ReadProgress::State::Live : ReadProgress::State::Reading);
    }
}

void ReadRun::startWhatIsDue()
{
    for (PartitionProgress& partition : m_progress.partitions) {
        const auto place = placeOf(partition);
        if (!partition.known || m_consumer->started(place) || !partition.error.empty()
            || (partition.done && !isLive()) || m_mishaps.contains(place)) {
            continue;
        }
        if (auto started = m_consumer->startPartition(place, partition.next); !started) {
            partition.error = started.error().message;
        }
    }
}

std::size_t ReadRun::takeBatch()
{
    m_added = false;
    const std::size_t took =
        m_merge ? takeFromAll() : m_consumer->take([this](const Event& event) { handle(event); });
    if (m_added) {
        m_sink.batchAdded();
    }
    return took;
}

PartitionProgress* ReadRun::find(ReadRequest::Place place)
{
    if (m_last && placeOf(*m_last) == place) {
        return m_last;
    }
    auto& all = m_progress.partitions;
    const auto found =
        std::lower_bound(all.begin(), all.end(), place,
                         [](const auto& p, const auto& wanted) { return placeOf(p) < wanted; });
    m_last = found != all.end() && placeOf(*found) == place ? &*found : nullptr;
    return m_last;
}

void ReadRun::handle(const Event& event)
{
    PartitionProgress* partition = find(event.place);
    // What still comes of a partition that was or will be stopped has no place.
    if (!partition || m_failure || m_progress.enough || !partition->error.empty()
        || (partition->done && !isLive())
        || (!m_mishaps.empty() && m_mishaps.contains(event.place))) {
        return;
    }
    partition->waiting.clear();
    switch (event.kind) {
    case Event::Kind::Message:
        return deliver(*partition, event.message);
    case Event::Kind::AtEnd:
        return advance(*partition, event.offset);
    case Event::Kind::OutOfRange:
    case Event::Kind::Undecodable:
        m_mishaps.emplace(event.place, event);
        return;
    case Event::Kind::Ended:
        partition->error = event.error;
        return;
    case Event::Kind::Hindered:
        noteTrouble({.at = std::chrono::system_clock::now(),
                     .where = m_consumer->describe(event.place),
                     .what = event.error});
        return;
    }
}

bool ReadRun::isOutsideOfTimes(const MessageView& message) const
{
    if (m_request.start != ReadRequest::Start::Time && !m_request.withinTimes) {
        return false;
    }
    return message.timestampType == TimestampType::None || message.timestamp < m_request.time
        || (m_request.endTime && message.timestamp >= *m_request.endTime);
}

void ReadRun::deliver(PartitionProgress& partition, const MessageView& message)
{
    if (message.offset < partition.next) {
        return;
    }
    if (message.offset >= partition.limit && !isLive()) {
        return advance(partition, partition.limit);
    }
    if (isOutsideOfTimes(message)) {
        ++m_progress.outside;
    } else if (m_newest) {
        m_newest->add(message);
    } else if (m_merge) {
        m_merge->add(message);
    } else {
        hand(partition, message);
    }
    if (!m_failure) {
        advance(partition, message.offset + 1);
    }
}

void ReadRun::hand(PartitionProgress& partition, const MessageView& message)
{
    const auto kept = m_sink.add(message);
    if (!kept) {
        m_failure = kept.error();
        return;
    }
    m_added = true;
    ++partition.delivered;
    ++m_progress.delivered;
    m_progress.kept += *kept ? 1 : 0;
    m_progress.enough = (m_request.stopAfter > 0 && m_progress.delivered >= m_request.stopAfter)
        || (m_request.stopAfterKept > 0 && m_progress.kept >= m_request.stopAfterKept);
}

void ReadRun::advance(PartitionProgress& partition, std::int64_t next)
{
    partition.next = std::max(partition.next, next);
    m_newestHanded = false;
    if (!partition.passedOver.empty()) {
        // Live, what was open has meanwhile been committed or aborted.
        UnreadOffsets& last = partition.passedOver.back();
        if (last.reason == UnreadOffsets::Reason::OpenTransaction && partition.next > last.from) {
            last.from = std::min(partition.next, last.to);
            if (last.from == last.to) {
                partition.passedOver.pop_back();
            }
        }
    }
    if (partition.next >= partition.limit) {
        partition.done = true;
        if (!isLive()) {
            m_consumer->stopPartition(placeOf(partition));
        }
    }
}

void ReadRun::conclude()
{
    const auto broken = std::find_if(m_progress.partitions.begin(), m_progress.partitions.end(),
                                     [](const auto& p) { return !p.error.empty(); });
    const bool allBroken = std::all_of(m_progress.partitions.begin(), m_progress.partitions.end(),
                                       [](const auto& p) { return !p.error.empty(); });
    if (m_failure) {
        fail(*m_failure);
    } else if (broken != m_progress.partitions.end() && allBroken) {
        fail({Errc::Remote, broken->error, m_consumer->describe(placeOf(*broken))});
    } else if (m_progress.enough || (m_stop && (m_live || !allEnded()))) {
        publish(ReadProgress::State::Stopped);
    } else {
        publish(m_progress.readWhole() ? ReadProgress::State::Finished
                                       : ReadProgress::State::Incomplete);
    }
}

void ReadRun::publish(ReadProgress::State state)
{
    m_progress.state = state;
    m_publish(m_progress);
}

void ReadRun::fail(const Error& error)
{
    m_progress.error = error;
    publish(error.code == Errc::Cancelled ? ReadProgress::State::Stopped
                                          : ReadProgress::State::Failed);
}

} // namespace ottla
