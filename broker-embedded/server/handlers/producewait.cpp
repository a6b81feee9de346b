// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/producewait.h"

#include <asio/dispatch.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <utility>

namespace ottla::server {

namespace {

using wire::ErrorCode;

/// A Produce that waits. Runs on a strand of its own; kept alive by its timer.
class ProduceWait : public std::enable_shared_from_this<ProduceWait>
{
public:
    ProduceWait(const asio::any_io_executor& executor, wire::ProduceResponse response,
                std::vector<AwaitedAppend> appends, Reply<wire::ProduceResponse> reply)
        : m_strand(asio::make_strand(executor))
        , m_timer(m_strand)
        , m_response(std::move(response))
        , m_appends(std::move(appends))
        , m_reply(std::move(reply))
    { }
    ~ProduceWait() { removeWaiters(); }
    ProduceWait(const ProduceWait&) = delete;
    ProduceWait& operator=(const ProduceWait&) = delete;

    void start(std::chrono::milliseconds timeout)
    {
        asio::dispatch(m_strand, [self = shared_from_this(), timeout] { self->begin(timeout); });
    }

private:
    void begin(std::chrono::milliseconds timeout)
    {
        m_timer.expires_after(timeout);
        m_timer.async_wait([self = shared_from_this()](const std::error_code& error) {
            if (!error) {
                self->timeIsOver();
            }
        });
        for (const AwaitedAppend& append : m_appends) {
            const auto id = append.partition->addWaiter([weak = weak_from_this()] {
                if (const auto self = weak.lock()) {
                    asio::post(self->m_strand, [self] { self->check(); });
                }
            });
            m_waiters.emplace_back(append.partition, id);
        }
        check(); // for what came before the waiters stood
    }

    void check()
    {
        std::erase_if(m_appends, [this](const AwaitedAppend& append) {
            if (append.partition->closed()) {
                fail(append, ErrorCode::UnknownTopicOrPartition);
            } else if (!append.partition->isLeader()) {
                fail(append, ErrorCode::NotLeaderOrFollower);
            } else if (append.partition->highWatermark() < append.end) {
                return false;
            } else if (static_cast<std::int64_t>(append.partition->inSyncCount())
                       < append.minInSync) {
                fail(append, ErrorCode::NotEnoughReplicasAfterAppend);
            }
            return true;
        });
        if (m_appends.empty()) {
            finish();
        }
    }

    void timeIsOver()
    {
        for (const AwaitedAppend& append : m_appends) {
            fail(append, ErrorCode::RequestTimedOut);
        }
        m_appends.clear();
        finish();
    }

    void fail(const AwaitedAppend& append, ErrorCode error)
    {
        auto& answer = m_response.responses[append.topic].partitionResponses[append.index];
        answer.errorCode = error;
        answer.baseOffset = -1;
    }

    void finish()
    {
        if (std::exchange(m_done, true)) {
            return;
        }
        m_timer.cancel();
        removeWaiters();
        std::exchange(m_reply, {})(std::move(m_response));
    }

    void removeWaiters()
    {
        for (const auto& [partition, id] : std::exchange(m_waiters, {})) {
            partition->removeWaiter(id);
        }
    }

    asio::strand<asio::any_io_executor> m_strand;
    asio::steady_timer m_timer;
    wire::ProduceResponse m_response;
    std::vector<AwaitedAppend> m_appends; ///< Undecided ones.
    Reply<wire::ProduceResponse> m_reply;
    std::vector<std::pair<std::shared_ptr<cluster::Partition>, cluster::Partition::WaiterId>>
        m_waiters;
    bool m_done = false;
};

} // namespace

void waitForReplicas(const Broker& broker, wire::ProduceResponse response,
                     std::vector<AwaitedAppend> appends, std::chrono::milliseconds timeout,
                     Reply<wire::ProduceResponse> reply)
{
    std::make_shared<ProduceWait>(broker.executor, std::move(response), std::move(appends),
                                  std::move(reply))
        ->start(timeout);
}

} // namespace ottla::server
