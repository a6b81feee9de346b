// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/readplan.h"

#include <algorithm>
#include <tuple>

namespace ottla {

namespace {

using Leader = SimpleConsumer::Leader;

constexpr const char* noLeader = "it has no leader";

ReadRequest::Place placeOf(const PartitionProgress& partition)
{
    return {partition.topic, partition.partition};
}

const Leader* find(const std::vector<Leader>& leaders, const PartitionProgress& partition)
{
    const auto found = std::find_if(leaders.begin(), leaders.end(), [&](const Leader& leader) {
        return leader.place == placeOf(partition);
    });
    return found == leaders.end() ? nullptr : &*found;
}

} // namespace

ReadPlan::ReadPlan(const KafkaProperties& properties, const ReadRequest& request,
                   SimpleConsumer& consumer)
    : m_properties(properties)
    , m_request(request)
    , m_consumer(consumer)
{ }

Result<std::vector<Leader>> ReadPlan::wanted()
{
    auto leaders = m_consumer.leaders();
    if (!leaders || m_request.partitions.empty()) {
        return leaders;
    }
    std::vector<Leader> chosen;
    for (const std::int32_t partition : m_request.partitions) {
        bool found = false;
        for (const Leader& leader : *leaders) {
            if (leader.place.second == partition) {
                chosen.push_back(leader);
                found = true;
            }
        }
        if (!found) {
            return Error{Errc::NotFound, "There is no partition " + std::to_string(partition),
                         m_request.topics.front()};
        }
    }
    std::sort(chosen.begin(), chosen.end(),
              [](const Leader& a, const Leader& b) { return a.place < b.place; });
    return chosen;
}

Result<std::vector<PartitionProgress>> ReadPlan::make()
{
    if (m_request.committedOnly && !m_uncommitted) {
        auto opened = SimpleConsumer::open(m_properties, m_request.topics, false);
        if (!opened) {
            return opened.error();
        }
        m_uncommitted = std::move(*opened);
    }
    const auto leaders = wanted();
    if (!leaders) {
        return leaders.error();
    }
    std::vector<PartitionProgress> partitions;
    for (const Leader& leader : *leaders) {
        PartitionProgress& partition = partitions.emplace_back();
        std::tie(partition.topic, partition.partition) = leader.place;
    }
    std::vector<PartitionProgress*> all;
    for (PartitionProgress& partition : partitions) {
        all.push_back(&partition);
    }
    ask(std::move(all), *leaders);
    return partitions;
}

bool ReadPlan::complete(std::vector<PartitionProgress>& partitions)
{
    std::vector<PartitionProgress*> unknown;
    for (PartitionProgress& partition : partitions) {
        if (!partition.known && partition.error.empty()) {
            unknown.push_back(&partition);
        }
    }
    if (unknown.empty()) {
        return false;
    }
    const auto leaders = m_consumer.leaders();
    if (leaders) {
        ask(unknown, *leaders);
    }
    return std::any_of(unknown.begin(), unknown.end(), [](const auto* p) { return p->known; });
}

void ReadPlan::noteLeaders(std::vector<PartitionProgress>& partitions)
{
    const auto leaders = m_consumer.leaders();
    for (PartitionProgress& partition : partitions) {
        const Leader* leader = leaders ? find(*leaders, partition) : nullptr;
        if (partition.known && leaders) {
            partition.waiting = leader && leader->broker >= 0 ? std::string() : noLeader;
        }
    }
}

void ReadPlan::ask(std::vector<PartitionProgress*> partitions, const std::vector<Leader>& leaders)
{
    std::vector<Leader> led;
    std::erase_if(partitions, [&](PartitionProgress* partition) {
        const Leader* leader = find(leaders, *partition);
        if (!leader || leader->broker < 0) {
            partition->waiting = noLeader;
            return true;
        }
        led.push_back(*leader);
        return false;
    });
    const auto nothing = std::vector<Result<std::int64_t>>(led.size(), Result<std::int64_t>(-1));
    const bool byTime = m_request.start == ReadRequest::Start::Time;
    const auto low = m_consumer.offsets(led, SimpleConsumer::logStart);
    const auto stable = m_consumer.offsets(led, SimpleConsumer::logEnd);
    const auto high = m_uncommitted ? m_uncommitted->offsets(led, SimpleConsumer::logEnd) : stable;
    const auto from =
        byTime ? m_consumer.offsets(led, std::max<std::int64_t>(m_request.time, 0)) : nothing;
    const auto to = byTime && m_request.endTime
        ? m_consumer.offsets(led, std::max<std::int64_t>(*m_request.endTime, 0))
        : nothing;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const Error* failed = nullptr;
        for (const auto* answer : {&low[i], &stable[i], &high[i], &from[i], &to[i]}) {
            failed = *answer ? failed : &answer->error();
        }
        if (failed && failed->code != Errc::Network) {
            partitions[i]->error = failed->describe();
        } else if (failed) {
            partitions[i]->waiting = "its leader does not answer: " + failed->message;
        } else {
            place(*partitions[i], {*low[i], *stable[i], *high[i], *from[i], *to[i]});
        }
    }
}

void ReadPlan::place(PartitionProgress& p, const Ends& ends) const
{
    p.known = true;
    p.waiting.clear();
    const std::int64_t high = std::max(ends.high, ends.low);
    const std::int64_t stable = std::clamp(ends.stable, ends.low, high);
    p.start = ends.low;
    p.end = high;
    switch (m_request.start) {
    case ReadRequest::Start::Beginning:
    case ReadRequest::Start::Newest:
        break;
    case ReadRequest::Start::Offset:
        p.end =
            m_request.endOffset ? std::clamp<std::int64_t>(*m_request.endOffset, 0, high) : high;
        p.start = std::clamp<std::int64_t>(m_request.offset, 0, p.end);
        break;
    case ReadRequest::Start::Time:
        p.end = ends.toTime < 0 ? high : std::clamp(ends.toTime, ends.low, high);
        // Nothing that new: what may come later is in open transactions, if at all.
        p.start = std::clamp(ends.fromTime < 0 ? stable : ends.fromTime, ends.low, p.end);
        break;
    case ReadRequest::Start::End:
        p.start = p.end = stable;
        break;
    case ReadRequest::Start::Positions:
        if (const auto found = m_request.positions.find(placeOf(p));
            found != m_request.positions.end()) {
            p.start = std::min(found->second, high);
        } else {
            p.start = p.end = stable;
        }
        break;
    }
    p.next = p.start;
    if (p.next < ends.low) {
        const std::int64_t to = std::min(ends.low, p.end);
        p.passedOver.push_back({p.next, to, UnreadOffsets::Reason::Deleted,
                                "deleted before, the log begins at " + std::to_string(ends.low)});
        p.next = to;
    }
    p.limit = p.end;
    if (stable < p.end) {
        const std::int64_t from = std::max(stable, p.next);
        if (from < p.end) {
            p.passedOver.push_back({from, p.end, UnreadOffsets::Reason::OpenTransaction,
                                    "behind a transaction that was open"});
        }
        p.limit = from;
    }
    p.done = p.next >= p.limit;
}

} // namespace ottla
