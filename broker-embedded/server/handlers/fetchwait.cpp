// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/fetchwait.h"

#include "cluster/partition.h"
#include "cluster/topics.h"
#include "server/handlers/partitionlookup.h"

#include <algorithm>
#include <asio/bind_executor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <atomic>

namespace ottla::server {

namespace {

/// A Fetch that waits. Runs on a strand of its own; kept alive by its timer.
class FetchWait : public std::enable_shared_from_this<FetchWait>
{
public:
    FetchWait(Broker& broker, const RequestContext& context, wire::FetchRequest request,
              Reply<wire::FetchResponse> reply)
        : m_broker(broker)
        , m_context(context)
        , m_request(std::move(request))
        , m_reply(std::move(reply))
        , m_reader(readerOf(m_request))
        , m_strand(asio::make_strand(broker.executor))
        , m_timer(m_strand)
    { }
    ~FetchWait() { removeWaiters(); }
    FetchWait(const FetchWait&) = delete;
    FetchWait& operator=(const FetchWait&) = delete;

    void start()
    {
        asio::dispatch(m_strand, [self = shared_from_this()] { self->begin(); });
    }

private:
    struct Source
    {
        std::shared_ptr<cluster::Partition> partition;
        LeaderEpoch epoch{}; ///< When the wait began.
        Offset from{};
        std::uint64_t maxBytes = 0;
        std::uint64_t available = 0;
        cluster::Partition::WaiterId waiter = 0;
        /// Shared with the callback, which may run while this object goes.
        std::shared_ptr<std::atomic<bool>> moved = std::make_shared<std::atomic<bool>>(true);
    };

    void begin()
    {
        m_timer.expires_after(std::chrono::milliseconds(m_request.maxWaitMs));
        m_timer.async_wait([self = shared_from_this()](const std::error_code&) { self->finish(); });
        for (const auto& topic : m_request.topics) {
            std::string name = topic.topic;
            if (name.empty()) {
                const auto known = m_broker.topics.find(topic.topicId);
                name = known ? known->name : std::string();
            }
            for (const auto& asked : topic.partitions) {
                auto found =
                    findPartition(m_broker, name, asked.partition, asked.currentLeaderEpoch,
                                  roleForFetch(m_context, m_request));
                if (!found.partition) {
                    finish();
                    return;
                }
                Source& source = m_sources.emplace_back();
                source.partition = std::move(found.partition);
                source.epoch = source.partition->leaderEpoch();
                source.from = Offset{asked.fetchOffset};
                source.maxBytes = static_cast<std::uint64_t>(std::max(asked.partitionMaxBytes, 0));
            }
        }
        for (Source& source : m_sources) {
            source.waiter =
                source.partition->addWaiter([weak = weak_from_this(), moved = source.moved] {
                    if (moved->exchange(true)) {
                        return; // somebody woke it already
                    }
                    if (const auto self = weak.lock()) {
                        asio::post(self->m_strand, [self] { self->check(); });
                    }
                });
        }
        check(); // for what came before the waiters stood
    }

    void check()
    {
        if (m_done) {
            return;
        }
        std::uint64_t total = 0;
        for (Source& source : m_sources) {
            if (source.moved->exchange(false)) {
                const auto read =
                    source.partition->read(source.from, source.maxBytes, true, m_reader);
                if (!read || source.partition->closed()
                    || source.partition->leaderEpoch() != source.epoch) {
                    finish();
                    return;
                }
                source.available = read->bytes;
            }
            total += source.available;
        }
        if (static_cast<std::int64_t>(total) >= m_request.minBytes) {
            finish();
        }
    }

    void finish()
    {
        if (std::exchange(m_done, true)) {
            return;
        }
        m_timer.cancel();
        removeWaiters();
        m_reply(readFetch(m_broker, m_context, m_request).response);
        m_reply = {};
    }

    void removeWaiters()
    {
        for (const Source& source : m_sources) {
            if (source.waiter != 0) {
                source.partition->removeWaiter(source.waiter);
            }
        }
        m_sources.clear();
    }

    Broker& m_broker;
    const RequestContext m_context;
    const wire::FetchRequest m_request;
    Reply<wire::FetchResponse> m_reply;
    const cluster::Partition::Reader m_reader;
    asio::strand<asio::any_io_executor> m_strand;
    asio::steady_timer m_timer;
    std::vector<Source> m_sources;
    bool m_done = false;
};

} // namespace

void waitForData(Broker& broker, const RequestContext& context, wire::FetchRequest request,
                 Reply<wire::FetchResponse> reply)
{
    std::make_shared<FetchWait>(broker, context, std::move(request), std::move(reply))->start();
}

} // namespace ottla::server
