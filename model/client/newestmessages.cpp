// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/newestmessages.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace ottla {

namespace {

constexpr std::int64_t smallestPiece = 64;

void setPiece(PartitionProgress& partition, std::int64_t from, std::int64_t to)
{
    partition.start = from;
    partition.next = from;
    partition.limit = to;
    partition.done = from >= to;
}

} // namespace

OwnedMessage::OwnedMessage(const MessageView& message)
    : m_headers(message.headers.begin(), message.headers.end())
    , m_view(message)
{
    const auto sizeOf = [](const std::optional<std::string_view>& body) {
        return body ? body->size() : 0;
    };
    std::size_t total = sizeOf(message.key) + sizeOf(message.value);
    for (const auto& [name, value] : m_headers) {
        total += name.size() + sizeOf(value);
    }
    m_bytes.reset(new char[total]);
    char* place = m_bytes.get();
    const auto keep = [&place](std::string_view bytes) {
        std::copy(bytes.begin(), bytes.end(), place);
        const std::string_view kept(place, bytes.size());
        place += bytes.size();
        return kept;
    };
    const auto keepBody = [&keep](std::optional<std::string_view>& body) {
        if (body) {
            body = keep(*body);
        }
    };
    keepBody(m_view.key);
    keepBody(m_view.value);
    for (auto& [name, value] : m_headers) {
        name = keep(name);
        keepBody(value);
    }
    m_view.headers = m_headers;
}

MessageAge OwnedMessage::age() const
{
    return {m_view.timestamp, m_view.topic, m_view.partition, m_view.offset};
}

// A little more than its share of each partition, so that one piece is mostly enough.
NewestMessages::NewestMessages(std::int64_t count, std::size_t partitions)
    : m_count(std::max<std::int64_t>(count, 0))
    , m_share(
          std::min(m_count,
                   std::max(smallestPiece,
                            m_count * 5 / 4
                                / static_cast<std::int64_t>(std::max<std::size_t>(partitions, 1)))))
{ }

void NewestMessages::include(std::vector<PartitionProgress>& partitions)
{
    for (PartitionProgress& partition : partitions) {
        const ReadRequest::Place place{partition.topic, partition.partition};
        if (partition.known && !m_sources.contains(place)) {
            Source& source = m_sources[place];
            source.low = partition.next;
            source.top = partition.limit;
            source.piece = m_share;
            setPiece(partition, std::max(source.low, source.top - m_share), source.top);
        }
    }
}

void NewestMessages::add(const MessageView& message)
{
    Source& source = m_sources[{message.topic, message.partition}];
    source.now.emplace_back(message);
    if (source.found + static_cast<std::int64_t>(source.now.size()) > m_count) {
        source.now.pop_front(); // not among the partition's last
    }
}

void NewestMessages::finishPiece(Source& source)
{
    source.found += static_cast<std::int64_t>(source.now.size());
    std::move(source.now.begin(), source.now.end(), std::back_inserter(m_found));
    source.now.clear();
}

std::vector<MessageAge> NewestMessages::ages() const
{
    std::vector<MessageAge> all = m_taken;
    std::transform(m_found.begin(), m_found.end(), std::back_inserter(all),
                   [](const OwnedMessage& message) { return message.age(); });
    return all;
}

void NewestMessages::keepTheNewest()
{
    const auto count = static_cast<std::size_t>(m_count);
    std::vector<MessageAge> all = ages();
    if (all.size() > count) {
        std::nth_element(all.begin(), all.begin() + m_count, all.end(), std::greater<>());
        const MessageAge displaced = all[count]; // and whatever is older
        std::erase_if(m_found, [&](const OwnedMessage& each) { return each.age() <= displaced; });
        std::erase_if(m_taken, [&](const MessageAge& each) { return each <= displaced; });
    }
}

std::optional<MessageAge> NewestMessages::oldest() const
{
    if (m_count == 0 || static_cast<std::int64_t>(m_found.size() + m_taken.size()) < m_count) {
        return std::nullopt;
    }
    const std::vector<MessageAge> all = ages();
    return *std::min_element(all.begin(), all.end());
}

bool NewestMessages::readFurtherBack(std::vector<PartitionProgress>& partitions,
                                     SimpleConsumer& consumer)
{
    std::vector<PartitionProgress*> more;
    std::vector<SimpleConsumer::Leader> places;
    for (PartitionProgress& partition : partitions) {
        const auto source = m_sources.find({partition.topic, partition.partition});
        if (source == m_sources.end() || (!partition.done && partition.error.empty())) {
            continue;
        }
        finishPiece(source->second);
        if (partition.error.empty() && source->second.found < m_count
            && partition.start > source->second.low) {
            more.push_back(&partition);
            places.push_back({source->first, 0});
        }
    }
    keepTheNewest();
    std::vector<Result<std::int64_t>> asOld(more.size(), Result<std::int64_t>(0));
    if (const auto least = oldest()) {
        // Everything that may still displace the oldest lies at or behind the first message of its
        // time; a millisecond less, since an index may lead behind some of the very same time.
        asOld = consumer.offsets(places, std::max<std::int64_t>(std::get<0>(*least) - 1, 0));
    }
    bool any = false;
    for (std::size_t i = 0; i < more.size(); ++i) {
        PartitionProgress& partition = *more[i];
        Source& source = m_sources[places[i].place];
        std::int64_t from = source.low;
        if (asOld[i]) {
            from = *asOld[i] < 0 ? partition.start : std::max(from, *asOld[i]);
        }
        const std::int64_t to = partition.start;
        from = std::max(from, to - source.piece * 2);
        if (from < to) {
            source.piece *= 2;
            setPiece(partition, from, to);
            any = true;
        }
    }
    return any;
}

void NewestMessages::conclude(std::vector<PartitionProgress>& partitions) const
{
    for (PartitionProgress& partition : partitions) {
        const auto source = m_sources.find({partition.topic, partition.partition});
        if (source != m_sources.end() && partition.done && partition.error.empty()) {
            partition.next = source->second.top;
            partition.limit = source->second.top;
            std::sort(partition.passedOver.begin(), partition.passedOver.end(),
                      [](const auto& a, const auto& b) { return a.from < b.from; });
        }
    }
}

void NewestMessages::endPieces()
{
    for (auto& [place, source] : m_sources) {
        finishPiece(source);
    }
    keepTheNewest();
}

std::vector<OwnedMessage> NewestMessages::take()
{
    std::sort(m_found.begin(), m_found.end(),
              [](const OwnedMessage& a, const OwnedMessage& b) { return a.isOlderThan(b); });
    m_taken = ages();
    return std::exchange(m_found, {});
}

} // namespace ottla
