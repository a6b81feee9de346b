// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/replication/awaitreplicas.h"

#include <algorithm>
#include <asio/dispatch.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <optional>
#include <utility>

namespace ottla::cluster {

namespace {

using wire::ErrorCode;

/// Runs on a strand of its own; kept alive by its timer.
class ReplicaWait : public std::enable_shared_from_this<ReplicaWait>
{
public:
    ReplicaWait(const asio::any_io_executor& executor, std::vector<AwaitedAppend> appends,
                std::function<void(std::vector<ErrorCode>)> done)
        : m_strand(asio::make_strand(executor))
        , m_timer(m_strand)
        , m_appends(std::move(appends))
        , m_outcomes(m_appends.size())
        , m_onDone(std::move(done))
    { }
    ~ReplicaWait() { removeWaiters(); }
    ReplicaWait(const ReplicaWait&) = delete;
    ReplicaWait& operator=(const ReplicaWait&) = delete;

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
                self->finish();
            }
        });
        for (const AwaitedAppend& append : m_appends) {
            m_waiters.push_back(append.partition->addWaiter([weak = weak_from_this()] {
                if (const auto self = weak.lock()) {
                    asio::post(self->m_strand, [self] { self->check(); });
                }
            }));
        }
        check(); // for what came before the waiters stood
    }

    static std::optional<ErrorCode> outcomeOf(const AwaitedAppend& append)
    {
        const Partition& partition = *append.partition;
        if (partition.closed()) {
            return ErrorCode::UnknownTopicOrPartition;
        }
        if (partition.isOffline()) {
            return ErrorCode::KafkaStorageError;
        }
        // Read first: what it tells of must be of that epoch.
        const Offset highWatermark = partition.highWatermark();
        const auto inSync = static_cast<std::int64_t>(partition.inSyncCount());
        if (partition.ledEpoch() != append.epoch) {
            return ErrorCode::NotLeaderOrFollower;
        }
        if (highWatermark < append.end) {
            return std::nullopt;
        }
        return inSync < append.minInSync ? ErrorCode::NotEnoughReplicasAfterAppend
                                         : ErrorCode::None;
    }

    void check()
    {
        bool all = true;
        for (std::size_t i = 0; i < m_outcomes.size(); ++i) {
            if (!m_outcomes[i]) {
                m_outcomes[i] = outcomeOf(m_appends[i]);
            }
            all = all && m_outcomes[i].has_value();
        }
        if (all) {
            finish();
        }
    }

    void finish()
    {
        if (!m_onDone) {
            return;
        }
        m_timer.cancel();
        removeWaiters();
        std::vector<ErrorCode> errors;
        for (const auto& outcome : m_outcomes) {
            errors.push_back(outcome.value_or(ErrorCode::RequestTimedOut));
        }
        std::exchange(m_onDone, {})(std::move(errors));
    }

    void removeWaiters()
    {
        for (std::size_t i = 0; i < m_waiters.size(); ++i) {
            m_appends[i].partition->removeWaiter(m_waiters[i]);
        }
        m_waiters.clear();
    }

    asio::strand<asio::any_io_executor> m_strand;
    asio::steady_timer m_timer;
    const std::vector<AwaitedAppend> m_appends;
    std::vector<std::optional<ErrorCode>> m_outcomes; ///< Of each append; none while undecided.
    std::function<void(std::vector<ErrorCode>)> m_onDone; ///< Empty when it was called.
    std::vector<Partition::WaiterId> m_waiters; ///< Of each append.
};

} // namespace

void awaitReplicas(const asio::any_io_executor& executor, std::vector<AwaitedAppend> appends,
                   std::chrono::milliseconds timeout,
                   std::function<void(std::vector<wire::ErrorCode>)> done)
{
    std::make_shared<ReplicaWait>(executor, std::move(appends), std::move(done))->start(timeout);
}

} // namespace ottla::cluster
