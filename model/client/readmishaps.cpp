// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// ReadRun's other half: what goes wrong, and how reading goes on behind it.
#include "model/client/readrun.h"

#include <algorithm>
#include <array>

namespace ottla {

namespace {

using namespace std::chrono_literals;

constexpr auto askLeadersEvery = 1s;
constexpr auto silenceUntilLeadersAreAsked = 2s;

} // namespace

void ReadRun::recover()
{
    for (auto mishap = m_mishaps.begin(); mishap != m_mishaps.end();) {
        PartitionProgress& partition = *find(mishap->first);
        m_consumer->stopPartition(mishap->first);
        const auto gone = mishap->second.kind == Event::Kind::OutOfRange
            ? goOnBehindDeleted(partition)
            : goOnBehindDamage(partition, mishap->second);
        if (!gone && gone.error().code == Errc::Network) {
            partition.waiting = gone.error().message; // and once more with the next batch
            ++mishap;
            continue;
        }
        if (!gone) {
            partition.error = gone.error().describe();
        }
        mishap = m_mishaps.erase(mishap);
    }
}

Result<void> ReadRun::goOnBehindDeleted(PartitionProgress& partition)
{
    const std::array<SimpleConsumer::Leader, 1> place{
        {{{partition.topic, partition.partition}, 0}}};
    const auto low = m_consumer->offsets(place, SimpleConsumer::logStart).front();
    const auto high = m_consumer->offsets(place, SimpleConsumer::logEnd).front();
    if (!low || !high) {
        return low ? high.error() : low.error();
    }
    if (*low > partition.next) {
        const std::int64_t to = m_live ? *low : std::min(*low, partition.limit);
        passOver(partition,
                 {partition.next, to, UnreadOffsets::Reason::Deleted,
                  "deleted while it was read, the log now begins at " + std::to_string(*low)});
    } else if (*high < partition.next) {
        return Error{Errc::Remote,
                     "The log now ends at " + std::to_string(*high)
                         + ", before what was read: it was cut, or the topic was made anew"};
    }
    return {};
}

Result<void> ReadRun::goOnBehindDamage(PartitionProgress& partition, const Event& mishap)
{
    const std::int64_t bad = std::max(mishap.offset, partition.next);
    const auto behind = m_consumer->firstBehind({partition.topic, partition.partition}, bad);
    if (!behind) {
        return behind.error();
    }
    // Everything before the batch has been read.
    advance(partition, bad);
    const std::int64_t to = m_live ? *behind : std::min(*behind, partition.limit);
    if (bad < to) {
        passOver(partition, {bad, to, UnreadOffsets::Reason::Undecodable, mishap.error});
    }
    return {};
}

void ReadRun::passOver(PartitionProgress& partition, UnreadOffsets gap)
{
    noteTrouble({.at = std::chrono::system_clock::now(),
                 .where = m_consumer->describe({partition.topic, partition.partition}) + " offsets "
                     + std::to_string(gap.from) + " to " + std::to_string(gap.to - 1),
                 .what = gap.words});
    const std::int64_t to = gap.to;
    auto& all = partition.passedOver;
    all.insert(std::upper_bound(all.begin(), all.end(), gap,
                                [](const auto& a, const auto& b) { return a.from < b.from; }),
               std::move(gap));
    advance(partition, to);
}

void ReadRun::attendToSilence()
{
    const auto now = Clock::now();
    const bool someUnknown = std::any_of(m_progress.partitions.begin(), m_progress.partitions.end(),
                                         [](const auto& p) { return !p.known && p.error.empty(); });
    const bool quiet = now - m_heard >= silenceUntilLeadersAreAsked && !allEnded();
    if ((someUnknown || quiet) && now - m_asked >= askLeadersEvery) {
        if (m_plan->complete(m_progress.partitions) && m_newest) {
            m_newest->include(m_progress.partitions);
        }
        if (quiet) {
            m_plan->noteLeaders(m_progress.partitions);
        }
        m_asked = Clock::now();
    }
    giveUpWaiting();
}

void ReadRun::giveUpWaiting()
{
    bool onlyWaiting = !m_live;
    for (const PartitionProgress& partition : m_progress.partitions) {
        const bool over = partition.done || !partition.error.empty();
        onlyWaiting = onlyWaiting && (over || !partition.waiting.empty());
    }
    if (!onlyWaiting) {
        m_waitingSince.reset();
        return;
    }
    if (!m_waitingSince) {
        m_waitingSince = Clock::now();
    }
    if (Clock::now() - *m_waitingSince < m_request.leaderPatience) {
        return;
    }
    for (PartitionProgress& partition : m_progress.partitions) {
        if (!partition.done && partition.error.empty()) {
            partition.error = partition.waiting;
        }
    }
}

void ReadRun::noteTroubles(bool flowing)
{
    if (flowing) {
        m_progress.trouble.clear();
    }
    for (ReadTrouble& trouble : m_consumer->takeTroubles()) {
        m_progress.trouble = trouble.what;
        noteTrouble(std::move(trouble));
    }
}

void ReadRun::noteTrouble(ReadTrouble trouble)
{
    m_progress.troubleCount += trouble.times;
    m_progress.timeouts += trouble.timeout ? trouble.times : 0;
    auto& all = m_progress.troubles;
    if (!all.empty() && all.back().what == trouble.what && all.back().where == trouble.where) {
        all.back().times += trouble.times;
        all.back().at = trouble.at;
        return;
    }
    if (all.size() == ReadProgress::maxTroubles) {
        all.erase(all.begin());
    }
    all.push_back(std::move(trouble));
}

} // namespace ottla
