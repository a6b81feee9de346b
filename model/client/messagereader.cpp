// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/messagereader.h"

#include "model/client/simpleconsumer.h"

#include <algorithm>

namespace ottla {

std::size_t ReadProgress::partitionsDone() const
{
    return static_cast<std::size_t>(
        std::count_if(partitions.begin(), partitions.end(), [](const auto& p) { return p.done; }));
}

MessageReader::MessageReader(KafkaProperties properties, ReadRequest request, MessageSink& sink)
    : m_properties(std::move(properties))
    , m_request(std::move(request))
    , m_sink(sink)
    , m_live(m_request.live)
{ }

MessageReader::~MessageReader()
{
    stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void MessageReader::start()
{
    {
        const std::lock_guard lock(m_mutex);
        m_progress.state = ReadProgress::State::Connecting;
    }
    m_thread = std::thread([this] { run(); });
}

ReadProgress MessageReader::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void MessageReader::run()
{
    ReadProgress own;
    own.topics = m_request.topics;
    const auto publish = [&](ReadProgress::State state) {
        own.state = state;
        const std::lock_guard lock(m_mutex);
        m_progress = own;
    };
    const auto fail = [&](const Error& error) {
        own.error = error;
        publish(error.code == Errc::Cancelled ? ReadProgress::State::Stopped
                                              : ReadProgress::State::Failed);
    };
    auto opened = SimpleConsumer::open(m_properties, m_request.topics.front());
    if (!opened) {
        return fail(opened.error());
    }
    SimpleConsumer& consumer = **opened;
    const auto heard = [&](const std::string& trouble) {
        own.trouble = trouble;
        publish(own.state);
    };
    own.state = ReadProgress::State::Connecting;
    auto planned = consumer.plan(m_request, m_stop, heard);
    if (!planned) {
        return fail(planned.error());
    }
    own.partitions = std::move(*planned);
    own.watermarksAt = std::chrono::system_clock::now();
    own.trouble.clear();
    for (PartitionProgress& partition : own.partitions) {
        partition.done = partition.next >= partition.end;
    }
    const auto startWhatIsDue = [&](bool live) {
        for (PartitionProgress& partition : own.partitions) {
            if (consumer.started(partition.partition) || !partition.error.empty()
                || (partition.done && !live)) {
                continue;
            }
            if (auto started = consumer.startPartition(partition.partition, partition.next);
                !started) {
                partition.error = started.error().message;
            }
        }
    };
    publish(ReadProgress::State::Reading);

    const auto find = [&](std::int32_t id) {
        return std::find_if(own.partitions.begin(), own.partitions.end(),
                            [id](const auto& p) { return p.partition == id; });
    };
    while (!m_stop) {
        const bool live = m_live;
        const bool ended = std::all_of(own.partitions.begin(), own.partitions.end(),
                                       [](const auto& p) { return p.done || !p.error.empty(); });
        const bool broken = std::all_of(own.partitions.begin(), own.partitions.end(),
                                        [](const auto& p) { return !p.error.empty(); });
        if ((ended && !live) || (broken && !own.partitions.empty())) {
            break;
        }
        startWhatIsDue(live);
        Result<bool> stored = true;
        bool any = false;
        const auto took = consumer.take([&](const SimpleConsumer::Event& event) {
            const auto partition = find(event.partition);
            if (partition == own.partitions.end()) {
                return;
            }
            if (!event.error.empty()) {
                partition->error = event.error;
                return;
            }
            if (event.atEnd) {
                partition->next = std::max(partition->next, event.offset);
            } else if (event.offset >= partition->next && stored
                       && (live || event.offset < partition->end)) {
                stored = m_sink.add(event.message);
                if (stored) {
                    partition->next = event.offset + 1;
                    ++own.delivered;
                    own.kept += *stored ? 1 : 0;
                    any = true;
                }
            } else if (event.offset >= partition->end) {
                partition->next = std::max(partition->next, partition->end);
            }
            if (!partition->done && partition->next >= partition->end) {
                partition->done = true;
                if (!live) {
                    consumer.stopPartition(partition->partition);
                }
            }
        });
        if (any) {
            m_sink.batchAdded();
        }
        if (!stored) {
            return fail(stored.error());
        }
        own.trouble = took > 0 ? std::string() : consumer.trouble();
        publish(ended ? ReadProgress::State::Live : ReadProgress::State::Reading);
    }
    const bool whole = std::all_of(own.partitions.begin(), own.partitions.end(),
                                   [](const auto& p) { return p.done; });
    const auto broken = std::find_if(own.partitions.begin(), own.partitions.end(),
                                     [](const auto& p) { return !p.error.empty(); });
    if (broken != own.partitions.end()) {
        return fail({Errc::Remote, broken->error,
                     m_request.topics.front() + " partition " + std::to_string(broken->partition)});
    }
    publish(whole && !m_live ? ReadProgress::State::Finished : ReadProgress::State::Stopped);
}

} // namespace ottla
